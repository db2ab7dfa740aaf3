package org.netfilter4j.xt.match;

import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Values;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Cell;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Reading;

/** The IPv6 extension headers that matches look into; of several of a kind the first. */
enum ExtensionHeader {
  HOP_BY_HOP(IpProtocol.HOP_BY_HOP, "hop-by-hop options", "逐跳选项首部"),
  DESTINATION(IpProtocol.DESTINATION_OPTIONS, "destination options", "目的选项首部"),
  ROUTING(IpProtocol.ROUTING, "routing header", "路由首部"),
  FRAGMENT(IpProtocol.FRAGMENT, "fragment header", "分片首部");

  private final int protocol;
  private final Label label;

  ExtensionHeader(int protocol, String en, String zh) {
    this.protocol = protocol;
    this.label = new Label(en, zh);
  }

  /** Where it begins, or less than 0. */
  int find(Packet packet) {
    return packet.extensionHeader(protocol);
  }

  /**
   * Drops the packet where its list of headers is cut short before this one, or this one has fewer
   * bytes; true for a packet without this header.
   */
  Condition reachable(int bytes) {
    return new Condition.Require(new Reachable(this, bytes));
  }

  /** As {@link #reachable}, and drops the packet too where it ends before this header does. */
  Condition whole() {
    return new Condition.Require(new Whole(this));
  }

  /** Its length in bytes; absent where that is more than the packet has. */
  Field length() {
    return new Length(this);
  }

  /** A big-endian number of up to 16 bytes from it; absent beyond the packet's end. */
  Field part(int at, int bytes, String en, String zh) {
    return new Part(this, at, bytes, new Label(en, zh));
  }

  /** A test that fails without the field, inverted or not. */
  static Condition test(Field field, Values values, boolean inverted) {
    Condition test = new Condition.Test(field, values);
    return inverted ? Condition.all(new Condition.Present(field), new Condition.Not(test)) : test;
  }

  /** A fact that depends on the packet's bytes alone. */
  interface Fact extends Reading {
    @Override
    default Source source() {
      return Source.PACKET;
    }
  }

  private record Reachable(ExtensionHeader header, int bytes) implements Fact {
    @Override
    public Presence read(Context context, Cell into) {
      Packet packet = context.packet();
      int at = header.find(packet);
      into.number(1);
      boolean cut = at < -1 || (at >= 0 && at + bytes > packet.length());
      return cut ? Presence.ABSENT : Presence.PRESENT;
    }

    @Override
    public Label label() {
      return new Label(
          "list of extension headers up to the " + header.label.en(),
          "直到" + header.label.zh() + "的扩展首部链");
    }
  }

  private record Whole(ExtensionHeader header) implements Fact {
    @Override
    public Presence read(Context context, Cell into) {
      into.number(1);
      int at = header.find(context.packet());
      return at == -1 ? Presence.PRESENT : new Length(header).read(context, into);
    }

    @Override
    public Label label() {
      return new Label("whole " + header.label.en(), "完整的" + header.label.zh());
    }
  }

  private record Length(ExtensionHeader header) implements Fact {
    @Override
    public Presence read(Context context, Cell into) {
      Packet packet = context.packet();
      int at = header.find(packet);
      if (at < 0) {
        return Presence.ABSENT;
      }
      int length = (packet.byteAt(at + 1) + 1) * 8;
      into.number(length);
      return at + length > packet.length() ? Presence.ABSENT : Presence.PRESENT;
    }

    @Override
    public Label label() {
      return new Label("length of the " + header.label.en(), header.label.zh() + "长度");
    }
  }

  private record Part(ExtensionHeader header, int at, int bytes, Label label) implements Fact {
    @Override
    public Presence read(Context context, Cell into) {
      Packet packet = context.packet();
      int start = header.find(packet);
      return start < 0 ? Presence.ABSENT : number(packet, start + at, bytes, into);
    }
  }

  /** Reads a big-endian number of up to 16 bytes. */
  static Reading.Presence number(Packet packet, int at, int bytes, Cell into) {
    if (at + bytes > packet.length()) {
      return Reading.Presence.ABSENT;
    }
    long high = 0;
    long low = 0;
    for (int i = 0; i < bytes; i++) {
      high = high << 8 | low >>> 56;
      low = low << 8 | packet.byteAt(at + i);
    }
    into.number(high, low);
    return Reading.Presence.PRESENT;
  }
}
