package org.netfilter4j.xt.match;

import org.netfilter4j.model.Label;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Cell;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.option.DccpTypes;

/** 1 where the header has that option, else 0; absent where the header is cut short. */
record DccpOption(int option) implements ExtensionHeader.Fact {
  @Override
  public Presence read(Context context, Cell into) {
    Packet packet = context.packet();
    int start = packet.transportOffset();
    int extended = (packet.byteAt(start + 8) & 1) * 4;
    int fixed =
        switch (DccpType.number(packet)) {
          case DccpTypes.REQUEST -> 4;
          case DccpTypes.DATA -> 0;
          case DccpTypes.RESPONSE, DccpTypes.RESET -> 12;
          default -> DccpType.number(packet) < DccpTypes.INVALID ? 8 : 12;
        };
    int at = start + Dccp.HEADER + extended + fixed;
    int end = start + packet.byteAt(start + 4) * 4;
    into.number(0);
    if (at > end || (at < end && end > packet.length())) {
      return Presence.ABSENT;
    }
    while (at < end && packet.byteAt(at) != option) {
      // Kinds 0 and 1 are one byte long.
      boolean one = packet.byteAt(at) < 2 || at + 1 == end;
      at += one ? 1 : Math.max(1, packet.byteAt(at + 1));
    }
    into.number(at < end ? 1 : 0);
    return Presence.PRESENT;
  }

  @Override
  public Label label() {
    return new Label("DCCP option " + option, "DCCP 选项 " + option);
  }
}
