package org.netfilter4j.xt.ruleset;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.netfilter4j.model.Backend;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.xt.HostObjects;

/**
 * The tables of one mode, for both families, in memory. A batch of edits takes time in proportion
 * to its length and to the tables that it touches.
 *
 * <p>Safe for several threads: commits exclude one another, readers see whole rulesets.
 */
public final class MemoryBackend implements Backend {
  private final Mode mode;
  private final HostObjects objects;
  private final Map<Family, Ruleset> rulesets = new EnumMap<>(Family.class);

  /** No tables. */
  public MemoryBackend(Mode mode) {
    this(Ruleset.empty(Family.IPV4, mode), Ruleset.empty(Family.IPV6, mode));
  }

  /** These tables, of one mode, on a host without objects that rules refer to. */
  public MemoryBackend(Ruleset ipv4, Ruleset ipv6) {
    this(ipv4, ipv6, HostObjects.NONE);
  }

  /**
   * These tables, of one mode.
   *
   * @param objects what rules may refer to, beside what these tables have
   */
  public MemoryBackend(Ruleset ipv4, Ruleset ipv6, HostObjects objects) {
    this.objects = objects;
    if (ipv4.mode() != ipv6.mode()
        || ipv4.family() != Family.IPV4
        || ipv6.family() != Family.IPV6) {
      throw new IllegalArgumentException("rulesets of one mode, IPv4 first, are expected");
    }
    mode = ipv4.mode();
    rulesets.put(Family.IPV4, ipv4);
    rulesets.put(Family.IPV6, ipv6);
  }

  @Override
  public Mode mode() {
    return mode;
  }

  @Override
  public synchronized Ruleset read(Family family) {
    return Objects.requireNonNull(rulesets.get(family));
  }

  @Override
  public synchronized void commit(Family family, List<Edit> edits) {
    Draft draft = Draft.of(read(family), edits);
    try {
      draft.check(known());
    } catch (RefusedException e) {
      throw first(family, edits, e);
    }
    rulesets.put(family, draft.freeze());
  }

  private KnownObjects known() {
    return new KnownObjects(objects, List.copyOf(rulesets.values()));
  }

  /**
   * The first edit with which the tables become bad, as nft blames it: it checks after each rule.
   */
  private RefusedException first(Family family, List<Edit> edits, RefusedException last) {
    int good = 0;
    int bad = edits.size();
    RefusedException refused = last;
    while (bad - good > 1) {
      int middle = (good + bad) >>> 1;
      try {
        Draft.of(read(family), edits.subList(0, middle)).check(known());
        good = middle;
      } catch (RefusedException e) {
        bad = middle;
        refused = e;
      }
    }
    return new RefusedException(bad - 1, refused.errno(), String.valueOf(refused.getMessage()));
  }
}
