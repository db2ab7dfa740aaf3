package org.netfilter4j.xt.nft;

import org.netfilter4j.model.Label;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.xt.lower.Cell;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Reading;

/** Whether an IPv6 packet has an authentication header; its value is 1. */
enum AuthenticationHeader implements Reading {
  FIRST;

  @Override
  public Source source() {
    return Source.PACKET;
  }

  @Override
  public Label label() {
    return new Label("authentication header", "认证首部");
  }

  @Override
  public Presence read(Context context, Cell into) {
    into.number(1);
    return context.packet().extensionHeader(IpProtocol.AH) >= 0
        ? Presence.PRESENT
        : Presence.ABSENT;
  }
}
