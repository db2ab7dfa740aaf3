package org.netfilter4j.command.ipset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.set.ElementPart;
import org.netfilter4j.xt.set.IpSet;
import org.netfilter4j.xt.set.SetEntry;
import org.netfilter4j.xt.set.SetHeader;
import org.netfilter4j.xt.set.SetKeyword;
import org.netfilter4j.xt.set.SetNamespace;

/** Writes sets as {@code ipset list} and {@code ipset save} do. */
final class Printer {
  /** The form of a listing. */
  enum Mode {
    PLAIN,
    SAVE,
    XML
  }

  private static final int ICMP = 1;
  private static final int ICMPV6 = 58;
  private static final int CHUNK = 1 << 16;

  private final SetNamespace sets;
  private final Names names;
  private final long now;
  private final Appendable to;
  private final StringBuilder out = new StringBuilder();
  boolean sorted;
  boolean resolve;
  boolean nameOnly;
  boolean headerOnly;

  /** Whether all that a set was created with is written, what the tool leaves out too. */
  boolean complete;

  Printer(SetNamespace sets, Names names, long now, Appendable to) {
    this.sets = sets;
    this.names = names;
    this.now = now;
    this.to = to;
  }

  void print(List<IpSet> which, Mode mode) throws IOException {
    if (mode == Mode.XML) {
      out.append("<ipsets>\n");
    }
    boolean first = true;
    for (IpSet set : which) {
      if (nameOnly && mode != Mode.XML) {
        out.append(set.name()).append('\n');
        continue;
      }
      switch (mode) {
        case PLAIN -> {
          out.append(first ? "" : "\n");
          plain(set);
        }
        case SAVE -> save(set);
        case XML -> xml(set);
      }
      first = false;
      flush(0);
    }
    if (mode == Mode.XML) {
      out.append("</ipsets>\n");
    }
    flush(0);
  }

  private void flush(int above) throws IOException {
    if (out.length() > above) {
      to.append(out);
      out.setLength(0);
    }
  }

  private void plain(IpSet set) throws IOException {
    out.append("Name: ").append(set.name());
    out.append("\nType: ").append(set.type().name());
    out.append("\nRevision: ").append(set.type().revision());
    out.append("\nHeader:");
    header(set, Mode.PLAIN);
    out.append("\nSize in memory: ").append(set.memoryBytes());
    out.append("\nReferences: ").append(sets.references(set));
    out.append("\nNumber of entries: ").append(set.count(now)).append('\n');
    if (!headerOnly) {
      out.append("Members:\n");
      members(set, Mode.PLAIN);
    }
  }

  private void save(IpSet set) throws IOException {
    out.append("create ").append(set.name()).append(' ').append(set.type().name());
    header(set, Mode.SAVE);
    out.append('\n');
    if (!headerOnly) {
      members(set, Mode.SAVE);
    }
  }

  private void xml(IpSet set) throws IOException {
    if (nameOnly) {
      out.append("<ipset name=\"").append(set.name()).append("\"/>\n");
      return;
    }
    out.append("<ipset name=\"").append(set.name()).append("\">\n<type>");
    out.append(set.type().name()).append("</type>\n<revision>");
    out.append(set.type().revision()).append("</revision>\n<header>");
    header(set, Mode.XML);
    out.append("\n<memsize>").append(set.memoryBytes());
    out.append("</memsize>\n<references>").append(sets.references(set));
    out.append("</references>\n<numentries>").append(set.count(now));
    out.append("</numentries>\n</header>\n");
    if (!headerOnly) {
      out.append("<members>\n");
      members(set, Mode.XML);
      out.append("</members>\n");
    }
    out.append("</ipset>\n");
  }

  // Headers.

  private void header(IpSet set, Mode mode) {
    for (SetKeyword keyword : set.type().createKeywords()) {
      String value = value(keyword, set);
      if (value != null) {
        option(keyword.word(), value, mode);
      }
    }
  }

  /** What stands after a word of the header, "" for a flag; null where the word is left out. */
  private @Nullable String value(SetKeyword keyword, IpSet set) {
    SetHeader header = set.header();
    return switch (keyword) {
      case FAMILY -> header.family() == Family.IPV6 ? "inet6" : "inet";
      case HASHSIZE -> Integer.toString(set.hashSize());
      case MAXELEM -> Integer.toUnsignedString(header.maxElements());
      case NETMASK -> header.netmask() < 0 ? null : Integer.toString(header.netmask());
      case BITMASK -> header.bitmask() == null ? null : header.bitmask().toString();
      case RANGE -> header.firstPort() + "-" + header.lastPort();
      case SIZE -> Integer.toUnsignedString(header.size());
      case TIMEOUT -> header.hasTimeout() ? Long.toString(header.timeout()) : null;
      case COUNTERS -> header.counters() ? "" : null;
      case COMMENT -> header.comment() ? "" : null;
      case SKBINFO -> header.skbinfo() ? "" : null;
      // Version 7.17 does not print it.
      case FORCEADD -> complete && header.forceAdd() ? "" : null;
      case BUCKETSIZE -> Integer.toString(header.bucketSize());
      case INITVAL -> String.format(Locale.ROOT, "0x%08x", header.initval());
      case NOMATCH, PACKETS, BYTES, SKBMARK, SKBPRIO, SKBQUEUE, BEFORE, AFTER ->
          throw new IllegalStateException(keyword + " is no word of a header");
    };
  }

  private void option(String word, String value, Mode mode) {
    if (mode == Mode.XML) {
      out.append('<').append(word);
      if (value.isEmpty()) {
        out.append("/>");
      } else {
        out.append('>').append(value).append("</").append(word).append('>');
      }
      return;
    }
    out.append(' ').append(word);
    if (!value.isEmpty()) {
      out.append(' ').append(value);
    }
  }

  // Elements.

  private void members(IpSet set, Mode mode) throws IOException {
    if (!sorted) {
      set.forEach(
          now,
          entry -> {
            member(set, entry, mode);
            if (out.length() > CHUNK) {
              flushUnchecked();
            }
          });
      return;
    }
    List<Line> lines = new ArrayList<>();
    set.forEach(
        now,
        entry -> {
          int start = out.length();
          member(set, entry, mode);
          lines.add(new Line(entry.ip, Math.max(entry.port, 0), out.substring(start)));
          out.setLength(start);
        });
    lines.sort(Line.ORDER);
    for (Line line : lines) {
      out.append(line.text);
      flush(CHUNK);
    }
  }

  private record Line(@Nullable Address ip, int port, String text) {
    static final Comparator<Line> ORDER =
        Comparator.comparing(Line::ip, Comparator.nullsFirst(Comparator.<Address>naturalOrder()))
            .thenComparingInt(Line::port)
            .thenComparing(Line::text);
  }

  private void flushUnchecked() {
    try {
      flush(0);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void member(IpSet set, SetEntry entry, Mode mode) {
    switch (mode) {
      case PLAIN -> {}
      case SAVE -> out.append("add ").append(set.name()).append(' ');
      case XML -> out.append("<member><elem>");
    }
    element(set, entry, out);
    if (mode == Mode.XML) {
      out.append("</elem>");
    }
    for (SetKeyword keyword : set.type().addKeywords()) {
      String value = value(keyword, entry);
      if (value != null) {
        option(keyword.word(), value, mode);
      }
    }
    out.append(mode == Mode.XML ? "</member>\n" : "\n");
  }

  private static @Nullable String value(SetKeyword keyword, SetEntry entry) {
    return switch (keyword) {
      case TIMEOUT -> entry.timeout < 0 ? null : Long.toString(entry.timeout);
      case NOMATCH -> entry.nomatch ? "" : null;
      case PACKETS -> entry.hasPackets ? Long.toUnsignedString(entry.packets) : null;
      case BYTES -> entry.hasBytes ? Long.toUnsignedString(entry.bytes) : null;
      case COMMENT -> entry.comment == null ? null : '"' + entry.comment + '"';
      case SKBMARK -> entry.hasMark ? mark(entry) : null;
      case SKBPRIO ->
          entry.hasPriority
              ? Integer.toHexString(entry.priority >>> 16)
                  + ":"
                  + Integer.toHexString(entry.priority & 0xffff)
              : null;
      case SKBQUEUE -> entry.queue < 0 ? null : Integer.toString(entry.queue);
      // A list is printed in its order, which says it all.
      case BEFORE, AFTER -> null;
      case FAMILY,
          HASHSIZE,
          MAXELEM,
          NETMASK,
          BITMASK,
          RANGE,
          SIZE,
          COUNTERS,
          SKBINFO,
          FORCEADD,
          BUCKETSIZE,
          INITVAL ->
          throw new IllegalStateException(keyword + " is no word of an element");
    };
  }

  private static String mark(SetEntry entry) {
    String mark = "0x" + Integer.toHexString(entry.mark);
    return entry.markMask == -1 ? mark : mark + "/0x" + Integer.toHexString(entry.markMask);
  }

  /** The element alone, as it was given or as a listing has it. */
  void element(IpSet set, SetEntry entry, StringBuilder into) {
    boolean next = false;
    for (ElementPart part : set.type().parts()) {
      if (next) {
        into.append(',');
      }
      next = true;
      switch (part) {
        case IP, NET -> address(entry, into);
        case PROTO_PORT -> {
          into.append(protocol(entry.protocol)).append(':');
          ports(entry, into);
        }
        case PORT -> ports(entry, into);
        case SET -> into.append(entry.name);
      }
    }
    if (entry.place != null) {
      into.append(entry.place == SetEntry.Place.BEFORE ? " before " : " after ");
      into.append(entry.reference);
    }
  }

  private void address(SetEntry entry, StringBuilder into) {
    Address ip = entry.ip;
    if (ip == null) {
      return;
    }
    into.append(host(ip));
    if (entry.cidr >= 0 && entry.cidr != ip.family().bits()) {
      into.append('/').append(entry.cidr);
    } else if (entry.ipTo != null) {
      into.append('-').append(host(entry.ipTo));
    }
  }

  private String host(Address address) {
    String name = resolve ? names.host(address) : null;
    return name == null ? address.toString() : name;
  }

  private String protocol(int number) {
    String name = names.protocolName(number);
    return name == null ? Integer.toString(number) : name;
  }

  private static void ports(SetEntry entry, StringBuilder into) {
    if (entry.protocol == ICMP || entry.protocol == ICMPV6) {
      String name = IcmpNames.name(entry.port, entry.protocol == ICMPV6);
      into.append(name != null ? name : (entry.port >>> 8) + "/" + (entry.port & 0xff));
      return;
    }
    into.append(entry.port);
    if (entry.portTo >= 0) {
      into.append('-').append(entry.portTo);
    }
  }
}
