package org.netfilter4j.xt.match;

import org.netfilter4j.model.Label;
import org.netfilter4j.xt.lower.Cell;
import org.netfilter4j.xt.lower.Connection;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Reading;

/** How much a connection has carried. */
record ConnectionAmount(Connbytes.Direction direction, Connbytes.Mode mode) implements Reading {
  @Override
  public Source source() {
    return Source.FLOW;
  }

  @Override
  public Label label() {
    String en =
        switch (mode) {
          case PACKETS -> "packets";
          case BYTES -> "bytes";
          case AVGPKT -> "bytes per packet";
        };
    String zh =
        switch (mode) {
          case PACKETS -> "数据包数";
          case BYTES -> "字节数";
          case AVGPKT -> "平均包长";
        };
    return switch (direction) {
      case ORIGINAL -> new Label("the connection's original " + en, "连接原始方向的" + zh);
      case REPLY -> new Label("the connection's reply " + en, "连接应答方向的" + zh);
      case BOTH -> new Label("the connection's " + en, "连接的" + zh);
    };
  }

  @Override
  public Presence read(Context context, Cell into) {
    Connection connection = context.connection();
    if (connection == null || !connection.isAccounted()) {
      return Presence.ABSENT;
    }
    long packets = 0;
    long bytes = 0;
    if (direction != Connbytes.Direction.REPLY) {
      packets += connection.packets(false);
      bytes += connection.bytes(false);
    }
    if (direction != Connbytes.Direction.ORIGINAL) {
      packets += connection.packets(true);
      bytes += connection.bytes(true);
    }
    into.number(
        switch (mode) {
          case PACKETS -> packets;
          case BYTES -> bytes;
          case AVGPKT -> packets == 0 ? 0 : Long.divideUnsigned(bytes, packets);
        });
    return Presence.PRESENT;
  }
}
