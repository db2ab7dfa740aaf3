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
 * The objects that a rule finds when it is checked: the host's, and those of the rules that are
 * there before and that are checked before it.
 */
public final class KnownObjects implements HostObjects {
  private record Key(Class<?> kind, String name) {}

  private final HostObjects host;
  private final List<Ruleset> before;
  private final Map<Key, Object> objects = new HashMap<>();
  private boolean collected;

  /**
   * @param before the rules before the change
   */
  public KnownObjects(HostObjects host, List<Ruleset> before) {
    this.host = host;
    this.before = List.copyOf(before);
  }

  @Override
  public boolean areKnown() {
    return host.areKnown();
  }

  @Override
  public boolean hasAccount(String name) {
    return host.hasAccount(name);
  }

  /** The rules before are looked through when the first object is asked for. */
  @Override
  public <T> @Nullable T ofRules(Class<T> kind, String name) {
    if (!collected) {
      collected = true;
      before.forEach(this::add);
    }
    Object known = objects.get(new Key(kind, name));
    return known == null ? host.ofRules(kind, name) : kind.cast(known);
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

  /** Takes the objects that a rule makes or keeps. */
  void add(Rule rule) {
    for (Match match : rule.matches()) {
      match(match, rule);
    }
    if (rule.target() instanceof Target.Extended target) {
      target(target, rule);
    }
  }

  /** Takes the objects that a rule's target makes. */
  void addTarget(Rule rule) {
    if (rule.target() instanceof Target.Extended target) {
      target(target, rule);
    }
  }

  private <M extends Match> void match(M match, Rule rule) {
    Extensions.of(match, rule.family()).objects(match, this::add);
  }

  private <T extends Target.Extended> void target(T target, Rule rule) {
    Extensions.of(target, rule.family()).objects(target, this::add);
  }

  private void add(String name, Object object) {
    objects.putIfAbsent(new Key(object.getClass(), name), object);
  }
}
