package org.netfilter4j.wire.route;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.wire.netlink.Attributes;
import org.netfilter4j.wire.netlink.MalformedMessageException;

/** Values of attributes that are addresses or structs. */
final class Values {
  private Values() {}

  static Address address(Family family, Attributes attribute) {
    return address(family, attribute, 0);
  }

  static Address address(Family family, Attributes attribute, int offset) {
    require(attribute, offset + family.bytes());
    return Address.read(family, attribute.array(), attribute.start() + offset);
  }

  private static ByteBuffer in(Attributes attribute, int length) {
    require(attribute, length);
    return ByteBuffer.wrap(attribute.array()).order(ByteOrder.nativeOrder());
  }

  static long u32(Attributes attribute, int offset) {
    return Integer.toUnsignedLong(in(attribute, offset + 4).getInt(attribute.start() + offset));
  }

  static int u16(Attributes attribute, int offset) {
    return in(attribute, offset + 2).getShort(attribute.start() + offset) & 0xffff;
  }

  private static void require(Attributes attribute, int length) {
    if (attribute.length() < length) {
      throw new MalformedMessageException(
          "attribute " + attribute.type() + " has " + attribute.length() + " bytes");
    }
  }
}
