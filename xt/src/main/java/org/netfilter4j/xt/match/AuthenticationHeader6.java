package org.netfilter4j.xt.match;

import org.netfilter4j.model.Label;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Cell;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Reading;

/** The first authentication header, wherever it stands among the extension headers. */
enum AuthenticationHeader6 implements Reading {
  /** 1, or 0 without one; absent where it, or one before it, is cut short. */
  THERE("authentication header", "认证首部"),
  SPI("AH security parameters index", "AH 安全参数索引"),
  LENGTH("AH length", "AH 长度"),
  RESERVED("reserved bytes of AH", "AH 保留字节");

  private final Label label;

  AuthenticationHeader6(String en, String zh) {
    label = new Label(en, zh);
  }

  @Override
  public Source source() {
    return Source.PACKET;
  }

  @Override
  public Label label() {
    return label;
  }

  @Override
  public Presence read(Context context, Cell into) {
    Packet packet = context.packet();
    int at = packet.extensionHeader(IpProtocol.AH);
    if (at < 0) {
      into.number(0);
      boolean cutShort = packet.protocol() < 0 && packet.fragmentOffset() == 0;
      return this == THERE && !cutShort ? Presence.PRESENT : Presence.ABSENT;
    }
    if (at + 12 > packet.length()) {
      return Presence.ABSENT;
    }
    int length = (packet.byteAt(at + 1) + 2) * 4;
    if (at + length > packet.length()) {
      return Presence.ABSENT;
    }
    into.number(
        switch (this) {
          case THERE -> 1;
          case SPI -> packet.intAt(at + 4);
          case LENGTH -> length;
          case RESERVED -> packet.shortAt(at + 2);
        });
    return Presence.PRESENT;
  }
}
