package org.netfilter4j.xt.match;

import org.netfilter4j.model.Label;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Cell;
import org.netfilter4j.xt.lower.Context;

/** The packet's type as a bit. */
enum DccpType implements ExtensionHeader.Fact {
  BIT;

  /** 0 to 15. */
  static int number(Packet packet) {
    return packet.byteAt(packet.transportOffset() + 8) >> 1 & 0xf;
  }

  @Override
  public Presence read(Context context, Cell into) {
    into.number(1L << number(context.packet()));
    return Presence.PRESENT;
  }

  @Override
  public Label label() {
    return new Label("DCCP type bit", "DCCP 类型位");
  }
}
