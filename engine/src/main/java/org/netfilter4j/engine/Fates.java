package org.netfilter4j.engine;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.netfilter4j.engine.route.Link;
import org.netfilter4j.engine.route.Network;
import org.netfilter4j.engine.route.Reason;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Label;
import org.netfilter4j.packet.Problem;

/** The fates that do not come from rules, made once. */
final class Fates {
  private static final Label TABLE_FULL =
      new Label("connection tracking refuses it: the table is full", "连接跟踪拒绝了它：连接表已满");
  private static final Label CLASH =
      new Label("another connection has taken its place", "另一个连接占用了它的位置");
  private static final Label NO_TRANSLATION = new Label("it can't be translated", "无法进行地址转换");

  private final Map<Reason, Fate> reasons = new EnumMap<>(Reason.class);
  private final Map<Fate.Obstacle, Fate> obstacles = new EnumMap<>(Fate.Obstacle.class);
  private final Map<Problem, Fate> problems = new EnumMap<>(Problem.class);
  private final Map<Hook, Fate> full = new EnumMap<>(Hook.class);
  private final Map<Hook, Fate> clash = new EnumMap<>(Hook.class);
  private final Map<Hook, Fate> untranslatable = new EnumMap<>(Hook.class);
  private final Map<String, Fate> sent = new HashMap<>();

  Fates(Network network) {
    for (Reason reason : Reason.values()) {
      reasons.put(reason, new Fate.Dropped(new Fate.Cause.ByRouting(reason)));
    }
    for (Fate.Obstacle obstacle : Fate.Obstacle.values()) {
      obstacles.put(obstacle, new Fate.Dropped(new Fate.Cause.OnTheWay(obstacle)));
    }
    for (Problem problem : Problem.values()) {
      problems.put(problem, new Fate.Dropped(new Fate.Cause.Malformed(problem)));
    }
    for (Hook hook : Hook.values()) {
      full.put(hook, new Fate.Dropped(new Fate.Cause.ByTracking(hook, TABLE_FULL)));
      clash.put(hook, new Fate.Dropped(new Fate.Cause.ByTracking(hook, CLASH)));
      untranslatable.put(hook, new Fate.Dropped(new Fate.Cause.ByTracking(hook, NO_TRANSLATION)));
    }
    for (Link link : network.links()) {
      sent.put(link.name(), new Fate.Sent(link.name()));
    }
  }

  Fate of(Reason reason) {
    return known(reasons, reason);
  }

  Fate of(Fate.Obstacle obstacle) {
    return known(obstacles, obstacle);
  }

  Fate of(Problem problem) {
    return known(problems, problem);
  }

  Fate tableFull(Hook hook) {
    return known(full, hook);
  }

  Fate clash(Hook hook) {
    return known(clash, hook);
  }

  Fate untranslatable(Hook hook) {
    return known(untranslatable, hook);
  }

  Fate sent(Link link) {
    return known(sent, link.name());
  }

  private static <K> Fate known(Map<K, Fate> fates, K key) {
    Fate fate = fates.get(key);
    if (fate == null) {
      throw new IllegalStateException("no fate for " + key);
    }
    return fate;
  }
}
