package org.netfilter4j.linux;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.watch.TraceEvent;
import org.netfilter4j.model.watch.TracedConnection;
import org.netfilter4j.model.watch.TracedPacket;
import org.netfilter4j.model.watch.Verdict;
import org.netfilter4j.wire.netlink.Attributes;
import org.netfilter4j.wire.netlink.Message;
import org.netfilter4j.wire.nft.NftAttribute;

/** Reads one NFT_MSG_TRACE (net/netfilter/nf_tables_trace.c: nft_trace_notify). */
final class TraceReader {
  private String table = "";
  private String chain = "";
  private long id;
  private long type;
  private long mark;
  private long handle;
  private long policy;
  private Verdict verdict = new Verdict(0, null);
  private long in;
  private long out;
  private int inType;
  private int protocol;
  private byte @Nullable [] link;
  private byte @Nullable [] network;
  private byte @Nullable [] transport;
  private int state;
  private int direction;
  private long status;

  private TraceReader() {}

  /**
   * Reads a message.
   *
   * @throws org.netfilter4j.wire.netlink.MalformedMessageException where it contradicts itself
   */
  static TraceEvent read(Message message) {
    TraceReader reader = new TraceReader();
    Attributes attributes = message.attributes();
    while (attributes.next()) {
      reader.take(attributes);
    }
    return reader.event(message.family());
  }

  private void take(Attributes from) {
    switch (from.type()) {
      case NftAttribute.TRACE_TABLE -> table = from.text();
      case NftAttribute.TRACE_CHAIN -> chain = from.text();
      case NftAttribute.TRACE_RULE_HANDLE -> handle = from.network64();
      case NftAttribute.TRACE_TYPE -> type = from.network32();
      case NftAttribute.TRACE_VERDICT -> verdict = verdict(from.nested());
      case NftAttribute.TRACE_ID -> id = from.network32();
      case NftAttribute.TRACE_LINK_HEADER -> link = from.bytes();
      case NftAttribute.TRACE_NETWORK_HEADER -> network = from.bytes();
      case NftAttribute.TRACE_TRANSPORT_HEADER -> transport = from.bytes();
      case NftAttribute.TRACE_IN -> in = from.network32();
      case NftAttribute.TRACE_IN_TYPE -> inType = from.network16();
      case NftAttribute.TRACE_OUT -> out = from.network32();
      case NftAttribute.TRACE_MARK -> mark = from.network32();
      case NftAttribute.TRACE_PROTOCOL -> protocol = (int) from.network32();
      case NftAttribute.TRACE_POLICY -> policy = from.network32();
      case NftAttribute.TRACE_CT_STATE -> state = (int) from.network32();
      case NftAttribute.TRACE_CT_DIRECTION -> direction = from.u8();
      case NftAttribute.TRACE_CT_STATUS -> status = from.network32();
      default -> {}
    }
  }

  private static Verdict verdict(Attributes from) {
    long code = 0;
    String chain = null;
    while (from.next()) {
      switch (from.type()) {
        case NftAttribute.VERDICT_CODE -> code = from.network32();
        case NftAttribute.VERDICT_CHAIN -> chain = from.text();
        default -> {}
      }
    }
    return new Verdict(code, chain);
  }

  private TraceEvent event(int family) {
    TraceEvent.Step step =
        switch ((int) type) {
          case NftAttribute.TRACETYPE_RULE -> new TraceEvent.RuleMet(handle, verdict);
          case NftAttribute.TRACETYPE_RETURN -> new TraceEvent.Returned(verdict.chain());
          case NftAttribute.TRACETYPE_POLICY ->
              new TraceEvent.PolicyApplied(new Verdict(policy, null));
          default -> new TraceEvent.Unknown(type);
        };
    TracedPacket packet =
        link == null && network == null
            ? null
            : new TracedPacket(in, out, inType, protocol, link, network, transport);
    TracedConnection connection =
        state == 0 ? null : new TracedConnection(state, direction != 0, status);
    return new TraceEvent(family, id, table, chain, step, packet, mark, connection);
  }
}
