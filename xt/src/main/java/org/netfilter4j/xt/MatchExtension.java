package org.netfilter4j.xt;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.struct.Layout;

/**
 * A match: {@code -m NAME}.
 *
 * @param <M> its normal form, a record
 */
public non-sealed interface MatchExtension<M extends Match> extends Extension {

  /** The class of the normal form. */
  Class<M> type();

  /**
   * Makes the normal form of what was bound. Options' own syntax, "used once", "mandatory",
   * "excludes" and "requires" are already checked; here stands what remains (the C tool's final
   * check).
   *
   * @throws Rejected with the C tool's message
   */
  M parse(Args args, RuleContext context);

  /** The options as {@code -S} prints them, after {@code -m NAME}. */
  void save(M match, Words out);

  /** The text in {@code -L}, blanks and all. */
  void list(M match, Listing out);

  /**
   * Adds the match in nft's syntax, as {@code iptables-translate} prints it.
   *
   * @return false where nft has no words for it, or none for these options
   */
  default boolean translate(M match, Translation out) {
    return false;
  }

  /** Tells the named objects of the host that a rule with it makes or keeps. */
  default void objects(M match, HostObjects.Taker to) {}

  /** What of it {@code -C} and {@code -D} compare: in most cases all. */
  default M compared(M match) {
    return match;
  }

  /** What the kernel's checkentry would answer; null where it agrees. */
  default @Nullable Errno check(M match, CheckContext context) {
    return null;
  }

  /** The kernel's name of the match: conntrack for state. */
  default String kernelName() {
    return name();
  }

  /** The kernel's structs, the newest revision first; none where the kernel never sees it. */
  default List<Layout<M>> layouts(Family family) {
    return List.of();
  }

  /** What the match means. */
  Condition condition(M match, Lowering lowering);
}
