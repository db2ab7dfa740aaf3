package org.netfilter4j.xt.set;

import java.util.List;
import java.util.Set;
import org.netfilter4j.packet.Packet;

/** {@code bitmap:port}: TCP and UDP ports of a range (ip_set_bitmap_port.c, revision 3). */
final class BitmapPort extends BitmapType {
  BitmapPort() {
    super("bitmap:port", "portmap", List.of(ElementPart.PORT), Set.of(SetFeature.PORT), 72, 0);
  }

  @Override
  long number(SetEntry entry) {
    return entry.port;
  }

  @Override
  Ranges4 range(SetEntry entry) {
    int to = entry.portTo < 0 ? entry.port : entry.portTo;
    return new Ranges4(Math.min(entry.port, to), Math.max(entry.port, to), null);
  }

  @Override
  long number(Packet packet, SetQuery query) {
    return PacketPort.tcpOrUdp(packet, query.isSource(0));
  }

  @Override
  void describe(long number, SetEntry into) {
    into.port = (int) number;
  }

  @Override
  public String text(long number) {
    return Long.toString(number);
  }
}
