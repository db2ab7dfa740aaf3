package org.netfilter4j.xt.ruleset;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.Extensions;
import org.netfilter4j.xt.HostObjects;

/**
 * The objects that a rule finds when it is checked: the host's, and the rate estimators of the
 * rules that are there before and of those that are checked before it.
 */
public final class KnownObjects implements HostObjects {
  private final HostObjects host;
  private final List<Ruleset> before;
  private final Map<String, Estimator> estimators = new HashMap<>();
  private boolean collected;

  /**
   * @param before the rules before the change
   */
  public KnownObjects(HostObjects host, List<Ruleset> before) {
    this.host = host;
    this.before = List.copyOf(before);
  }

  @Override
  public boolean hasAccount(String name) {
    return host.hasAccount(name);
  }

  /** The rules before are looked through when the first estimator is asked for. */
  @Override
  public @Nullable Estimator estimator(String name) {
    if (!collected) {
      collected = true;
      before.forEach(this::add);
    }
    Estimator known = estimators.get(name);
    return known == null ? host.estimator(name) : known;
  }

  private void add(Ruleset ruleset) {
    for (Table table : ruleset.tables().values()) {
      for (Chain chain : table.chains().values()) {
        for (Entry entry : chain.rules()) {
          add(entry.rule());
        }
      }
    }
  }

  /** Takes the estimators that a rule keeps. */
  void add(Rule rule) {
    for (Match match : rule.matches()) {
      match(match, rule);
    }
    if (rule.target() instanceof Target.Extended target) {
      target(target, rule);
    }
  }

  /** Takes the estimators that a rule makes. */
  void addTarget(Rule rule) {
    if (rule.target() instanceof Target.Extended target) {
      target(target, rule);
    }
  }

  private <M extends Match> void match(M match, Rule rule) {
    Extensions.of(match, rule.family()).estimators(match, this::add);
  }

  private <T extends Target.Extended> void target(T target, Rule rule) {
    Extensions.of(target, rule.family()).estimators(target, this::add);
  }

  private void add(String name, Estimator estimator) {
    Estimator known = estimators.get(name);
    if (known == null || known.equals(Estimator.UNKNOWN)) {
      estimators.put(name, estimator);
    }
  }
}
