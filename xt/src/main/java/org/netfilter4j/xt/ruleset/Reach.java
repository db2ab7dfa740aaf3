package org.netfilter4j.xt.ruleset;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Selector;
import org.netfilter4j.model.Target;

/**
 * Which hooks reach each chain of a table through jumps and gotos, and the chain that closes a loop
 * or goes too deep. As in the kernel, only what a built-in chain reaches is looked at.
 */
final class Reach {
  /** NFT_JUMP_STACK_SIZE: nft refuses a way of that many chains. */
  static final int NFT_DEPTH = 16;

  private final TableDraft table;
  private final Mode mode;
  private final Map<String, List<ChainDraft>> next = new HashMap<>();
  private final Map<String, Integer> hooks = new HashMap<>();

  /** For each chain, the greatest number of chains on a way to it. */
  private final Map<String, Integer> depth = new HashMap<>();

  private @Nullable ChainDraft loop;

  Reach(TableDraft table, Mode mode) {
    this.table = table;
    this.mode = mode;
    List<ChainDraft> order = topological();
    if (loop != null) {
      return;
    }
    for (ChainDraft chain : order) {
      int from = hooks(chain);
      int level = depth.getOrDefault(chain.name(), 0);
      for (ChainDraft to : next(chain)) {
        hooks.merge(to.name(), from, (a, b) -> a | b);
        depth.merge(to.name(), level + 1, Math::max);
      }
    }
  }

  /** Chains that a built-in chain reaches, each before those that it goes to. */
  private List<ChainDraft> topological() {
    List<ChainDraft> order = new ArrayList<>();
    Map<String, Boolean> open = new HashMap<>();
    for (ChainDraft chain : table.chains()) {
      if (chain.isBuiltIn()) {
        hooks.put(chain.name(), Hook.valueOf(chain.name()).bit());
        visit(chain, open, order);
      }
    }
    java.util.Collections.reverse(order);
    return order;
  }

  /** Depth first, with a stack of its own: a way may be as long as there are chains. */
  private void visit(ChainDraft start, Map<String, Boolean> open, List<ChainDraft> order) {
    ArrayDeque<ChainDraft> stack = new ArrayDeque<>();
    stack.push(start);
    while (!stack.isEmpty() && loop == null) {
      ChainDraft chain = stack.peek();
      Boolean state = open.get(chain.name());
      if (state == null) {
        open.put(chain.name(), true);
        for (ChainDraft to : next(chain)) {
          Boolean seen = open.get(to.name());
          if (seen == null) {
            stack.push(to);
          } else if (seen) {
            loop = chain;
          }
        }
      } else {
        stack.pop();
        if (state) {
          open.put(chain.name(), false);
          order.add(chain);
        }
      }
    }
  }

  private List<ChainDraft> next(ChainDraft chain) {
    List<ChainDraft> known = next.get(chain.name());
    if (known != null) {
      return known;
    }
    Set<ChainDraft> found = new LinkedHashSet<>();
    EntryBuffer rules = chain.rules();
    int walked = walked(chain);
    for (int i = 0; i < walked; i++) {
      String to = rules.chain(i);
      ChainDraft target = to == null ? null : table.find(to);
      if (target != null) {
        found.add(target);
      }
    }
    List<ChainDraft> list = List.copyOf(found);
    next.put(chain.name(), list);
    return list;
  }

  /**
   * How many rules of the chain are looked at: in legacy mode those after an unconditional verdict
   * are not, as nothing comes there.
   */
  int walked(ChainDraft chain) {
    EntryBuffer rules = chain.rules();
    if (mode == Mode.LEGACY) {
      for (int i = 0; i < rules.size(); i++) {
        Rule rule = rules.get(i).rule();
        if (rule.target() instanceof Target.Standard
            && rule.matches().isEmpty()
            && isAny(rule.selector())) {
          return i + 1;
        }
      }
    }
    return rules.size();
  }

  /**
   * Whether the selector is all zeroes, as unconditional() in ip_tables.c asks. In ip6_tables.c
   * {@code -p all} leaves a flag.
   */
  private static boolean isAny(Selector s) {
    boolean plain = !s.protocolGiven() || s.family() == Family.IPV4;
    return plain
        && s.source().isAny()
        && s.destination().isAny()
        && s.in().isAny()
        && s.out().isAny()
        && s.protocol() == 0
        && !s.fragment()
        && !(s.notSource() || s.notDestination() || s.notIn() || s.notOut() || s.notProtocol());
  }

  /** The bits of the hooks that reach the chain. */
  int hooks(ChainDraft chain) {
    return hooks.getOrDefault(chain.name(), 0);
  }

  /** A chain with a rule that closes a loop, or null. */
  @Nullable ChainDraft loop() {
    return loop;
  }

  /** A chain that is reached on a way of more chains than nft allows, or null. */
  @Nullable ChainDraft tooDeep() {
    for (ChainDraft chain : table.chains()) {
      if (depth.getOrDefault(chain.name(), 0) >= NFT_DEPTH) {
        return chain;
      }
    }
    return null;
  }
}
