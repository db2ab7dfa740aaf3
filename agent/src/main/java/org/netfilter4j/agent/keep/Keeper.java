package org.netfilter4j.agent.keep;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.netfilter4j.agent.files.Elements;
import org.netfilter4j.agent.files.Place;
import org.netfilter4j.agent.files.Wanted;
import org.netfilter4j.agent.files.WantedSet;
import org.netfilter4j.agent.files.WantedTable;
import org.netfilter4j.agent.keep.KeeperException.Reason;
import org.netfilter4j.command.RuleLanguage;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.command.XtablesLock;
import org.netfilter4j.linux.KernelLock;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.model.Backend.ChangedException;
import org.netfilter4j.model.Backend.RefusedException;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.TableName;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.set.SetDescription;

/**
 * Keeps a wanted state in the kernel: applies it, tells where the kernel differs, removes it.
 *
 * <p>Not safe for several threads.
 */
public final class Keeper implements AutoCloseable {
  /** How often a transaction is made anew because others were faster. */
  private static final int ATTEMPTS = 50;

  private record Where(Family family, TableName table) {}

  private final NetworkNamespace namespace;
  private final Mode mode;
  private final Options options;
  private final Identity identity;
  private final XtablesLock lock;
  private final Contests contests = new Contests(System::nanoTime);
  private final Names names = SystemNames.ofMachine();

  /** What this keeper made, of which a ledger may be gone. */
  private final Map<Where, Set<String>> chains = new HashMap<>();

  private final Map<String, Elements> elements = new HashMap<>();

  /**
   * A keeper of the rules of a mode and of the sets of a namespace; nothing is asked yet.
   *
   * @param variables of the process: XTABLES_LOCKFILE counts
   */
  public Keeper(
      NetworkNamespace namespace, Mode mode, Options options, Map<String, String> variables) {
    this.namespace = namespace;
    this.mode = mode;
    this.options = options;
    identity = Identity.of(options);
    lock =
        mode == Mode.LEGACY ? new KernelLock(variables.get("XTABLES_LOCKFILE")) : XtablesLock.NONE;
  }

  public Mode mode() {
    return mode;
  }

  public Options options() {
    return options;
  }

  /**
   * As {@link #apply(Wanted, boolean)}, with all elements of all sets compared.
   *
   * @throws KeeperException where it can't be
   */
  public Applied apply(Wanted wanted) {
    return apply(wanted, true);
  }

  /**
   * Makes the kernel as wanted, or leaves it as it was. Nothing is touched where nothing differs.
   *
   * @param thoroughly whether elements of sets above {@link Options#inPlaceAbove} are compared even
   *     where their number is right
   * @throws KeeperException where it can't be
   */
  public Applied apply(Wanted wanted, boolean thoroughly) {
    require(wanted);
    return locked(kernel -> apply(kernel, wanted, thoroughly));
  }

  /** What is done while the lock is held. */
  private interface Change {
    Applied make(Kernel kernel);
  }

  private Applied locked(Change change) {
    return Failures.told(() -> {
      Closeable held = lock.acquire(options.lockSeconds());
      if (held == null) {
        throw new KeeperException(Reason.LOCKED, null, 0, "another program holds the xtables lock");
      }
      try (held;
          Kernel kernel = new Kernel(namespace, mode)) {
        return change.make(kernel);
      } catch (IOException e) {
        throw new IllegalStateException("letting go of a lock does not fail", e);
      }
    });
  }

  private void require(Wanted wanted) {
    if (wanted.mode() != mode) {
      throw new IllegalArgumentException("files were read for the other mode");
    }
  }

  private Applied apply(Kernel kernel, Wanted wanted, boolean thoroughly) {
    Map<String, SetDescription> there = kernel.sets();
    clearUp(kernel, there);
    SetLedger ledger = ledger(kernel, there);
    Map<Family, Ruleset> rulesets = kernel.rulesets(wanted);
    Plans plans = plan(rulesets, wanted, ledger, Set.of());
    SetUse.of(wanted).require(kernel, wanted, there);
    SetPlan sets = sets(kernel, wanted, there, ledger, rulesets, thoroughly);
    Applied applied;
    if (sets.isEmpty() && plans.isEmpty()) {
      applied = plans.applied(null);
    } else {
      applied = change(kernel, wanted, plans, sets, ledger, there.keySet(), rulesets);
    }
    remember(wanted);
    return applied;
  }

  /** Destroys what a run that was killed has left. */
  private void clearUp(Kernel kernel, Map<String, SetDescription> there) {
    List<String> gone = new ArrayList<>();
    for (SetDescription set : there.values()) {
      if (set.name().startsWith(identity.temporary()) && set.references() == 0) {
        kernel.sets.destroy(set.name(), true);
        gone.add(set.name());
      }
    }
    gone.forEach(there::remove);
  }

  private Plans plan(
      Map<Family, Ruleset> rulesets, Wanted wanted, SetLedger ledger, Set<String> renewed) {
    RulePlanner planner =
        new RulePlanner(
            mode,
            identity,
            options,
            this::language,
            (family, table) -> chains.getOrDefault(new Where(family, table), Set.of()),
            (family, table) -> ledger.chains(mode, family, table),
            wanted.sets().keySet(),
            renewed,
            contests::isContested);
    Map<Family, Plan> plans = new EnumMap<>(Family.class);
    rulesets.forEach(
        (family, ruleset) -> plans.put(family, planner.plan(ruleset, wanted.tables(family))));
    return new Plans(plans);
  }

  private RuleLanguage language(Family family, TableName table) {
    // No rule is read in it, so that no set is asked for.
    return new RuleLanguage(family, mode, table, names, new org.netfilter4j.xt.set.SetNamespace());
  }

  private SetLedger ledger(Kernel kernel, Map<String, SetDescription> there) {
    return new SetLedger(kernel.sets, identity.ledger(), there.containsKey(identity.ledger()));
  }

  private SetPlan sets(
      Kernel kernel,
      Wanted wanted,
      Map<String, SetDescription> there,
      SetLedger ledger,
      Map<Family, Ruleset> rulesets,
      boolean thoroughly) {
    Set<String> owned = new HashSet<>(ledger.names());
    owned.addAll(Kernel.namedSets(rulesets, identity));
    owned.addAll(elements.keySet());
    for (String name : there.keySet()) {
      if (identity.isOwnByName(name) || name.startsWith(identity.temporary())) {
        owned.add(name);
      }
    }
    SetPlan plan = new SetPlan(options, kernel.sets, there);
    plan.compare(wanted, identity, owned, Set.copyOf(ledger.names()), elements, thoroughly);
    if (kernel.hasSets()) {
      plan.compareChains(wanted, ledger);
    }
    return plan;
  }

  private Applied change(
      Kernel kernel,
      Wanted wanted,
      Plans plans,
      SetPlan sets,
      SetLedger ledger,
      Set<String> there,
      Map<Family, Ruleset> rulesets) {
    try (var more = kernel.moreSets()) {
      SetTransaction transaction =
          new SetTransaction(
              kernel.sets,
              more,
              sets,
              ledger,
              identity,
              there,
              sets.retypes() ? Kernel.ownReferences(rulesets, identity, wanted) : Map.of());
      Plans done = plans;
      boolean whole = false;
      try {
        transaction.prepare();
        transaction.exchange();
        kernel.numbers.forget();
        Set<String> renewed = transaction.standIns().keySet();
        if (!renewed.isEmpty()) {
          transaction.standIns().forEach(kernel.numbers::mean);
          done = plan(kernel.rulesets(wanted), wanted, ledger, renewed);
        }
        done = commit(kernel, wanted, ledger, done, renewed);
        if (!renewed.isEmpty()) {
          transaction.succeed();
          kernel.numbers.tellMeant();
          kernel.numbers.forget();
          Plans last = plan(kernel.rulesets(wanted), wanted, ledger, renewed);
          commit(kernel, wanted, ledger, last, renewed);
        }
        whole = true;
      } finally {
        if (!whole) {
          transaction.undo();
        }
      }
      transaction.finish();
      done.moves().forEach(contests::moved);
      return done.applied(transaction);
    }
  }

  /** Commits, on what others have left where they were faster; gives what was committed. */
  private Plans commit(
      Kernel kernel, Wanted wanted, SetLedger ledger, Plans first, Set<String> renewed) {
    Plans plans = first;
    for (int i = 0; i < ATTEMPTS; i++) {
      if (plans.isEmpty()) {
        return plans;
      }
      try {
        kernel.rules.commit(plans.edits());
        return plans;
      } catch (ChangedException e) {
        plans = plan(kernel.rulesets(wanted), wanted, ledger, renewed);
      } catch (RefusedException e) {
        throw refused(plans, e);
      }
    }
    throw new KeeperException(
        Reason.BUSY,
        null,
        0,
        "other programs change the rules all the time: no time to change ours");
  }

  private KeeperException refused(Plans plans, RefusedException e) {
    Edit edit = plans.edit(e.edit());
    Family family = plans.family(e.edit());
    // The kernel says nothing of why it refuses a legacy table.
    Place place = mode == Mode.NFT ? plans.place(e.edit()) : null;
    String words =
        mode == Mode.NFT
            ? language(family, edit.table()).refusal(edit, e.errno())
            : e.errno().message();
    return new KeeperException(
        Reason.REFUSED,
        place == null ? null : place.file(),
        place == null ? 0 : place.line(),
        "the kernel refuses the rules of "
            + (family == Family.IPV4 ? "IPv4" : "IPv6")
            + ": "
            + words.strip());
  }

  private void remember(Wanted wanted) {
    chains.clear();
    for (Family family : Family.values()) {
      for (WantedTable table : wanted.tables(family).values()) {
        chains.put(new Where(family, table.name()), table.own().keySet());
      }
    }
    elements.clear();
    for (WantedSet set : wanted.sets().values()) {
      elements.put(set.name(), set.elements());
    }
  }

  /**
   * How the kernel differs from what is wanted; nothing is changed.
   *
   * @param thoroughly as for {@link #apply(Wanted, boolean)}
   * @throws KeeperException where the kernel can't be asked, or what is wanted can't be had
   */
  public List<Drift> drift(Wanted wanted, boolean thoroughly) {
    require(wanted);
    return Failures.told(() -> {
      try (Kernel kernel = new Kernel(namespace, mode)) {
        Map<String, SetDescription> there = kernel.sets();
        Map<Family, Ruleset> rulesets = kernel.rulesets(null);
        SetLedger ledger = ledger(kernel, there);
        Plans plans = plan(rulesets, wanted, ledger, Set.of());
        SetUse.of(wanted).require(kernel, wanted, there);
        SetPlan sets = sets(kernel, wanted, there, ledger, rulesets, thoroughly);
        List<Drift> all = new ArrayList<>(sets.drifts);
        all.addAll(plans.drifts());
        return all;
      }
    });
  }

  /**
   * Removes all that is the agent's own, whatever files made it.
   *
   * @throws KeeperException where that can't be done; the kernel is as it was
   */
  public Applied cleanup() {
    return apply(Wanted.nothing(mode), true);
  }

  /**
   * Removes the agent's rules and chains of this mode, and leaves its sets as they are: rules of
   * the other mode use them.
   *
   * @throws KeeperException where that can't be done; the kernel is as it was
   */
  public Applied withdraw() {
    Wanted nothing = Wanted.nothing(mode);
    return locked(kernel -> {
      Map<String, SetDescription> there = kernel.sets();
      SetLedger ledger = ledger(kernel, there);
      Map<Family, Ruleset> rulesets = kernel.rulesets(nothing);
      Plans plans = plan(rulesets, nothing, ledger, Set.of());
      SetPlan sets = new SetPlan(options, kernel.sets, there);
      if (kernel.hasSets()) {
        sets.compareChains(nothing, ledger);
      }
      chains.clear();
      return sets.isEmpty() && plans.isEmpty()
          ? plans.applied(null)
          : change(kernel, nothing, plans, sets, ledger, there.keySet(), rulesets);
    });
  }

  /** How many rules of each table are agents', this one's and others'. */
  public List<Holding> holdings() {
    return Failures.told(() -> {
      try (Kernel kernel = new Kernel(namespace, mode)) {
        return new Census(mode, identity, this::language).holdings(kernel.rulesets(null));
      }
    });
  }

  /** The agent's rules that are in the kernel, with what they have counted. */
  public List<Counted> counted() {
    return Failures.told(() -> {
      try (Kernel kernel = new Kernel(namespace, mode)) {
        return new Census(mode, identity, this::language).count(kernel.rulesets(null));
      }
    });
  }

  /** Nothing is open between calls. */
  @Override
  public void close() {}
}
