package org.netfilter4j.xt.match;

import org.netfilter4j.model.Label;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Cell;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Reading;

/** Whether the header is as long as it says, with all its options there. */
enum WholeTcpHeader implements Reading {
  WHOLE;

  @Override
  public Source source() {
    return Source.PACKET;
  }

  @Override
  public Label label() {
    return new Label("whole TCP header with options", "完整的 TCP 首部及选项");
  }

  @Override
  public Presence read(Context context, Cell into) {
    Packet packet = context.packet();
    int length = packet.tcpHeaderLength();
    into.number(1);
    return length >= 20 && packet.hasTransportBytes(length) ? Presence.PRESENT : Presence.ABSENT;
  }
}
