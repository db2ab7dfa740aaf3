package org.netfilter4j.xt.set;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.packet.Packet;

/**
 * {@code bitmap:ip,mac}: IPv4 addresses of a range, with or without an Ethernet address
 * (ip_set_bitmap_ipmac.c, revision 3).
 */
final class BitmapIpMac extends BitmapType {
  /** sizeof(struct bitmap_ipmac_elem). */
  private static final int ELEMENT_BYTES = 8;

  BitmapIpMac() {
    super(
        "bitmap:ip,mac",
        "macipmap",
        List.of(ElementPart.SINGLE_IP, ElementPart.MAC),
        Set.of(SetFeature.IP, SetFeature.MAC),
        80,
        ELEMENT_BYTES);
  }

  @Override
  public boolean isLastPartOptional() {
    return true;
  }

  @Override
  public boolean changesByTest() {
    return true;
  }

  @Override
  public @Nullable SetError check(SetHeader.Draft draft) {
    SetError error = Ranges4.expand(draft);
    return error != null ? error : super.check(draft);
  }

  @Override
  public SetHeader normalize(SetHeader.Draft draft) {
    draft.family = Family.IPV4;
    return super.normalize(draft);
  }

  @Override
  Contents create(SetHeader header, SetNamespace namespace) {
    return new BitmapMacContents(this, header);
  }

  @Override
  long number(SetEntry entry) {
    return entry.ip == null ? -1 : entry.ip.low();
  }

  @Override
  Ranges4 range(SetEntry entry) {
    return new Ranges4(number(entry), number(entry), null);
  }

  @Override
  long number(Packet packet, SetQuery query) {
    return BitmapIp.address(packet, query);
  }

  @Override
  void describe(long number, SetEntry into) {
    into.ip = Address.ipv4(number);
  }

  @Override
  public String text(long number) {
    return Address.ipv4(number).toString();
  }
}
