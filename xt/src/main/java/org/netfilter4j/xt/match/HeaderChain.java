package org.netfilter4j.xt.match;

import org.netfilter4j.model.Label;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Cell;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.option.HeaderKinds;

/** The bits of the headers that are there; absent where a header is not whole. */
enum HeaderChain implements ExtensionHeader.Fact {
  KINDS;

  @Override
  public Presence read(Context context, Cell into) {
    Packet packet = context.packet();
    int next = packet.byteAt(6);
    int at = packet.headerLength();
    int kinds = 0;
    while (HeaderKinds.bit(next) != HeaderKinds.PROTOCOL && at <= packet.length()) {
      kinds |= HeaderKinds.bit(next);
      if (next == IpProtocol.NO_NEXT_HEADER) {
        break;
      }
      if (at + 2 > packet.length()) {
        return Presence.ABSENT;
      }
      if (next == IpProtocol.ESP) {
        break;
      }
      int header = at;
      int length = packet.byteAt(header + 1);
      at +=
          switch (next) {
            case IpProtocol.FRAGMENT -> 8;
            case IpProtocol.AH -> (length + 2) * 4;
            default -> (length + 1) * 8;
          };
      next = packet.byteAt(header);
    }
    boolean last = next == IpProtocol.NO_NEXT_HEADER || next == IpProtocol.ESP;
    into.number(last ? kinds : kinds | HeaderKinds.PROTOCOL);
    return Presence.PRESENT;
  }

  @Override
  public Label label() {
    return new Label("kinds of IPv6 headers", "IPv6 首部的种类");
  }
}
