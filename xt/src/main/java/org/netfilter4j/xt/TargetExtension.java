package org.netfilter4j.xt;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.struct.Layout;

/**
 * A target extension: {@code -j NAME}.
 *
 * @param <T> its normal form, a record
 */
public non-sealed interface TargetExtension<T extends Target.Extended> extends Extension {

  /** The class of the normal form. */
  Class<T> type();

  /** The kernel's name of the target, which {@code -L} shows in its column: CT for NOTRACK. */
  default String kernelName() {
    return name();
  }

  /** As {@link MatchExtension#parse}. */
  T parse(Args args, RuleContext context);

  /** The options as {@code -S} prints them, after {@code -j NAME}. */
  void save(T target, Words out);

  /** The text in {@code -L}, blanks and all. */
  void list(T target, Listing out);

  /**
   * Adds the target in nft's syntax, as {@code iptables-translate} prints it.
   *
   * @return false where nft has no words for it, or none for these options
   */
  default boolean translate(T target, Translation out) {
    return false;
  }

  /** Tells the named objects of the host that a rule with it makes or keeps. */
  default void objects(T target, HostObjects.Taker to) {}

  /** What the kernel hands back of it when it is read: in most cases all. */
  default T readBack(T target) {
    return target;
  }

  /** What the kernel's checkentry would answer; null where it agrees. */
  default @Nullable Errno check(T target, CheckContext context) {
    return null;
  }

  /** The kernel's structs, the newest revision first. */
  default List<Layout<T>> layouts(Family family) {
    return List.of();
  }

  /** What the target does. */
  Action action(T target, Lowering lowering);
}
