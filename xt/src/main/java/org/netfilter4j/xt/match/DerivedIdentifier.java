package org.netfilter4j.xt.match;

import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Cell;
import org.netfilter4j.xt.lower.Context;

/** Present where the address is derived so (RFC 4291 appendix A); its value is the identifier. */
enum DerivedIdentifier implements ExtensionHeader.Fact {
  DERIVED;

  @Override
  public Presence read(Context context, Cell into) {
    Packet packet = context.packet();
    if (!packet.has(Field.Header.MAC_SOURCE)) {
      return Presence.ABSENT;
    }
    long mac = packet.number(Field.Header.MAC_SOURCE);
    long identifier =
        ((mac >>> 24) << 40 | 0xff_fe00_0000L | (mac & 0xff_ffff)) ^ 0x0200_0000_0000_0000L;
    into.number(identifier);
    boolean same = packet.number(Field.Header.SOURCE_ADDRESS) == identifier;
    return same ? Presence.PRESENT : Presence.ABSENT;
  }

  @Override
  public Label label() {
    return new Label("source address made of the source MAC address", "由源 MAC 地址生成的源地址");
  }
}
