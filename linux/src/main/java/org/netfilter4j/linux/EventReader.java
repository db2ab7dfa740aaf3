package org.netfilter4j.linux;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.watch.ChainAt;
import org.netfilter4j.model.watch.Families;
import org.netfilter4j.model.watch.RuleAt;
import org.netfilter4j.model.watch.RulesetChange;
import org.netfilter4j.model.watch.RulesetEvent;
import org.netfilter4j.model.watch.TableAt;
import org.netfilter4j.wire.netlink.Attributes;
import org.netfilter4j.wire.netlink.Message;
import org.netfilter4j.wire.netlink.MessageWriter;
import org.netfilter4j.wire.nft.Expression;
import org.netfilter4j.wire.nft.NftAttribute;
import org.netfilter4j.xt.nft.ExpressionReader;
import org.netfilter4j.xt.nft.RuleDecoder;
import org.netfilter4j.xt.struct.SetIndexes;
import org.netfilter4j.xt.struct.Structs;

/**
 * Makes events of nf_tables' messages (nf_tables_api.c: nf_tables_*_notify; nf_tables_trace.c).
 *
 * <p>Not safe for several threads.
 */
final class EventReader {
  private final ExpressionReader ipv4;
  private final ExpressionReader ipv6;

  EventReader(SetIndexes sets) {
    // Nothing is written, so no revision has to be chosen.
    Structs structs = new Structs(sets, (family, target, name, revision) -> true);
    ipv4 = new ExpressionReader(Family.IPV4, structs);
    ipv6 = new ExpressionReader(Family.IPV6, structs);
  }

  /**
   * Reads a message.
   *
   * @return null where it is of another kind: sets, flow tables, objects
   * @throws org.netfilter4j.wire.netlink.MalformedMessageException where it contradicts itself
   */
  @Nullable RulesetEvent read(Message message) {
    if (message.type() >>> 8 != NftAttribute.SUBSYSTEM) {
      return null;
    }
    return switch (message.type() & 0xff) {
      case NftAttribute.NEWTABLE -> new RulesetChange.TableSet(table(message));
      case NftAttribute.DELTABLE -> new RulesetChange.TableDeleted(table(message));
      case NftAttribute.NEWCHAIN -> new RulesetChange.ChainSet(chain(message));
      case NftAttribute.DELCHAIN -> new RulesetChange.ChainDeleted(chain(message));
      case NftAttribute.NEWRULE -> added(message);
      case NftAttribute.DELRULE -> new RulesetChange.RuleDeleted(rule(message));
      case NftAttribute.NEWGEN -> committed(message.attributes());
      case NftAttribute.TRACE -> TraceReader.read(message);
      default -> null;
    };
  }

  private static TableAt table(Message message) {
    Attributes in = message.attributes();
    String name = "";
    long flags = 0;
    long use = 0;
    long handle = 0;
    while (in.next()) {
      switch (in.type()) {
        case NftAttribute.TABLE_NAME -> name = in.text();
        case NftAttribute.TABLE_FLAGS -> flags = in.network32();
        case NftAttribute.TABLE_USE -> use = in.network32();
        case NftAttribute.TABLE_HANDLE -> handle = in.network64();
        default -> {}
      }
    }
    return new TableAt(message.family(), name, flags, use, handle);
  }

  /** The chain of a NEWCHAIN or DELCHAIN message. */
  static ChainAt chain(Message message) {
    NftChain chain = NftChain.read(message.attributes());
    Attributes in = message.attributes();
    long use = 0;
    long flags = -1;
    long policy = -1;
    List<String> devices = List.of();
    while (in.next()) {
      switch (in.type()) {
        case NftAttribute.CHAIN_USE -> use = in.network32();
        case NftAttribute.CHAIN_FLAGS -> flags = in.network32();
        case NftAttribute.CHAIN_POLICY -> policy = in.network32();
        case NftAttribute.CHAIN_HOOK -> devices = devices(in.nested());
        default -> {}
      }
    }
    ChainAt.Base base =
        chain.isBase()
            ? new ChainAt.Base(
                chain.type(),
                chain.hook(),
                chain.priority(),
                policy,
                chain.counters(),
                devices,
                flags)
            : null;
    return new ChainAt(message.family(), chain.table(), chain.name(), chain.handle(), use, base);
  }

  private static List<String> devices(Attributes hook) {
    List<String> names = new ArrayList<>();
    while (hook.next()) {
      if (hook.type() == NftAttribute.HOOK_DEVICE) {
        names.add(hook.text());
      } else if (hook.type() == NftAttribute.HOOK_DEVICES) {
        names.clear();
        Attributes in = hook.nested();
        while (in.next()) {
          names.add(in.text());
        }
      }
    }
    return names;
  }

  /** The rule of a NEWRULE or DELRULE message. */
  RuleAt rule(Message message) {
    Attributes in = message.attributes();
    Family family = Families.family(message.family());
    ExpressionReader reader = family == Family.IPV6 ? ipv6 : ipv4;
    String table = "";
    String chain = "";
    long handle = 0;
    List<Expression> expressions = List.of();
    Counters counters = Counters.ZERO;
    byte[] notes = null;
    while (in.next()) {
      switch (in.type()) {
        case NftAttribute.RULE_TABLE -> table = in.text();
        case NftAttribute.RULE_CHAIN -> chain = in.text();
        case NftAttribute.RULE_HANDLE -> handle = in.network64();
        case NftAttribute.RULE_EXPRESSIONS -> {
          if (family != null) {
            expressions = reader.read(in.nested());
            counters = reader.counters();
          }
        }
        case NftAttribute.RULE_USERDATA -> notes = in.bytes();
        default -> {}
      }
    }
    Rule rule =
        family == null ? null : RuleDecoder.decode(family, expressions, NftRules.comment(notes));
    boolean complete = family != null && !hasUnknown(expressions);
    return new RuleAt(message.family(), table, chain, handle, rule, counters, complete);
  }

  private static boolean hasUnknown(List<Expression> expressions) {
    int unknown = 0;
    Expression last = null;
    for (Expression expression : expressions) {
      if (expression instanceof Expression.Other) {
        unknown++;
      } else if (expression instanceof Expression.Trace
          && last instanceof Expression.Other value
          && value.name().equals("immediate")) {
        // The value that tracing is set to.
        unknown--;
      }
      last = expression;
    }
    return unknown > 0;
  }

  private RulesetChange added(Message message) {
    boolean appended = (message.flags() & MessageWriter.NLM_F_APPEND) != 0;
    return new RulesetChange.RuleAdded(rule(message), position(message), appended);
  }

  private static long position(Message message) {
    Attributes in = message.attributes();
    while (in.next()) {
      if (in.type() == NftAttribute.RULE_POSITION) {
        return in.network64();
      }
    }
    return 0;
  }

  private static RulesetChange committed(Attributes in) {
    long generation = 0;
    long pid = 0;
    String program = "";
    while (in.next()) {
      switch (in.type()) {
        case NftAttribute.GEN_ID -> generation = in.network32();
        case NftAttribute.GEN_PROC_PID -> pid = in.network32();
        case NftAttribute.GEN_PROC_NAME -> program = in.text();
        default -> {}
      }
    }
    return new RulesetChange.Committed(generation, pid, program);
  }
}
