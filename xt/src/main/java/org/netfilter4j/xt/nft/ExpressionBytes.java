package org.netfilter4j.xt.nft;

import java.nio.ByteOrder;
import java.util.List;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Target;
import org.netfilter4j.wire.netlink.MessageWriter;
import org.netfilter4j.wire.nft.Expression;
import org.netfilter4j.wire.nft.Expression.Cmp;
import org.netfilter4j.wire.nft.Expression.Data;
import org.netfilter4j.wire.nft.Expression.Meta;
import org.netfilter4j.wire.nft.Expression.Payload;
import org.netfilter4j.wire.nft.NftAttribute;
import org.netfilter4j.xt.struct.Encoded;
import org.netfilter4j.xt.struct.Structs;

/**
 * Writes a rule's expressions as the elements of NFTA_RULE_EXPRESSIONS. Marks are numbers of the
 * machine on the wire and big-endian in {@link Expression}.
 */
public final class ExpressionBytes {
  private static final int REGISTER = 1;

  /** NFT_REG32_01, which the C tool takes for what TRACE sets. */
  private static final int TRACE_REGISTER = 9;

  private static final int VERDICT = 0;
  private static final Data ONE = Data.of(1);

  private final Family family;
  private final Structs structs;
  private final MessageWriter out;
  private boolean number;

  /** Where the expression begins, and its data. */
  private int element;

  private int data;

  /** Writes into that message. */
  public ExpressionBytes(Family family, Structs structs, MessageWriter out) {
    this.family = family;
    this.structs = structs;
    this.out = out;
  }

  /** Writes the expressions, the counter's with these numbers. */
  public void write(List<Expression> expressions, Counters counters) {
    number = false;
    for (Expression expression : expressions) {
      if (expression instanceof Expression.Trace) {
        immediate(ONE);
      }
      write(expression, counters);
    }
  }

  /** Begins an expression with its name. */
  private void begin(String name) {
    element = out.nest(NftAttribute.LIST_ELEM);
    out.text(NftAttribute.EXPR_NAME, name);
    data = out.nest(NftAttribute.EXPR_DATA);
  }

  private void end() {
    out.close(data);
    out.close(element);
  }

  private void immediate(Data value) {
    begin("immediate");
    out.network32(NftAttribute.IMMEDIATE_DREG, TRACE_REGISTER);
    value(NftAttribute.IMMEDIATE_DATA, value);
    end();
  }

  private void write(Expression expression, Counters counters) {
    switch (expression) {
      case Payload load -> {
        number = false;
        begin("payload");
        out.network32(NftAttribute.PAYLOAD_DREG, REGISTER);
        out.network32(NftAttribute.PAYLOAD_BASE, load.base().ordinal());
        out.network32(NftAttribute.PAYLOAD_OFFSET, load.offset());
        out.network32(NftAttribute.PAYLOAD_LEN, load.length());
      }
      case Meta meta -> {
        number = meta.key() == Meta.Key.MARK;
        begin("meta");
        out.network32(NftAttribute.META_KEY, NftAttribute.metaKey(meta.key()));
        out.network32(NftAttribute.META_DREG, REGISTER);
      }
      case Expression.Trace _ -> {
        begin("meta");
        out.network32(NftAttribute.META_KEY, NftAttribute.META_NFTRACE);
        out.network32(NftAttribute.META_SREG, TRACE_REGISTER);
      }
      case Expression.Bitwise bitwise -> {
        begin("bitwise");
        out.network32(NftAttribute.BITWISE_SREG, REGISTER);
        out.network32(NftAttribute.BITWISE_DREG, REGISTER);
        out.network32(NftAttribute.BITWISE_LEN, bitwise.mask().length());
        value(NftAttribute.BITWISE_MASK, bitwise.mask());
        value(NftAttribute.BITWISE_XOR, bitwise.xor());
      }
      case Cmp cmp -> {
        begin("cmp");
        out.network32(NftAttribute.CMP_SREG, REGISTER);
        out.network32(NftAttribute.CMP_OP, cmp.operator().ordinal());
        value(NftAttribute.CMP_DATA, cmp.data());
      }
      case Expression.Range range -> {
        begin("range");
        out.network32(NftAttribute.RANGE_SREG, REGISTER);
        out.network32(NftAttribute.RANGE_OP, range.inverted() ? 1 : 0);
        value(NftAttribute.RANGE_FROM, range.from());
        value(NftAttribute.RANGE_TO, range.to());
      }
      case Expression.Limit limit -> {
        begin("limit");
        out.network64(NftAttribute.LIMIT_RATE, limit.rate());
        out.network64(NftAttribute.LIMIT_UNIT, limit.unit());
        out.network32(NftAttribute.LIMIT_BURST, limit.burst());
        out.network32(NftAttribute.LIMIT_TYPE, 0);
        out.network32(NftAttribute.LIMIT_FLAGS, 0);
      }
      case Expression.Counter _ -> {
        begin("counter");
        out.network64(NftAttribute.COUNTER_BYTES, counters.bytes());
        out.network64(NftAttribute.COUNTER_PACKETS, counters.packets());
      }
      case Expression.CompatMatch match -> {
        begin("match");
        compat(structs.encode(match.match(), family));
      }
      case Expression.CompatTarget target -> {
        begin("target");
        compat(structs.encode(target.target(), family));
      }
      case Expression.Immediate immediate -> verdict(immediate.target());
      case Expression.Log log -> {
        begin("log");
        if (!log.prefix().isEmpty()) {
          out.text(NftAttribute.LOG_PREFIX, log.prefix());
        }
        out.network16(NftAttribute.LOG_GROUP, log.group());
        if (log.size() >= 0) {
          out.network32(NftAttribute.LOG_SNAPLEN, log.size());
        }
        if (log.threshold() != 0) {
          out.network16(NftAttribute.LOG_QTHRESHOLD, log.threshold());
        }
      }
      case Expression.Other other -> {
        begin(other.name());
        out.raw(other.attributes().bytes());
      }
    }
    end();
  }

  private void value(int type, Data data) {
    int nest = out.nest(type);
    byte[] bytes = data.bytes();
    if (number && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
      for (int i = 0, j = bytes.length - 1; i < j; i++, j--) {
        byte kept = bytes[i];
        bytes[i] = bytes[j];
        bytes[j] = kept;
      }
    }
    out.put(NftAttribute.DATA_VALUE, bytes);
    out.close(nest);
  }

  /** Matches and targets have the same attributes. */
  private void compat(Encoded struct) {
    compat(struct.name(), struct.revision(), struct.info());
  }

  private void compat(String name, int revision, byte[] info) {
    out.text(NftAttribute.COMPAT_NAME, name);
    out.network32(NftAttribute.COMPAT_REV, revision);
    out.put(NftAttribute.COMPAT_INFO, info);
  }

  private void verdict(Target target) {
    if (target == Target.Standard.QUEUE) {
      begin("target");
      // The tool asks for a target extension of that name; the kernel has none and says so.
      compat("QUEUE", 0, new byte[Integer.BYTES]);
      return;
    }
    begin("immediate");
    out.network32(NftAttribute.IMMEDIATE_DREG, VERDICT);
    int value = out.nest(NftAttribute.IMMEDIATE_DATA);
    int verdict = out.nest(NftAttribute.DATA_VERDICT);
    out.network32(NftAttribute.VERDICT_CODE, NftAttribute.verdict(target));
    String chain = target.chain();
    if (chain != null) {
      out.text(NftAttribute.VERDICT_CHAIN, chain);
    }
    out.close(verdict);
    out.close(value);
  }
}
