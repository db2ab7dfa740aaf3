package org.netfilter4j.agent.keep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.files.Elements;
import org.netfilter4j.agent.files.Wanted;
import org.netfilter4j.agent.files.WantedSet;
import org.netfilter4j.agent.keep.KeeperException.Reason;
import org.netfilter4j.xt.set.SetDescription;
import org.netfilter4j.xt.set.SetFeature;
import org.netfilter4j.xt.set.SetHeader;
import org.netfilter4j.xt.set.SetStore;

/** What is to be done to the sets. */
final class SetPlan {
  /** What is done to a set that is wanted. */
  sealed interface Step {
    WantedSet wanted();

    /** It is made. */
    record Create(WantedSet wanted) implements Step {}

    /**
     * It is made under another name and swapped with the one that is there.
     *
     * @param difference of the elements; null where the types have nothing in common
     */
    record Swap(WantedSet wanted, @Nullable SetDifference difference) implements Step {}

    /** The one that is there is of another type, and can't be swapped with it. */
    record Retype(WantedSet wanted) implements Step {}

    /** Its elements are changed one by one. */
    record InPlace(WantedSet wanted, SetDifference difference) implements Step {}
  }

  final List<Step> steps = new ArrayList<>();
  final List<Drift> drifts = new ArrayList<>();

  /** The agent's sets that are no longer wanted, lists of sets first. */
  final List<String> obsolete = new ArrayList<>();

  /** Wanted sets that the ledger does not name. */
  final List<String> unlisted = new ArrayList<>();

  /** Wanted chains that the ledger's set does not name. */
  final List<NotedChain> unlistedChains = new ArrayList<>();

  /** Chains that it names and nobody wants any more. */
  final List<NotedChain> staleChains = new ArrayList<>();

  private final Options options;
  private final SetStore kernel;
  private final Map<String, SetDescription> there;

  /**
   * @param there the kernel's sets
   */
  SetPlan(Options options, SetStore kernel, Map<String, SetDescription> there) {
    this.options = options;
    this.kernel = kernel;
    this.there = there;
  }

  /**
   * Compares.
   *
   * @param owned the names of the agent's sets, there or not
   * @param listed the names that the ledger has
   * @param previous what was wanted of sets the last time
   * @param thoroughly whether the elements of large sets are compared where their number is right
   */
  void compare(
      Wanted wanted,
      Identity identity,
      Set<String> owned,
      Set<String> listed,
      Map<String, Elements> previous,
      boolean thoroughly) {
    SetUse use = SetUse.of(wanted);
    Map<String, WantedSet> ordered = new LinkedHashMap<>();
    for (boolean lists : new boolean[] {false, true}) {
      wanted
          .sets()
          .forEach((name, set) -> {
            if (isList(set.type().features()) == lists) {
              ordered.put(name, set);
            }
          });
    }
    for (WantedSet set : ordered.values()) {
      if (Identity.isReserved(set.name()) || set.name().startsWith(identity.temporary())) {
        throw failure(Reason.WRONG, set, "only agents' own sets are called " + set.name());
      }
      if (!listed.contains(set.name())) {
        unlisted.add(set.name());
      }
      compare(set, use, owned.contains(set.name()), previous.get(set.name()), thoroughly);
    }
    List<String> plain = new ArrayList<>();
    for (SetDescription set : there.values()) {
      if (owned.contains(set.name()) && !wanted.sets().containsKey(set.name())) {
        (isList(set.type().features()) ? obsolete : plain).add(set.name());
        drift("set " + set.name() + " is there, and no file creates it");
      }
    }
    obsolete.addAll(plain);
  }

  /**
   * Compares the chains that are wanted with those that the ledger's set names, behind the sets.
   *
   * <p>Where that set is not there, perhaps because the kernel has none such, nobody is told.
   */
  void compareChains(Wanted wanted, SetLedger ledger) {
    Set<NotedChain> listed = ledger.chains();
    Set<NotedChain> chains = NotedChain.of(wanted);
    for (NotedChain chain : chains) {
      if (!listed.contains(chain)) {
        unlistedChains.add(chain);
      }
    }
    for (NotedChain chain : listed) {
      if (chain.mode() == wanted.mode() && !chains.contains(chain)) {
        staleChains.add(chain);
      }
    }
    if (ledger.isThere()
        && drifts.isEmpty()
        && !(unlistedChains.isEmpty() && staleChains.isEmpty())) {
      drift("the set that names the agent's chains is not right");
    }
  }

  private static boolean isList(Set<SetFeature> features) {
    return features.contains(SetFeature.NAME);
  }

  private void drift(String words) {
    drifts.add(new Drift(Drift.Kind.SET, words));
  }

  private static KeeperException failure(Reason reason, WantedSet set, String message) {
    return new KeeperException(reason, set.created().file(), set.created().line(), message);
  }

  private void compare(
      WantedSet set, SetUse use, boolean owned, @Nullable Elements previous, boolean thoroughly) {
    SetDescription is = there.get(set.name());
    String named = "set " + set.name() + " (" + set.created() + ")";
    if (is == null) {
      drift(named + " is missing");
      steps.add(new Step.Create(set));
      return;
    }
    boolean compatible =
        is.type().features().equals(set.type().features())
            && (!set.type().hasFamily() || is.header().family() == set.header().family());
    if (!is.type().name().equals(set.type().name()) || !compatible) {
      claim(set, owned || is.entries() == 0);
      drift(named + " is of type " + is.type().name() + ", not " + set.type().name());
      steps.add(compatible ? new Step.Swap(set, null) : new Step.Retype(set));
      return;
    }
    boolean moving =
        set.header().hasTimeout() || use.isFilled(set.name()) || use.isEmptied(set.name());
    boolean sameHeader = isSame(set.header(), is.header());
    boolean sameNumber = is.entries() == set.elements().count();
    boolean large = set.elements().count() > options.inPlaceAbove();
    if (sameHeader && sameNumber && large && !thoroughly && !moving) {
      return;
    }
    SetDifference difference = SetDifference.of(kernel, set, use, previous);
    if (sameHeader && difference.isEmpty()) {
      return;
    }
    claim(set, owned || is.entries() == 0);
    drift(named + (sameHeader ? " has other elements" : " has other options") + told(difference));
    int missing = difference.missing();
    int steps = missing + difference.surplus().count() + difference.changes();
    boolean fits = Integer.toUnsignedLong(set.header().maxElements()) >= is.entries() + missing;
    boolean few = steps == 1 && !difference.isReordered();
    boolean inPlace =
        sameHeader && !difference.isReordered() && (moving || (fits && (few || large)));
    this.steps.add(inPlace ? new Step.InPlace(set, difference) : new Step.Swap(set, difference));
  }

  private static String told(SetDifference difference) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    counts.put("missing", difference.missing());
    counts.put("too many", difference.surplus().count());
    counts.put("changed", difference.changes());
    StringBuilder text = new StringBuilder();
    counts.forEach((what, count) -> {
      if (count > 0) {
        text.append(text.isEmpty() ? ": " : ", ").append(count).append(' ').append(what);
      }
    });
    return text.toString();
  }

  private void claim(WantedSet set, boolean owned) {
    if (!owned && !options.adopt()) {
      throw failure(
          Reason.WRONG,
          set,
          "set "
              + set.name()
              + " is there already with other contents, and is not the agent's: call it otherwise,"
              + " or destroy it");
    }
  }

  /** Whether a set has the options that are wanted; where its hash began is nobody's concern. */
  private static boolean isSame(SetHeader one, SetHeader other) {
    return one.maxElements() == other.maxElements()
        && one.netmask() == other.netmask()
        && java.util.Objects.equals(one.bitmask(), other.bitmask())
        && one.markMask() == other.markMask()
        && one.timeout() == other.timeout()
        && one.counters() == other.counters()
        && one.comment() == other.comment()
        && one.skbinfo() == other.skbinfo()
        && one.forceAdd() == other.forceAdd()
        && one.first() == other.first()
        && one.last() == other.last();
  }

  /** Whether there is nothing to do. */
  boolean isEmpty() {
    return steps.isEmpty()
        && obsolete.isEmpty()
        && unlisted.isEmpty()
        && unlistedChains.isEmpty()
        && staleChains.isEmpty();
  }

  /** Whether a set becomes one of another type. */
  boolean retypes() {
    return steps.stream().anyMatch(step -> step instanceof Step.Retype);
  }
}
