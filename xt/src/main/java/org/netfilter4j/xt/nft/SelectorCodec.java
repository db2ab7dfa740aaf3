package org.netfilter4j.xt.nft;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.InterfacePattern;
import org.netfilter4j.model.MaskedAddress;
import org.netfilter4j.model.Selector;
import org.netfilter4j.wire.nft.Expression;
import org.netfilter4j.wire.nft.Expression.Bitwise;
import org.netfilter4j.wire.nft.Expression.Cmp;
import org.netfilter4j.wire.nft.Expression.Cmp.Operator;
import org.netfilter4j.wire.nft.Expression.Data;
import org.netfilter4j.wire.nft.Expression.Meta;
import org.netfilter4j.wire.nft.Expression.Payload;
import org.netfilter4j.wire.nft.Expression.Payload.Base;

/** A selector as expressions, in the order of nft_ipv4_add and nft_ipv6_add. */
final class SelectorCodec {
  /** With this name the C tool says "no interface", for {@code ! -i +}. */
  private static final String NO_INTERFACE = "INVAL/D";

  private static final int FRAGMENT_AT = 6;
  private static final Data FRAGMENT_BITS = Data.of(0x1f, 0xff);

  private SelectorCodec() {}

  static int sourceOffset(Family family) {
    return family == Family.IPV4 ? 12 : 8;
  }

  static int destinationOffset(Family family) {
    return sourceOffset(family) + family.bytes();
  }

  static void encode(Selector selector, List<Expression> out) {
    Family family = selector.family();
    device(Meta.Key.IIFNAME, selector.in(), selector.notIn(), out);
    device(Meta.Key.OIFNAME, selector.out(), selector.notOut(), out);
    if (selector.protocol() != 0) {
      out.add(new Meta(Meta.Key.L4PROTO));
      out.add(compare(selector.notProtocol(), Data.of(selector.protocol())));
    }
    address(sourceOffset(family), selector.source(), selector.notSource(), out);
    address(destinationOffset(family), selector.destination(), selector.notDestination(), out);
    if (selector.fragment()) {
      out.add(new Payload(Base.NETWORK, FRAGMENT_AT, 2));
      out.add(new Bitwise(FRAGMENT_BITS, Data.of(0, 0)));
      out.add(compare(!selector.notFragment(), Data.of(0, 0)));
    }
  }

  private static Cmp compare(boolean inverted, Data data) {
    return new Cmp(inverted ? Operator.NEQ : Operator.EQ, data);
  }

  private static void device(
      Meta.Key key, InterfacePattern pattern, boolean inverted, List<Expression> out) {
    if (pattern.isAny()) {
      return;
    }
    out.add(new Meta(key));
    String text = pattern.text();
    if (text.equals("+")) {
      // Any interface will do, and nothing is compared.
      if (inverted) {
        out.add(compare(false, name(NO_INTERFACE + "\0")));
      }
    } else if (text.endsWith("+")) {
      out.add(compare(inverted, name(text.substring(0, text.length() - 1))));
    } else {
      out.add(compare(inverted, name(text + "\0")));
    }
  }

  private static Data name(String text) {
    return new Data(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Loads no more bytes than a prefix has, if it ends at a byte; else masks all of them. */
  private static void address(
      int offset, MaskedAddress address, boolean inverted, List<Expression> out) {
    if (address.isAny() && !inverted) {
      return;
    }
    byte[] value = address.address().toBytes();
    byte[] mask = address.mask().toBytes();
    int prefix = address.prefixLength();
    if (prefix >= 0 && prefix % 8 == 0) {
      out.add(new Payload(Base.NETWORK, offset, prefix / 8));
      out.add(compare(inverted, new Data(Arrays.copyOf(value, prefix / 8))));
      return;
    }
    out.add(new Payload(Base.NETWORK, offset, value.length));
    out.add(new Bitwise(new Data(mask), new Data(new byte[mask.length])));
    out.add(compare(inverted, new Data(value)));
  }

  /** Whether a statement is one of {@code -f}'s. */
  static boolean isFragment(Statement statement) {
    return statement.loads(Base.NETWORK, FRAGMENT_AT, 2);
  }

  /** The operand of {@code -i} or {@code -o} that a comparison says. */
  static InterfacePattern device(Data data) {
    String text = deviceName(data);
    if (!isExact(data)) {
      return new InterfacePattern(text + "+");
    }
    return new InterfacePattern(text.equals(NO_INTERFACE) ? "+" : text);
  }

  /** Whether it is the inverted "any" that is written as a comparison for equality. */
  static boolean isNoInterface(Data data) {
    return isExact(data) && deviceName(data).equals(NO_INTERFACE);
  }

  /** Whether the whole name is compared, with the zero at its end. */
  static boolean isExact(Data data) {
    byte[] bytes = data.bytes();
    return bytes[bytes.length - 1] == 0;
  }

  static String deviceName(Data data) {
    byte[] bytes = data.bytes();
    int length = 0;
    // nft fills the name up with zeroes.
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  /** The address and mask that a statement compares with; the load must be of an address. */
  static MaskedAddress address(Family family, Statement statement, Data data) {
    byte[] value = Arrays.copyOf(data.bytes(), family.bytes());
    Bitwise mask = statement.mask();
    if (mask != null) {
      return new MaskedAddress(
          Address.read(family, value, 0),
          Address.read(family, Arrays.copyOf(mask.mask().bytes(), family.bytes()), 0));
    }
    return MaskedAddress.of(Address.read(family, value, 0), data.length() * 8);
  }
}
