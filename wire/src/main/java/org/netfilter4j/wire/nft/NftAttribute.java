package org.netfilter4j.wire.nft;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Target;
import org.netfilter4j.wire.nft.Expression.Meta;

/** The numbers of nf_tables' messages and attributes (include/uapi/linux/netfilter/nf_tables.h). */
public final class NftAttribute {
  /** The subsystem, in the high byte of a message's type. */
  public static final int SUBSYSTEM = 10;

  public static final int NEWTABLE = 0;
  public static final int GETTABLE = 1;
  public static final int DELTABLE = 2;
  public static final int NEWCHAIN = 3;
  public static final int GETCHAIN = 4;
  public static final int DELCHAIN = 5;
  public static final int NEWRULE = 6;
  public static final int GETRULE = 7;
  public static final int DELRULE = 8;
  public static final int NEWGEN = 15;
  public static final int GETGEN = 16;
  public static final int TRACE = 17;

  /** NFNL_MSG_BATCH_BEGIN and _END: messages of netfilter's own. */
  public static final int BATCH_BEGIN = 16;

  public static final int BATCH_END = 17;

  /** NFNL_BATCH_GENID. */
  public static final int BATCH_GENID = 1;

  /** NLM_F_NONREC: of a chain, only without rules. */
  public static final int NLM_F_NONREC = 0x100;

  public static final int TABLE_NAME = 1;
  public static final int TABLE_FLAGS = 2;
  public static final int TABLE_USE = 3;
  public static final int TABLE_HANDLE = 4;

  /** NFT_TABLE_F_OWNER, from 5.12: the table goes with the socket that made it. */
  public static final int TABLE_OWNED = 2;

  public static final int CHAIN_TABLE = 1;
  public static final int CHAIN_HANDLE = 2;
  public static final int CHAIN_NAME = 3;
  public static final int CHAIN_HOOK = 4;
  public static final int CHAIN_POLICY = 5;
  public static final int CHAIN_USE = 6;
  public static final int CHAIN_TYPE = 7;
  public static final int CHAIN_COUNTERS = 8;
  public static final int CHAIN_FLAGS = 10;
  public static final int HOOK_HOOKNUM = 1;
  public static final int HOOK_PRIORITY = 2;
  public static final int HOOK_DEVICE = 3;
  public static final int HOOK_DEVICES = 4;

  public static final int RULE_TABLE = 1;
  public static final int RULE_CHAIN = 2;
  public static final int RULE_HANDLE = 3;
  public static final int RULE_EXPRESSIONS = 4;
  public static final int RULE_COMPAT = 5;
  public static final int RULE_POSITION = 6;
  public static final int RULE_USERDATA = 7;
  public static final int RULE_ID = 9;
  public static final int RULE_POSITION_ID = 10;
  public static final int RULE_COMPAT_PROTO = 1;
  public static final int RULE_COMPAT_FLAGS = 2;

  /** NFT_RULE_COMPAT_F_INV: not that protocol. */
  public static final int RULE_COMPAT_INVERTED = 2;

  public static final int GEN_ID = 1;
  public static final int GEN_PROC_PID = 2;
  public static final int GEN_PROC_NAME = 3;

  public static final int TRACE_TABLE = 1;
  public static final int TRACE_CHAIN = 2;
  public static final int TRACE_RULE_HANDLE = 3;
  public static final int TRACE_TYPE = 4;
  public static final int TRACE_VERDICT = 5;
  public static final int TRACE_ID = 6;
  public static final int TRACE_LINK_HEADER = 7;
  public static final int TRACE_NETWORK_HEADER = 8;
  public static final int TRACE_TRANSPORT_HEADER = 9;
  public static final int TRACE_IN = 10;
  public static final int TRACE_IN_TYPE = 11;
  public static final int TRACE_OUT = 12;
  public static final int TRACE_MARK = 14;
  public static final int TRACE_PROTOCOL = 15;
  public static final int TRACE_POLICY = 16;

  /** From 6.16. */
  public static final int TRACE_CT_DIRECTION = 19;

  public static final int TRACE_CT_STATUS = 20;
  public static final int TRACE_CT_STATE = 21;

  /** NFT_TRACETYPE_*: the values of {@link #TRACE_TYPE}. */
  public static final int TRACETYPE_POLICY = 1;

  public static final int TRACETYPE_RETURN = 2;
  public static final int TRACETYPE_RULE = 3;

  public static final int LIST_ELEM = 1;
  public static final int EXPR_NAME = 1;
  public static final int EXPR_DATA = 2;
  public static final int DATA_VALUE = 1;
  public static final int DATA_VERDICT = 2;
  public static final int VERDICT_CODE = 1;
  public static final int VERDICT_CHAIN = 2;
  public static final int PAYLOAD_DREG = 1;
  public static final int PAYLOAD_BASE = 2;
  public static final int PAYLOAD_OFFSET = 3;
  public static final int PAYLOAD_LEN = 4;
  public static final int META_DREG = 1;
  public static final int META_KEY = 2;
  public static final int META_SREG = 3;
  public static final int META_IIF = 4;
  public static final int META_OIF = 5;
  public static final int META_NFTRACE = 12;
  public static final int BITWISE_SREG = 1;
  public static final int BITWISE_DREG = 2;
  public static final int BITWISE_LEN = 3;
  public static final int BITWISE_MASK = 4;
  public static final int BITWISE_XOR = 5;
  public static final int BITWISE_OP = 6;
  public static final int CMP_SREG = 1;
  public static final int CMP_OP = 2;
  public static final int CMP_DATA = 3;
  public static final int RANGE_SREG = 1;
  public static final int RANGE_OP = 2;
  public static final int RANGE_FROM = 3;
  public static final int RANGE_TO = 4;
  public static final int LIMIT_RATE = 1;
  public static final int LIMIT_UNIT = 2;
  public static final int LIMIT_BURST = 3;
  public static final int LIMIT_TYPE = 4;
  public static final int LIMIT_FLAGS = 5;
  public static final int COUNTER_BYTES = 1;
  public static final int COUNTER_PACKETS = 2;
  public static final int IMMEDIATE_DREG = 1;
  public static final int IMMEDIATE_DATA = 2;
  public static final int LOG_GROUP = 1;
  public static final int LOG_PREFIX = 2;
  public static final int LOG_SNAPLEN = 3;
  public static final int LOG_QTHRESHOLD = 4;
  public static final int LOG_LEVEL = 5;
  public static final int LOG_FLAGS = 6;

  /** NFTA_MATCH_* and NFTA_TARGET_*, which are alike. */
  public static final int COMPAT_NAME = 1;

  public static final int COMPAT_REV = 2;
  public static final int COMPAT_INFO = 3;

  private static final int JUMP = -3;
  private static final int GOTO = -4;
  private static final int RETURN = -5;

  private NftAttribute() {}

  /** A message's type: the subsystem and the message in it. */
  public static int type(int message) {
    return SUBSYSTEM << 8 | message;
  }

  /** NFT_META_*. */
  public static int metaKey(Meta.Key key) {
    return switch (key) {
      case MARK -> 3;
      case IIFNAME -> 6;
      case OIFNAME -> 7;
      case L4PROTO -> 16;
    };
  }

  /** The key of that number; null where iptables does not use it. */
  public static Meta.@Nullable Key metaKey(long number) {
    for (Meta.Key key : Meta.Key.values()) {
      if (metaKey(key) == number) {
        return key;
      }
    }
    return null;
  }

  /** The code of a verdict: NF_*, or NFT_JUMP, NFT_GOTO, NFT_RETURN. */
  public static int verdict(Target target) {
    if (target instanceof Target.Standard standard) {
      return switch (standard) {
        case DROP -> 0;
        case ACCEPT -> 1;
        case QUEUE -> 3;
        case RETURN -> RETURN;
      };
    }
    if (target.chain() == null) {
      throw new IllegalArgumentException(target + " is no verdict");
    }
    return target instanceof Target.Goto ? GOTO : JUMP;
  }

  /**
   * The target that a verdict is.
   *
   * @param chain where it goes; null where it goes nowhere
   * @return null for a verdict that iptables does not use
   */
  public static @Nullable Target target(int code, @Nullable String chain) {
    return switch (code & 0xff) {
      case 0 -> Target.Standard.DROP;
      case 1 -> Target.Standard.ACCEPT;
      case 3 -> Target.Standard.QUEUE;
      case RETURN & 0xff -> Target.Standard.RETURN;
      case JUMP & 0xff -> chain == null ? null : new Target.Jump(chain);
      case GOTO & 0xff -> chain == null ? null : new Target.Goto(chain);
      default -> null;
    };
  }
}
