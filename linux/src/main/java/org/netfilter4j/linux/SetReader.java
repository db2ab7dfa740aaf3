package org.netfilter4j.linux;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.wire.ipset.IpsetAttribute;
import org.netfilter4j.wire.netlink.Attributes;
import org.netfilter4j.wire.netlink.MalformedMessageException;
import org.netfilter4j.wire.netlink.Message;
import org.netfilter4j.xt.set.SetEntry;
import org.netfilter4j.xt.set.SetListing;
import org.netfilter4j.xt.set.SetRefused;
import org.netfilter4j.xt.set.SetStore;
import org.netfilter4j.xt.set.SetType;
import org.netfilter4j.xt.set.SetTypes;
import org.netfilter4j.xt.set.SetVerb;

/** Reads the kernel's messages about sets. A set with many elements has several. */
final class SetReader implements NetlinkSocket.Receiver {
  private static final int NONE = -1;

  private final @Nullable SetListing to;
  private final SetListing.Detail detail;
  private final SetEntry entry = new SetEntry();
  private @Nullable String name;
  private @Nullable String type;
  private int family = NONE;
  private int revision = NONE;
  private int version = NONE;
  private int least = NONE;

  /** Whether a set was shown: later messages may hold more of its elements. */
  private boolean described;

  private @Nullable Attributes data;
  private @Nullable Attributes elements;

  SetReader() {
    this(null, SetListing.Detail.HEADERS);
  }

  /** A reader that shows sets as it reads them. */
  SetReader(@Nullable SetListing to, SetListing.Detail detail) {
    this.to = to;
    this.detail = detail;
  }

  @Override
  public void message(Message message) {
    type = null;
    data = null;
    elements = null;
    for (Attributes at = message.attributes(); at.next(); ) {
      switch (at.type()) {
        case IpsetAttribute.PROTOCOL -> version = at.u8();
        case IpsetAttribute.SETNAME -> name = at.text();
        case IpsetAttribute.TYPENAME -> type = at.text();
        case IpsetAttribute.FAMILY -> family = at.u8();
        case IpsetAttribute.REVISION -> revision = at.u8();
        case IpsetAttribute.REVISION_MIN -> least = at.u8();
        case IpsetAttribute.DATA -> data = at.nested();
        case IpsetAttribute.ADT -> elements = at.nested();
        default -> {
          // What a newer kernel may tell.
        }
      }
    }
    if (to != null) {
      show(to);
    }
  }

  private void show(SetListing to) {
    if (detail == SetListing.Detail.NAMES) {
      to.name(name());
      return;
    }
    if (data != null) {
      SetType of = type();
      if (of == null) {
        throw new SetRefused(
            "Kernel and userspace incompatible: settype "
                + type
                + " with revision "
                + revision
                + " not supported by userspace.",
            SetVerb.LIST,
            0);
      }
      to.set(SetAttributes.description(name(), of, revision, SetAttributes.family(family), data));
      described = true;
    }
    if (elements != null) {
      if (!described) {
        throw new MalformedMessageException("elements before their set");
      }
      while (elements.next()) {
        SetAttributes.read(elements.nested(), entry);
        to.element(entry);
      }
    }
  }

  /** The newest version of the protocol. */
  int version() {
    return version;
  }

  /** The oldest version of the protocol. */
  int leastVersion() {
    return least < 0 ? version : least;
  }

  /** The highest revision of a type. */
  int revision() {
    return revision;
  }

  /** The lowest revision of a type. */
  int leastRevision() {
    return least < 0 ? revision : least;
  }

  String name() {
    if (name == null) {
      throw new MalformedMessageException("no name of a set");
    }
    return name;
  }

  /** The type, null where it or its revision is not known here. */
  private @Nullable SetType type() {
    if (type == null || family < 0 || revision < 0) {
      throw new MalformedMessageException("no type of a set");
    }
    SetType found = SetTypes.find(type);
    return found != null && revision <= found.revision() ? found : null;
  }

  /** What was read of the set of that name. */
  SetStore.Known known(String of) {
    SetType found = type();
    if (found == null) {
      throw new SetRefused(
          "Kernel-library incompatibility: set "
              + of
              + " in kernel has got settype "
              + type
              + " with family "
              + switch (family) {
                case IpsetAttribute.INET -> "inet";
                case IpsetAttribute.INET6 -> "inet6";
                default -> "unspec";
              }
              + " and revision "
              + revision
              + " while ipset library does not support the settype with that family and"
              + " revision.",
          SetVerb.HEADER,
          0);
    }
    return new SetStore.Known(of, found, SetAttributes.family(family));
  }
}
