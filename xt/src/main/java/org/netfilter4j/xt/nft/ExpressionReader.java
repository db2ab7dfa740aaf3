package org.netfilter4j.xt.nft;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Target;
import org.netfilter4j.wire.netlink.Attributes;
import org.netfilter4j.wire.nft.Expression;
import org.netfilter4j.wire.nft.Expression.Cmp;
import org.netfilter4j.wire.nft.Expression.Data;
import org.netfilter4j.wire.nft.Expression.Meta;
import org.netfilter4j.wire.nft.Expression.Payload;
import org.netfilter4j.wire.nft.NftAttribute;
import org.netfilter4j.xt.struct.Structs;

/**
 * Reads the elements of NFTA_RULE_EXPRESSIONS, whoever wrote them. What iptables does not use
 * becomes {@link Expression.Other}.
 *
 * <p>Not safe for several threads.
 */
public final class ExpressionReader {
  private static final Data NONE = new Data(new byte[0]);

  private final Family family;
  private final Structs structs;
  private Counters counters = Counters.ZERO;
  private final IntFunction<String> interfaces;

  /** Whether what was loaded last is a number in the machine's byte order. */
  private boolean number;

  /** Whether what was loaded last is the number of an interface. */
  private boolean index;

  public ExpressionReader(Family family, Structs structs) {
    this(family, structs, Integer::toString);
  }

  /**
   * @param interfaces names of interfaces by their number
   */
  public ExpressionReader(Family family, Structs structs, IntFunction<String> interfaces) {
    this.family = family;
    this.structs = structs;
    this.interfaces = interfaces;
  }

  public Family family() {
    return family;
  }

  /** What the counter counted among the expressions that were read last. */
  public Counters counters() {
    return counters;
  }

  /**
   * Reads a list of expressions.
   *
   * @throws org.netfilter4j.wire.netlink.MalformedMessageException where it contradicts itself
   */
  public List<Expression> read(Attributes elements) {
    counters = Counters.ZERO;
    number = false;
    index = false;
    List<Expression> all = new ArrayList<>();
    while (elements.next()) {
      if (elements.type() == NftAttribute.LIST_ELEM) {
        all.add(element(elements.nested()));
      }
    }
    return all;
  }

  /**
   * What the last counter among these expressions has counted; nothing else of them is read.
   *
   * @throws org.netfilter4j.wire.netlink.MalformedMessageException where it contradicts itself
   */
  public static Counters counters(Attributes elements) {
    Counters found = Counters.ZERO;
    while (elements.next()) {
      if (elements.type() == NftAttribute.LIST_ELEM) {
        Attributes in = elements.nested();
        boolean counter = false;
        Attributes data = null;
        while (in.next()) {
          if (in.type() == NftAttribute.EXPR_NAME) {
            counter = in.text().equals("counter");
          } else if (in.type() == NftAttribute.EXPR_DATA) {
            data = in.nested();
          }
        }
        if (counter && data != null) {
          found = counted(data);
        }
      }
    }
    return found;
  }

  /**
   * Whether iptables-nft looks at a rule with these expressions; else the chain is none of
   * iptables'.
   */
  public static boolean areCompatible(Attributes elements) {
    while (elements.next()) {
      if (elements.type() == NftAttribute.LIST_ELEM && !isCompatible(elements.nested())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isCompatible(Attributes in) {
    String name = "";
    Attributes data = null;
    while (in.next()) {
      if (in.type() == NftAttribute.EXPR_NAME) {
        name = in.text();
      } else if (in.type() == NftAttribute.EXPR_DATA) {
        data = in.nested();
      }
    }
    return switch (name) {
      case "match",
          "target",
          "payload",
          "meta",
          "cmp",
          "bitwise",
          "counter",
          "immediate",
          "lookup",
          "range" ->
          true;
      case "limit" -> data != null && NativeExpressions.limit(data) != null;
      case "log" -> data != null && NativeExpressions.log(data) != null;
      default -> false;
    };
  }

  private Expression element(Attributes in) {
    String name = "";
    Attributes data = null;
    int start = 0;
    int length = 0;
    byte[] array = in.array();
    while (in.next()) {
      if (in.type() == NftAttribute.EXPR_NAME) {
        name = in.text();
      } else if (in.type() == NftAttribute.EXPR_DATA) {
        data = in.nested();
        start = in.start();
        length = in.length();
      }
    }
    Expression known = data == null ? null : expression(name, data);
    if (known != null) {
      return known;
    }
    byte[] raw = new byte[length];
    System.arraycopy(array, start, raw, 0, length);
    return new Expression.Other(name, new Data(raw));
  }

  private @Nullable Expression expression(String name, Attributes in) {
    return switch (name) {
      case "payload" -> payload(in);
      case "meta" -> meta(in);
      case "bitwise" -> bitwise(in);
      case "cmp" -> cmp(in);
      case "range" -> range(in);
      case "limit" -> NativeExpressions.limit(in);
      case "counter" -> counter(in);
      case "immediate" -> immediate(in);
      case "match", "target" -> compat(name.equals("match"), in);
      case "log" -> NativeExpressions.log(in);
      default -> null;
    };
  }

  private @Nullable Expression payload(Attributes in) {
    long base = -1;
    long offset = -1;
    long length = 0;
    boolean loads = false;
    number = false;
    index = false;
    while (in.next()) {
      switch (in.type()) {
        case NftAttribute.PAYLOAD_DREG -> loads = true;
        case NftAttribute.PAYLOAD_BASE -> base = in.network32();
        case NftAttribute.PAYLOAD_OFFSET -> offset = in.network32();
        case NftAttribute.PAYLOAD_LEN -> length = in.network32();
        default -> {}
      }
    }
    Payload.Base[] bases = Payload.Base.values();
    return loads && base >= 0 && base < bases.length && offset >= 0 && offset < 0x10000
        ? new Payload(bases[(int) base], (int) offset, (int) length)
        : null;
  }

  private @Nullable Expression meta(Attributes in) {
    long key = -1;
    boolean loads = false;
    while (in.next()) {
      switch (in.type()) {
        case NftAttribute.META_KEY -> key = in.network32();
        case NftAttribute.META_DREG -> loads = true;
        default -> {}
      }
    }
    index = loads && (key == NftAttribute.META_IIF || key == NftAttribute.META_OIF);
    if (index) {
      return new Meta(key == NftAttribute.META_IIF ? Meta.Key.IIFNAME : Meta.Key.OIFNAME);
    }
    Meta.Key known = NftAttribute.metaKey(key);
    number = loads && known == Meta.Key.MARK;
    if (!loads) {
      return key == NftAttribute.META_NFTRACE ? new Expression.Trace() : null;
    }
    return known == null ? null : new Meta(known);
  }

  private @Nullable Expression bitwise(Attributes in) {
    Data mask = NONE;
    Data xor = NONE;
    long operation = 0;
    while (in.next()) {
      switch (in.type()) {
        case NftAttribute.BITWISE_MASK -> mask = value(in);
        case NftAttribute.BITWISE_XOR -> xor = value(in);
        case NftAttribute.BITWISE_OP -> operation = in.network32();
        default -> {}
      }
    }
    return operation == 0 && mask.length() > 0 ? new Expression.Bitwise(mask, xor) : null;
  }

  private @Nullable Expression cmp(Attributes in) {
    long operator = -1;
    Data data = NONE;
    while (in.next()) {
      switch (in.type()) {
        case NftAttribute.CMP_OP -> operator = in.network32();
        case NftAttribute.CMP_DATA -> data = value(in);
        default -> {}
      }
    }
    Cmp.Operator[] operators = Cmp.Operator.values();
    return operator >= 0 && operator < operators.length && data.length() > 0
        ? new Cmp(operators[(int) operator], data)
        : null;
  }

  private @Nullable Expression range(Attributes in) {
    long operator = 0;
    Data from = NONE;
    Data to = NONE;
    while (in.next()) {
      switch (in.type()) {
        case NftAttribute.RANGE_OP -> operator = in.network32();
        case NftAttribute.RANGE_FROM -> from = value(in);
        case NftAttribute.RANGE_TO -> to = value(in);
        default -> {}
      }
    }
    return from.length() > 0 && from.length() == to.length()
        ? new Expression.Range(operator == 1, from, to)
        : null;
  }

  private Expression counter(Attributes in) {
    counters = counted(in);
    return new Expression.Counter();
  }

  private static Counters counted(Attributes in) {
    long packets = 0;
    long bytes = 0;
    while (in.next()) {
      switch (in.type()) {
        case NftAttribute.COUNTER_BYTES -> bytes = in.network64();
        case NftAttribute.COUNTER_PACKETS -> packets = in.network64();
        default -> {}
      }
    }
    return packets == 0 && bytes == 0 ? Counters.ZERO : new Counters(packets, bytes);
  }

  private static @Nullable Expression immediate(Attributes in) {
    while (in.next()) {
      if (in.type() == NftAttribute.IMMEDIATE_DATA) {
        Attributes data = in.nested();
        while (data.next()) {
          if (data.type() == NftAttribute.DATA_VERDICT) {
            Target target = verdict(data.nested());
            return target == null ? null : new Expression.Immediate(target);
          }
        }
      }
    }
    return null;
  }

  private static @Nullable Target verdict(Attributes in) {
    int code = 0;
    String chain = null;
    while (in.next()) {
      switch (in.type()) {
        case NftAttribute.VERDICT_CODE -> code = (int) in.network32();
        case NftAttribute.VERDICT_CHAIN -> chain = in.text();
        default -> {}
      }
    }
    return NftAttribute.target(code, chain);
  }

  private @Nullable Expression compat(boolean match, Attributes in) {
    String name = "";
    int revision = 0;
    int start = 0;
    int length = -1;
    while (in.next()) {
      switch (in.type()) {
        case NftAttribute.COMPAT_NAME -> name = in.text();
        case NftAttribute.COMPAT_REV -> revision = (int) in.network32();
        case NftAttribute.COMPAT_INFO -> {
          start = in.start();
          length = in.length();
        }
        default -> {}
      }
    }
    if (length < 0) {
      return null;
    }
    return match
        ? new Expression.CompatMatch(
            structs.match(name, revision, in.array(), start, length, family))
        : new Expression.CompatTarget(
            structs.target(name, revision, in.array(), start, length, family));
  }

  private Data value(Attributes in) {
    Attributes data = in.nested();
    while (data.next()) {
      if (data.type() == NftAttribute.DATA_VALUE) {
        byte[] bytes = data.bytes();
        if (number && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
          for (int i = 0, j = bytes.length - 1; i < j; i++, j--) {
            byte kept = bytes[i];
            bytes[i] = bytes[j];
            bytes[j] = kept;
          }
        }
        return new Data(index ? name(bytes) : bytes);
      }
    }
    return NONE;
  }

  /** The name of the interface of that number, with the zero at its end. */
  private byte[] name(byte[] bytes) {
    int of = bytes.length < 4 ? 0 : ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt();
    return (interfaces.apply(of) + "\0").getBytes(StandardCharsets.UTF_8);
  }
}
