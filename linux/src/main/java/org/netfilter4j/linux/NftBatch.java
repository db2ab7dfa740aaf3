package org.netfilter4j.linux;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Backend.Refusal;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.wire.netlink.Attributes;
import org.netfilter4j.wire.netlink.Message;
import org.netfilter4j.wire.netlink.MessageWriter;
import org.netfilter4j.wire.nft.NftAttribute;
import org.netfilter4j.xt.nft.ExpressionBytes;
import org.netfilter4j.xt.nft.RuleEncoder;
import org.netfilter4j.xt.struct.Structs;

/**
 * A batch of changes to nf_tables, all of which the kernel makes or none. Each message remembers
 * the edit that it is for, so that a refusal is told of that.
 *
 * <p>Not safe for several threads.
 */
final class NftBatch {
  /** About how long the message of an edit is, in bytes. */
  private static final int PER_EDIT = 600;

  private static final int LEAST_ROOM = 1 << 13;

  /** What is more than this grows when it must. */
  private static final int MOST_ROOM = 1 << 27;

  private final MessageWriter out;
  private final Structs structs;
  private Family family = Family.IPV4;
  private @Nullable ExpressionBytes expressions;

  /** The edit of each message, by its place in the batch. */
  private int[] edits = new int[16];

  private int messages;
  private final int first;
  private int edit;

  /**
   * @param generation that the batch is right for
   * @param first the sequence number of the batch's beginning
   * @param expected about how many edits there will be
   */
  NftBatch(Structs structs, long generation, int first, int expected) {
    this.structs = structs;
    this.first = first;
    out = new MessageWriter(Math.clamp((long) expected * PER_EDIT, LEAST_ROOM, MOST_ROOM));
    out.begin(
        NftAttribute.BATCH_BEGIN, MessageWriter.NLM_F_REQUEST, first, 0, NftAttribute.SUBSYSTEM);
    out.network32(NftAttribute.BATCH_GENID, generation);
    out.end();
  }

  /** What follows is for that family. */
  void family(Family of) {
    family = of;
    expressions = null;
  }

  private ExpressionBytes expressions() {
    ExpressionBytes made = expressions;
    if (made == null) {
      made = new ExpressionBytes(family, structs, out);
      expressions = made;
    }
    return made;
  }

  /** What follows is for that edit. */
  void edit(int index) {
    edit = index;
  }

  private void begin(int type, int flags) {
    if (messages == edits.length) {
      edits = Arrays.copyOf(edits, messages * 2);
    }
    edits[messages++] = edit;
    out.begin(
        NftAttribute.type(type),
        flags | MessageWriter.NLM_F_REQUEST,
        first + messages,
        NftDump.number(family),
        0);
  }

  void addTable(TableName table) {
    begin(NftAttribute.NEWTABLE, MessageWriter.NLM_F_CREATE);
    out.text(NftAttribute.TABLE_NAME, table.word());
    // libnftnl puts the flags of a table always.
    out.network32(NftAttribute.TABLE_FLAGS, 0).end();
  }

  /**
   * Makes a table that is none of iptables'.
   *
   * @param flags NFT_TABLE_F_*
   */
  void addTable(String table, int flags) {
    begin(NftAttribute.NEWTABLE, MessageWriter.NLM_F_CREATE | MessageWriter.NLM_F_EXCL);
    out.text(NftAttribute.TABLE_NAME, table);
    out.network32(NftAttribute.TABLE_FLAGS, flags).end();
  }

  /** Makes a base chain of type filter that accepts, in a table that is none of iptables'. */
  void baseChain(String table, String chain, Hook hook, int priority) {
    begin(NftAttribute.NEWCHAIN, MessageWriter.NLM_F_CREATE);
    out.text(NftAttribute.CHAIN_TABLE, table);
    out.text(NftAttribute.CHAIN_NAME, chain);
    int nest = out.nest(NftAttribute.CHAIN_HOOK);
    out.network32(NftAttribute.HOOK_HOOKNUM, hook.ordinal());
    out.network32(NftAttribute.HOOK_PRIORITY, priority);
    out.close(nest);
    out.network32(NftAttribute.CHAIN_POLICY, 1);
    out.text(NftAttribute.CHAIN_TYPE, "filter").end();
  }

  /** Adds a rule to a chain of a table that is none of iptables'. */
  void append(String table, String chain, Rule rule) {
    begin(NftAttribute.NEWRULE, MessageWriter.NLM_F_CREATE | MessageWriter.NLM_F_APPEND);
    rule(table, chain, rule, Counters.ZERO, 0);
    out.end();
  }

  void deleteTable(TableName table) {
    begin(NftAttribute.DELTABLE, 0);
    out.text(NftAttribute.TABLE_NAME, table.word()).end();
  }

  /**
   * Makes or changes a built-in chain.
   *
   * @param counters of its policy; null to leave them
   */
  void baseChain(TableName table, Hook hook, Target.Standard policy, @Nullable Counters counters) {
    begin(NftAttribute.NEWCHAIN, MessageWriter.NLM_F_CREATE);
    chain(table, hook.chain());
    int nest = out.nest(NftAttribute.CHAIN_HOOK);
    out.network32(NftAttribute.HOOK_HOOKNUM, hook.ordinal());
    out.network32(NftAttribute.HOOK_PRIORITY, table.priority(hook, Mode.NFT));
    out.close(nest);
    out.network32(NftAttribute.CHAIN_POLICY, policy == Target.Standard.DROP ? 0 : 1);
    out.text(NftAttribute.CHAIN_TYPE, NftChain.type(table, hook));
    if (counters != null) {
      int count = out.nest(NftAttribute.CHAIN_COUNTERS);
      out.network64(NftAttribute.COUNTER_PACKETS, counters.packets());
      out.network64(NftAttribute.COUNTER_BYTES, counters.bytes());
      out.close(count);
    }
    out.end();
  }

  private void chain(TableName table, String name) {
    out.text(NftAttribute.CHAIN_TABLE, table.word());
    out.text(NftAttribute.CHAIN_NAME, name);
  }

  void addChain(TableName table, String name) {
    begin(NftAttribute.NEWCHAIN, MessageWriter.NLM_F_EXCL);
    chain(table, name);
    out.end();
  }

  void deleteChain(TableName table, String name) {
    begin(NftAttribute.DELCHAIN, NftAttribute.NLM_F_NONREC);
    chain(table, name);
    out.end();
  }

  void renameChain(TableName table, long handle, String to) {
    begin(NftAttribute.NEWCHAIN, 0);
    out.text(NftAttribute.CHAIN_TABLE, table.word());
    out.network64(NftAttribute.CHAIN_HANDLE, handle);
    out.text(NftAttribute.CHAIN_NAME, to).end();
  }

  private void ruleChain(TableName table, String name) {
    out.text(NftAttribute.RULE_TABLE, table.word());
    out.text(NftAttribute.RULE_CHAIN, name);
  }

  /** Removes all rules of a chain. */
  void flush(TableName table, String chain) {
    begin(NftAttribute.DELRULE, 0);
    ruleChain(table, chain);
    out.end();
  }

  /**
   * Adds a rule.
   *
   * @param id by which later messages of the batch know it; 0 for none
   */
  void append(TableName table, String chain, Rule rule, Counters counters, int id) {
    begin(NftAttribute.NEWRULE, MessageWriter.NLM_F_CREATE | MessageWriter.NLM_F_APPEND);
    rule(table, chain, rule, counters, id);
    out.end();
  }

  /**
   * Inserts a rule.
   *
   * @param before the rule before which; null for the chain's beginning
   */
  void insert(
      TableName table,
      String chain,
      Rule rule,
      Counters counters,
      int id,
      @Nullable RuleReference before) {
    begin(NftAttribute.NEWRULE, MessageWriter.NLM_F_CREATE);
    rule(table, chain, rule, counters, id);
    if (before != null) {
      if (before.handle() != 0) {
        out.network64(NftAttribute.RULE_POSITION, before.handle());
      } else {
        out.network32(NftAttribute.RULE_POSITION_ID, before.id());
      }
    }
    out.end();
  }

  void replace(TableName table, String chain, long handle, Rule rule, Counters counters, int id) {
    begin(NftAttribute.NEWRULE, MessageWriter.NLM_F_CREATE | MessageWriter.NLM_F_REPLACE);
    rule(table, chain, rule, counters, id);
    out.network64(NftAttribute.RULE_HANDLE, handle).end();
  }

  void delete(TableName table, String chain, RuleReference rule) {
    begin(NftAttribute.DELRULE, 0);
    ruleChain(table, chain);
    if (rule.handle() != 0) {
      out.network64(NftAttribute.RULE_HANDLE, rule.handle());
    } else {
      out.network32(NftAttribute.RULE_ID, rule.id());
    }
    out.end();
  }

  private void rule(TableName table, String chain, Rule rule, Counters counters, int id) {
    rule(table.word(), chain, rule, counters, id);
  }

  private void rule(String table, String chain, Rule rule, Counters counters, int id) {
    out.text(NftAttribute.RULE_TABLE, table);
    out.text(NftAttribute.RULE_CHAIN, chain);
    int list = out.nest(NftAttribute.RULE_EXPRESSIONS);
    expressions().write(RuleEncoder.encode(rule), counters);
    out.close(list);
    compat(rule.selector().protocol(), rule.selector().notProtocol());
    if (id != 0) {
      out.network32(NftAttribute.RULE_ID, id);
    }
  }

  private void compat(int protocol, boolean inverted) {
    int compat = out.nest(NftAttribute.RULE_COMPAT);
    out.network32(NftAttribute.RULE_COMPAT_PROTO, protocol);
    out.network32(NftAttribute.RULE_COMPAT_FLAGS, inverted ? NftAttribute.RULE_COMPAT_INVERTED : 0);
    out.close(compat);
  }

  /**
   * Replaces a rule by itself with its counter at zero, whatever else it consists of.
   *
   * @param message the rule as it was dumped
   */
  void zero(TableName table, String chain, Message message, Rule rule) {
    begin(NftAttribute.NEWRULE, MessageWriter.NLM_F_CREATE | MessageWriter.NLM_F_REPLACE);
    ruleChain(table, chain);
    Attributes in = message.attributes();
    while (in.next()) {
      switch (in.type()) {
        case NftAttribute.RULE_HANDLE, NftAttribute.RULE_USERDATA ->
            out.put(in.type(), in.array(), in.start(), in.length());
        case NftAttribute.RULE_EXPRESSIONS -> {
          int list = out.nest(NftAttribute.RULE_EXPRESSIONS);
          Attributes elements = in.nested();
          while (elements.next()) {
            zero(elements);
          }
          out.close(list);
        }
        default -> {}
      }
    }
    compat(rule.selector().protocol(), rule.selector().notProtocol());
    out.end();
  }

  private void zero(Attributes element) {
    Attributes in = element.nested();
    boolean counter = false;
    while (in.next()) {
      counter |= in.type() == NftAttribute.EXPR_NAME && in.text().equals("counter");
    }
    int nest = out.nest(NftAttribute.LIST_ELEM);
    Attributes again = element.nested();
    while (again.next()) {
      if (counter && again.type() == NftAttribute.EXPR_DATA) {
        int data = out.nest(NftAttribute.EXPR_DATA);
        out.network64(NftAttribute.COUNTER_BYTES, 0);
        out.network64(NftAttribute.COUNTER_PACKETS, 0);
        out.close(data);
      } else {
        out.put(again.type(), again.array(), again.start(), again.length());
      }
    }
    out.close(nest);
  }

  /** How many messages there are between the batch's beginning and its end. */
  int messages() {
    return messages;
  }

  /** Ends the batch. */
  MessageWriter finish() {
    out.begin(
        NftAttribute.BATCH_END,
        MessageWriter.NLM_F_REQUEST,
        first + messages + 1,
        0,
        NftAttribute.SUBSYSTEM);
    return out.end();
  }

  /**
   * What the kernel had against the batch.
   *
   * @throws KernelException where it is against the batch as a whole
   */
  List<Refusal> refusals(NetlinkSocket socket) {
    List<Refusal> all = new ArrayList<>();
    for (int length = socket.receiveNow(); length >= 0; length = socket.receiveNow()) {
      for (int at = 0; at < length; ) {
        Message message = Message.at(socket.buffer(), at, length);
        at = message.next();
        int place = message.sequence() - first - 1;
        if (message.type() == Message.NLMSG_ERROR && place >= -1 && message.error() != 0) {
          Errno errno = Errno.of(-message.error());
          if (place < 0 || place >= messages) {
            if (errno == Errno.ERESTART) {
              all.addFirst(new Refusal(0, errno));
              continue;
            }
            throw new KernelException("nf_tables", errno);
          }
          all.add(new Refusal(edits[place], errno));
        }
      }
    }
    return all;
  }
}
