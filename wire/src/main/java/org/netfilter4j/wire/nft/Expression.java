package org.netfilter4j.wire.nft;

import java.util.HexFormat;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Target;

/**
 * One nf_tables expression. Loads go to a register, which the next comparison reads; iptables uses
 * register 1 alone, so it is not written down.
 */
public sealed interface Expression {

  /** Bytes, compared and printed as such. */
  record Data(byte[] bytes) {
    public Data {
      bytes = bytes.clone();
    }

    public static Data of(int... values) {
      byte[] bytes = new byte[values.length];
      for (int i = 0; i < values.length; i++) {
        bytes[i] = (byte) values[i];
      }
      return new Data(bytes);
    }

    public int length() {
      return bytes.length;
    }

    @Override
    public byte[] bytes() {
      return bytes.clone();
    }

    /** The bytes as one big-endian number; at most 8 of them. */
    public long number() {
      long value = 0;
      for (byte b : bytes) {
        value = value << 8 | (b & 0xff);
      }
      return value;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Data data && java.util.Arrays.equals(bytes, data.bytes);
    }

    @Override
    public int hashCode() {
      return java.util.Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return "0x" + HexFormat.of().formatHex(bytes);
    }
  }

  /** Puts something into the register; {@link Other} where that is one that loads. */
  sealed interface Load extends Expression {}

  /** Decides whether the rule goes on. */
  sealed interface Test extends Expression {}

  /** Loads header bytes; the rule does not match where they are not there. */
  record Payload(Base base, int offset, int length) implements Load {
    /** NFT_PAYLOAD_*. */
    public enum Base {
      LINK,
      NETWORK,
      TRANSPORT
    }
  }

  /** Loads what the kernel keeps beside the packet. */
  record Meta(Key key) implements Load {
    /** NFT_META_*, those that iptables uses. */
    public enum Key {
      MARK,
      IIFNAME,
      OIFNAME,
      L4PROTO
    }
  }

  /** register = (register & mask) ^ xor. */
  record Bitwise(Data mask, Data xor) implements Expression {}

  /** Goes on where the register compares so. */
  record Cmp(Operator operator, Data data) implements Test {
    /** NFT_CMP_*. */
    public enum Operator {
      EQ,
      NEQ,
      LT,
      LTE,
      GT,
      GTE
    }
  }

  /** Goes on where the register is between two values, or with {@code inverted} where it is not. */
  record Range(boolean inverted, Data from, Data to) implements Test {}

  /**
   * A token bucket of packets.
   *
   * @param rate packets in {@code unit} seconds
   */
  record Limit(long rate, long unit, long burst) implements Test {}

  /** Has the kernel tell of every rule that the packet meets: meta nftrace set 1. */
  record Trace() implements Expression {}

  /**
   * Sends a copy of the packet to a netlink group.
   *
   * @param prefix text that goes with it; "" for none
   * @param size bytes that are copied; -1 for what the listener asks for
   * @param threshold packets that are sent at once; 0 for what the listener asks for
   */
  record Log(String prefix, int group, long size, int threshold) implements Expression {}

  /**
   * What iptables does not use: kept as it came.
   *
   * @param name the kernel's name of the expression
   * @param attributes what stands in NFTA_EXPR_DATA
   */
  record Other(String name, Data attributes) implements Load {}

  /** Counts; its numbers are kept with the rule. */
  record Counter() implements Expression {}

  /** A match of x_tables in its struct. */
  record CompatMatch(Match match) implements Expression {}

  /** A target of x_tables in its struct. */
  record CompatTarget(Target.Extended target) implements Expression {}

  /** A verdict: a standard one, a jump or a goto. */
  record Immediate(Target target) implements Expression {}
}
