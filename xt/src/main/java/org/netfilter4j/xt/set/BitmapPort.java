package org.netfilter4j.xt.set;

import java.util.List;
import java.util.Set;
import org.netfilter4j.packet.Packet;

/** {@code bitmap:port}: TCP and UDP ports of a range (ip_set_bitmap_port.c, revision 3). */
final class BitmapPort extends SetType {
  private static final List<ElementPart> PARTS = List.of(ElementPart.PORT);
  private static final Set<SetFeature> FEATURES = Set.of(SetFeature.PORT);

  /** sizeof(struct bitmap_port). */
  static final int HEAD_BYTES = 72;

  @Override
  public String name() {
    return "bitmap:port";
  }

  @Override
  public List<String> aliases() {
    return List.of("portmap");
  }

  @Override
  public int revision() {
    return 3;
  }

  @Override
  public List<ElementPart> parts() {
    return PARTS;
  }

  @Override
  public boolean hasFamily() {
    return false;
  }

  @Override
  public Set<SetFeature> features() {
    return FEATURES;
  }

  @Override
  public List<SetKeyword> createKeywords() {
    return List.of(
        SetKeyword.RANGE,
        SetKeyword.TIMEOUT,
        SetKeyword.COUNTERS,
        SetKeyword.COMMENT,
        SetKeyword.SKBINFO);
  }

  @Override
  public List<SetKeyword> addKeywords() {
    return List.of(
        SetKeyword.TIMEOUT,
        SetKeyword.PACKETS,
        SetKeyword.BYTES,
        SetKeyword.COMMENT,
        SetKeyword.SKBMARK,
        SetKeyword.SKBPRIO,
        SetKeyword.SKBQUEUE);
  }

  @Override
  public List<SetKeyword> testKeywords() {
    return List.of();
  }

  @Override
  public SetHeader normalize(SetHeader h) {
    return new SetHeader(
        null,
        0,
        0,
        -1,
        null,
        h.timeout(),
        h.counters(),
        h.comment(),
        h.skbinfo(),
        false,
        0,
        0,
        Math.min(h.firstPort(), h.lastPort()),
        Math.max(h.firstPort(), h.lastPort()),
        0);
  }

  @Override
  Contents create(SetHeader header, SetNamespace namespace) {
    return new BitmapContents(this, header);
  }

  @Override
  boolean same(SetHeader one, SetHeader other) {
    return one.firstPort() == other.firstPort()
        && one.lastPort() == other.lastPort()
        && one.sameExtensions(other);
  }

  /** The number in the bitmap for a packet, or -1 (bitmap_port_kadt). */
  int index(Packet packet, SetQuery query, SetHeader header) {
    int port = PacketPort.tcpOrUdp(packet, query.isSource(0));
    return port == PacketPort.NONE || port < header.firstPort() || port > header.lastPort()
        ? -1
        : port - header.firstPort();
  }
}
