package org.netfilter4j.engine;

import java.util.IdentityHashMap;
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
  private static final Label NO_TRANSLATION =
      new Label("it can't be translated", "无法进行地址转换");

  private final Fate[] reasons = new Fate[Reason.values().length];
  private final Fate[] obstacles = new Fate[Fate.Obstacle.values().length];
  private final Fate[] problems = new Fate[Problem.values().length];
  private final Fate[] full = new Fate[Hook.values().length];
  private final Fate[] clash = new Fate[Hook.values().length];
  private final Fate[] untranslatable = new Fate[Hook.values().length];
  private final Map<Link, Fate> sent = new IdentityHashMap<>();

  Fates(Network network) {
    for (Reason reason : Reason.values()) {
      reasons[reason.ordinal()] = new Fate.Dropped(new Fate.Cause.ByRouting(reason));
    }
    for (Fate.Obstacle obstacle : Fate.Obstacle.values()) {
      obstacles[obstacle.ordinal()] = new Fate.Dropped(new Fate.Cause.OnTheWay(obstacle));
    }
    for (Problem problem : Problem.values()) {
      problems[problem.ordinal()] = new Fate.Dropped(new Fate.Cause.Malformed(problem));
    }
    for (Hook hook : Hook.values()) {
      full[hook.ordinal()] = tracking(hook, TABLE_FULL);
      clash[hook.ordinal()] = tracking(hook, CLASH);
      untranslatable[hook.ordinal()] = tracking(hook, NO_TRANSLATION);
    }
    for (Link link : network.links()) {
      sent.put(link, new Fate.Sent(link.name()));
    }
  }

  private static Fate tracking(Hook hook, Label why) {
    return new Fate.Dropped(new Fate.Cause.ByTracking(hook, why));
  }

  Fate of(Reason reason) {
    return reasons[reason.ordinal()];
  }

  Fate of(Fate.Obstacle obstacle) {
    return obstacles[obstacle.ordinal()];
  }

  Fate of(Problem problem) {
    return problems[problem.ordinal()];
  }

  Fate tableFull(Hook hook) {
    return full[hook.ordinal()];
  }

  Fate clash(Hook hook) {
    return clash[hook.ordinal()];
  }

  Fate untranslatable(Hook hook) {
    return untranslatable[hook.ordinal()];
  }

  Fate sent(Link link) {
    Fate fate = sent.get(link);
    return fate == null ? new Fate.Sent(link.name()) : fate;
  }
}
