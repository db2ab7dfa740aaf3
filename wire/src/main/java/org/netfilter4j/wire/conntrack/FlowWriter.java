package org.netfilter4j.wire.conntrack;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.conntrack.Expectation;
import org.netfilter4j.model.conntrack.Flow;
import org.netfilter4j.model.conntrack.FlowRequest;
import org.netfilter4j.model.conntrack.FlowSelection;
import org.netfilter4j.model.conntrack.FlowsException;
import org.netfilter4j.model.conntrack.Labels;
import org.netfilter4j.model.conntrack.Tuple;
import org.netfilter4j.wire.netlink.MessageWriter;

/** Writes the attributes of requests, between a message's beginning and its end. */
public final class FlowWriter {
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int DCCP = 33;
  private static final int SCTP = 132;

  private FlowWriter() {}

  /** nfgen_family: AF_INET, AF_INET6, or AF_UNSPEC for null. */
  public static int family(@Nullable Family family) {
    return family == null ? 0 : family == Family.IPV4 ? 2 : 10;
  }

  /** Which connections a dump shall hold. */
  public static void selection(MessageWriter out, FlowSelection selection) {
    FlowSelection.Bits mark = selection.mark();
    if (mark != null) {
      out.network32(Attribute.MARK, mark.value()).network32(Attribute.MARK_MASK, mark.mask());
    }
    FlowSelection.Bits status = selection.status();
    if (status != null) {
      out.network32(Attribute.STATUS, status.value());
      out.network32(Attribute.STATUS_MASK, status.mask());
    }
  }

  /**
   * A connection that is made, changed or looked for.
   *
   * @throws FlowsException where it lacks an address that tells a tuple's family
   */
  public static void request(MessageWriter out, FlowRequest request) {
    Flow flow = request.flow();
    TupleCodec.write(out, Attribute.TUPLE_ORIGINAL, flow.original());
    if (!flow.reply().equals(Tuple.UNKNOWN)) {
      TupleCodec.write(out, Attribute.TUPLE_REPLY, flow.reply());
    }
    if (flow.status() != Flow.ABSENT) {
      out.network32(Attribute.STATUS, flow.status() | Attribute.CONFIRMED);
    }
    if (flow.timeout() != Flow.ABSENT) {
      out.network32(Attribute.TIMEOUT, flow.timeout());
    }
    if (flow.mark() != Flow.ABSENT) {
      out.network32(Attribute.MARK, flow.mark());
    }
    protocol(out, request);
    translation(out, Attribute.NAT_SOURCE, request.source(), flow);
    translation(out, Attribute.NAT_DESTINATION, request.destination(), flow);
    if (flow.zone() != Flow.ABSENT) {
      out.network16(Attribute.ZONE, flow.zone());
    }
    Labels labels = flow.labels();
    if (labels != null) {
      labels(out, Attribute.LABELS, labels);
    }
    if (request.labelMask() != null) {
      labels(out, Attribute.LABELS_MASK, request.labelMask());
    }
  }

  /** Names a connection that was listed, and that one only. */
  public static void identity(MessageWriter out, Flow flow) {
    TupleCodec.write(out, Attribute.TUPLE_ORIGINAL, flow.original());
    if (flow.zone() != Flow.ABSENT) {
      out.network16(Attribute.ZONE, flow.zone());
    }
    if (flow.id() != Flow.ABSENT) {
      out.network32(Attribute.ID, flow.id());
    }
  }

  private static void protocol(MessageWriter out, FlowRequest request) {
    Flow flow = request.flow();
    switch (flow.original().protocol()) {
      case TCP -> {
        if (flow.state() != Flow.ABSENT || request.tcpFlags() != Flow.ABSENT) {
          int info = out.nest(Attribute.PROTOCOL_INFO);
          int tcp = out.nest(Attribute.INFO_TCP);
          state(out, flow);
          if (request.tcpFlags() != Flow.ABSENT) {
            // struct nf_ct_tcp_flags: the flags, and which of them are set.
            byte flags = (byte) request.tcpFlags();
            out.put(Attribute.TCP_FLAGS_ORIGINAL, new byte[] {flags, flags});
            out.put(Attribute.TCP_FLAGS_REPLY, new byte[] {flags, flags});
          }
          out.close(tcp).close(info);
        }
      }
      case SCTP -> {
        if (flow.state() != Flow.ABSENT
            || flow.originalTag() != Flow.ABSENT
            || flow.replyTag() != Flow.ABSENT) {
          int info = out.nest(Attribute.PROTOCOL_INFO);
          int sctp = out.nest(Attribute.INFO_SCTP);
          state(out, flow);
          if (flow.originalTag() != Flow.ABSENT) {
            out.network32(Attribute.SCTP_TAG_ORIGINAL, flow.originalTag());
          }
          if (flow.replyTag() != Flow.ABSENT) {
            out.network32(Attribute.SCTP_TAG_REPLY, flow.replyTag());
          }
          out.close(sctp).close(info);
        }
      }
      case DCCP -> {
        if (flow.state() != Flow.ABSENT || request.role() != Flow.ABSENT) {
          int info = out.nest(Attribute.PROTOCOL_INFO);
          int dccp = out.nest(Attribute.INFO_DCCP);
          state(out, flow);
          if (request.role() != Flow.ABSENT) {
            out.u8(Attribute.DCCP_ROLE, request.role());
          }
          out.close(dccp).close(info);
        }
      }
      default -> {}
    }
  }

  private static void state(MessageWriter out, Flow flow) {
    if (flow.state() != Flow.ABSENT) {
      out.u8(Attribute.INFO_STATE, flow.state());
    }
  }

  private static void translation(
      MessageWriter out, int type, FlowRequest.@Nullable Translation to, Flow flow) {
    if (to == null) {
      return;
    }
    int nest = out.nest(type);
    Address address = to.address();
    if (address != null) {
      int ip = address.family() == Family.IPV4 ? Attribute.NAT_IPV4 : Attribute.NAT_IPV6;
      out.put(ip, address.toBytes());
    }
    if (to.port() != Flow.ABSENT) {
      int ports = out.nest(Attribute.NAT_PROTOCOL);
      int protocol = flow.original().protocol();
      if (protocol == TCP || protocol == UDP) {
        out.network16(Attribute.NAT_PORT_FIRST, to.port());
        out.network16(Attribute.NAT_PORT_LAST, to.port());
      }
      out.close(ports);
    }
    out.close(nest);
  }

  private static void labels(MessageWriter out, int type, Labels labels) {
    byte[] bytes = new byte[Labels.BITS / 8];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ((i < 8 ? labels.low() : labels.high()) >>> 8 * (i % 8));
    }
    out.put(type, bytes);
  }

  /** An expectation that is made. */
  public static void expectation(MessageWriter out, Expectation expectation) {
    TupleCodec.write(out, Attribute.EXPECT_TUPLE, expectation.tuple());
    TupleCodec.write(out, Attribute.EXPECT_MASTER, expectation.master());
    TupleCodec.write(out, Attribute.EXPECT_MASK, expectation.mask());
    if (expectation.timeout() != Flow.ABSENT) {
      out.network32(Attribute.EXPECT_TIMEOUT, expectation.timeout());
    }
  }

  /** Names an expectation by its own tuple, or its master's. */
  public static void expectation(MessageWriter out, Tuple tuple, boolean byMaster) {
    TupleCodec.write(out, byMaster ? Attribute.EXPECT_MASTER : Attribute.EXPECT_TUPLE, tuple);
  }
}
