package org.netfilter4j.linux;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.LazyEntries;
import org.netfilter4j.wire.netlink.Attributes;
import org.netfilter4j.wire.netlink.Message;
import org.netfilter4j.wire.nft.Expression;
import org.netfilter4j.wire.nft.NftAttribute;
import org.netfilter4j.xt.nft.ExpressionReader;
import org.netfilter4j.xt.nft.RuleDecoder;

/**
 * The rules of one chain of nf_tables as messages of a dump, which is made when the first rule is
 * asked for; each is decoded when it is.
 *
 * <p>Not safe for several threads.
 */
final class NftRules extends LazyEntries {
  /** Fills the list with the chain's rules. */
  interface Loader {
    void load(NftRules into);
  }

  private final Loader loader;
  private final ExpressionReader reader;
  private @Nullable List<Message> messages;

  /** The first of them, where they were decoded ahead. */
  private List<Entry> decoded = List.of();

  /** Whether a rule among {@link #decoded} is none of iptables'. */
  private boolean foreign;

  /**
   * @param loader dumps the chain
   */
  NftRules(Loader loader, ExpressionReader reader) {
    this.loader = loader;
    this.reader = reader;
  }

  /** From here on the rules are known: those that are added. */
  void begin() {
    messages = new ArrayList<>();
    decoded = List.of();
    foreign = false;
  }

  /**
   * Decodes the next message, in the order in which they were added.
   *
   * @return false where it can't be: it will fail again when it is asked for
   */
  boolean decodeNext(Message message, ExpressionReader by) {
    try {
      foreign |= !isCompatible(message);
      if (decoded.isEmpty()) {
        decoded = new ArrayList<>();
      }
      decoded.add(entry(message, by));
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** Takes a NEWRULE message, whose bytes stay as they are. */
  void add(Message message) {
    messages().add(message);
  }

  private List<Message> messages() {
    List<Message> known = messages;
    if (known == null) {
      begin();
      loader.load(this);
      known = java.util.Objects.requireNonNull(messages);
    }
    return known;
  }

  @Override
  public boolean isSurelyEmpty() {
    return messages != null && messages.isEmpty();
  }

  @Override
  public int size() {
    return messages().size();
  }

  @Override
  public Entry get(int index) {
    return index < decoded.size() ? decoded.get(index) : entry(messages().get(index), reader);
  }

  private static Entry entry(Message message, ExpressionReader reader) {
    Attributes rule = message.attributes();
    List<Expression> expressions = List.of();
    byte[] notes = null;
    while (rule.next()) {
      if (rule.type() == NftAttribute.RULE_EXPRESSIONS) {
        expressions = reader.read(rule.nested());
      } else if (rule.type() == NftAttribute.RULE_USERDATA) {
        notes = rule.bytes();
      }
    }
    return new Entry(
        RuleDecoder.decode(reader.family(), expressions, comment(notes)), reader.counters());
  }

  /** The comment that nft keeps beside a rule: type, length, text with a zero at its end. */
  static @Nullable String comment(byte @Nullable [] notes) {
    if (notes == null) {
      return null;
    }
    for (int at = 0; at + 2 <= notes.length; at += 2 + (notes[at + 1] & 0xff)) {
      int length = notes[at + 1] & 0xff;
      if (notes[at] == 0 && length > 0 && at + 2 + length <= notes.length) {
        return new String(notes, at + 2, length - 1, java.nio.charset.StandardCharsets.UTF_8);
      }
    }
    return null;
  }

  @Override
  public Counters counters(int index) {
    Attributes rule = messages().get(index).attributes();
    while (rule.next()) {
      if (rule.type() == NftAttribute.RULE_EXPRESSIONS) {
        return ExpressionReader.counters(rule.nested());
      }
    }
    return Counters.ZERO;
  }

  /** The number by which the kernel knows a rule. */
  @Override
  public long handle(int index) {
    Attributes rule = messages().get(index).attributes();
    while (rule.next()) {
      if (rule.type() == NftAttribute.RULE_HANDLE) {
        return rule.network64();
      }
    }
    return 0;
  }

  /** The rule's message. */
  Message message(int index) {
    return messages().get(index);
  }

  /** Whether every rule of the chain is made of nothing but what iptables uses. */
  boolean isCompatible() {
    List<Message> all = messages();
    if (foreign) {
      return false;
    }
    for (int i = decoded.size(); i < all.size(); i++) {
      if (!isCompatible(all.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isCompatible(Message message) {
    Attributes rule = message.attributes();
    while (rule.next()) {
      if (rule.type() == NftAttribute.RULE_EXPRESSIONS
          && !ExpressionReader.areCompatible(rule.nested())) {
        return false;
      }
    }
    return true;
  }
}
