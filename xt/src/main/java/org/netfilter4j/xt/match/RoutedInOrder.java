package org.netfilter4j.xt.match;

import java.util.List;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Label;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Cell;
import org.netfilter4j.xt.lower.Context;

/** Present where the header has these addresses in this order, and perhaps others between. */
record RoutedInOrder(List<Address> addresses) implements ExtensionHeader.Fact {
  @Override
  public Presence read(Context context, Cell into) {
    Packet packet = context.packet();
    int start = Rt.HEADER.find(packet);
    if (start < 0) {
      return Presence.ABSENT;
    }
    int end = start + (packet.byteAt(start + 1) + 1) * 8;
    int found = 0;
    for (int at = start + 8; at + 16 <= end && found < addresses.size(); at += 16) {
      Address wanted = addresses.get(found);
      boolean there = ExtensionHeader.number(packet, at, 16, into) == Presence.PRESENT;
      found += there && into.high == wanted.high() && into.low == wanted.low() ? 1 : 0;
    }
    into.number(1);
    return found == addresses.size() ? Presence.PRESENT : Presence.ABSENT;
  }

  @Override
  public Label label() {
    return new Label("the listed addresses in order", "按序出现的所列地址");
  }
}
