package org.netfilter4j.xt.ruleset;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Backend.RefusedException;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Selector;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Extensions;

/** What the kernel checks of a table when it is committed. */
final class RuleChecks {
  private final Family family;
  private final Mode mode;
  private final TableName name;
  private final TableDraft table;
  private final Reach reach;
  private final KnownObjects objects;

  RuleChecks(Family family, Mode mode, TableName name, TableDraft table, KnownObjects objects) {
    this.family = family;
    this.mode = mode;
    this.name = name;
    this.table = table;
    this.reach = new Reach(table, mode);
    this.objects = objects;
  }

  void run() {
    ChainDraft loop = reach.loop();
    if (loop != null) {
      throw new RefusedException(
          Math.max(loop.lastEdit(), 0),
          mode == Mode.NFT ? Errno.EMLINK : Errno.ELOOP,
          "chain " + loop.name() + " closes a loop");
    }
    ChainDraft deep = mode == Mode.NFT ? reach.tooDeep() : null;
    if (deep != null) {
      throw new RefusedException(
          Math.max(deep.lastEdit(), 0), Errno.EMLINK, "chain " + deep.name() + " is too deep");
    }
    for (ChainDraft chain : table.chains()) {
      check(chain);
    }
  }

  private void check(ChainDraft chain) {
    int hooks = reach.hooks(chain);
    int own = chain.isBuiltIn() ? Hook.valueOf(chain.name()).bit() : 0;
    EntryBuffer rules = chain.rules();
    int walked = reach.walked(chain);
    for (int i = 0; i < rules.size(); i++) {
      Rule rule = rules.get(i).rule();
      int at = i < walked ? hooks : 0;
      Errno refused = check(rule, at, mode == Mode.NFT ? own : at);
      if (refused != null) {
        throw new RefusedException(
            Math.max(chain.lastEdit(), 0),
            refused,
            "rule " + (i + 1) + " of chain " + chain.name() + " is refused");
      }
      objects.add(rule);
    }
  }

  private @Nullable Errno check(Rule rule, int hooks, int ownHooks) {
    Selector selector = rule.selector();
    if (mode == Mode.NFT && !loads(selector)) {
      return Errno.EINVAL;
    }
    if (mode == Mode.NFT && rule.target() == Target.Standard.QUEUE) {
      // iptables-nft asks for a target extension of that name, and the kernel has none.
      return Errno.ENOENT;
    }
    if (rule.matches().isEmpty() && !(rule.target() instanceof Target.Extended)) {
      return null;
    }
    CheckContext context =
        new CheckContext(
            family,
            mode,
            name,
            hooks,
            ownHooks,
            selector.protocol(),
            selector.notProtocol(),
            rule.matches(),
            objects);
    for (Match match : rule.matches()) {
      Errno refused = match(match, context);
      if (refused != null) {
        return refused;
      }
    }
    return rule.target() instanceof Target.Extended target ? target(target, context) : null;
  }

  /** nf_tables can't load the no bytes of an address that {@code ! -s 0.0.0.0/0} compares. */
  private static boolean loads(Selector selector) {
    return !(selector.notSource() && selector.source().isAny())
        && !(selector.notDestination() && selector.destination().isAny());
  }

  private static <M extends Match> @Nullable Errno match(M match, CheckContext context) {
    return Extensions.of(match, context.family()).check(match, context);
  }

  private static <T extends Target.Extended> @Nullable Errno target(
      T target, CheckContext context) {
    return Extensions.of(target, context.family()).check(target, context);
  }
}
