package org.netfilter4j.wire.conntrack;

import org.netfilter4j.model.Counters;
import org.netfilter4j.model.conntrack.Flow;
import org.netfilter4j.model.conntrack.FlowBuilder;
import org.netfilter4j.model.conntrack.FlowEvent;
import org.netfilter4j.model.conntrack.Labels;
import org.netfilter4j.wire.netlink.Attributes;
import org.netfilter4j.wire.netlink.Message;
import org.netfilter4j.wire.netlink.MessageWriter;

/** Reads messages about connections. */
public final class FlowReader {
  private FlowReader() {}

  /**
   * The connection that a message tells of.
   *
   * @throws org.netfilter4j.wire.netlink.MalformedMessageException where lengths do not fit
   */
  public static Flow read(Message message) {
    FlowBuilder flow = new FlowBuilder();
    Attributes in = message.attributes();
    while (in.next()) {
      switch (in.type()) {
        case Attribute.TUPLE_ORIGINAL -> flow.original(TupleCodec.read(in.nested()));
        case Attribute.TUPLE_REPLY -> flow.reply(TupleCodec.read(in.nested()));
        case Attribute.TUPLE_MASTER -> flow.master(TupleCodec.read(in.nested()));
        case Attribute.STATUS -> flow.status(in.network32());
        case Attribute.PROTOCOL_INFO -> protocol(in.nested(), flow);
        case Attribute.TIMEOUT -> flow.timeout(in.network32());
        case Attribute.MARK -> flow.mark(in.network32());
        case Attribute.SECMARK -> flow.secmark(in.network32());
        case Attribute.USE -> flow.use(in.network32());
        case Attribute.ID -> flow.id(in.network32());
        case Attribute.ZONE -> flow.zone(in.network16());
        case Attribute.COUNTERS_ORIGINAL -> flow.originalCounters(counters(in.nested()));
        case Attribute.COUNTERS_REPLY -> flow.replyCounters(counters(in.nested()));
        case Attribute.TIMESTAMP -> times(in.nested(), flow);
        case Attribute.LABELS -> flow.labels(labels(in));
        case Attribute.HELP -> flow.helper(name(in.nested()));
        case Attribute.SECURITY_CONTEXT -> flow.securityContext(name(in.nested()));
        default -> {}
      }
    }
    return flow.build();
  }

  /** What a message tells that was sent because something happened. */
  public static FlowEvent.Kind kind(Message message) {
    if ((message.type() & 0xff) == Attribute.DELETE) {
      return FlowEvent.Kind.DESTROY;
    }
    return (message.flags() & MessageWriter.NLM_F_CREATE) != 0
        ? FlowEvent.Kind.NEW
        : FlowEvent.Kind.UPDATE;
  }

  private static void protocol(Attributes in, FlowBuilder flow) {
    while (in.next()) {
      int protocol = in.type();
      Attributes info = in.nested();
      while (info.next()) {
        if (info.type() == Attribute.INFO_STATE) {
          flow.state(info.u8());
        } else if (protocol == Attribute.INFO_SCTP) {
          switch (info.type()) {
            case Attribute.SCTP_TAG_ORIGINAL -> flow.originalTag(info.network32());
            case Attribute.SCTP_TAG_REPLY -> flow.replyTag(info.network32());
            default -> {}
          }
        }
      }
    }
  }

  private static Counters counters(Attributes in) {
    long packets = 0;
    long bytes = 0;
    while (in.next()) {
      switch (in.type()) {
        case Attribute.PACKETS -> packets = in.network64();
        case Attribute.BYTES -> bytes = in.network64();
        default -> {}
      }
    }
    return new Counters(packets, bytes);
  }

  private static void times(Attributes in, FlowBuilder flow) {
    while (in.next()) {
      switch (in.type()) {
        case Attribute.STARTED -> flow.started(in.network64());
        case Attribute.STOPPED -> flow.stopped(in.network64());
        default -> {}
      }
    }
  }

  private static String name(Attributes in) {
    String name = "";
    while (in.next()) {
      if (in.type() == Attribute.NAME) {
        name = in.text();
      }
    }
    return name;
  }

  /** Up to 128 bits, the lowest first, in words of a machine that is little-endian. */
  private static Labels labels(Attributes in) {
    long[] halves = new long[2];
    for (int i = 0; i < Math.min(in.length(), Labels.BITS / 8); i++) {
      halves[i / 8] |= (in.array()[in.start() + i] & 0xffL) << 8 * (i % 8);
    }
    return new Labels(halves[0], halves[1]);
  }
}
