package org.netfilter4j.agent.keep;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.files.Elements;
import org.netfilter4j.agent.files.WantedSet;
import org.netfilter4j.agent.keep.KeeperException.Reason;
import org.netfilter4j.agent.keep.SetPlan.Step;
import org.netfilter4j.command.ipset.SetScript;
import org.netfilter4j.linux.KernelSets;
import org.netfilter4j.xt.set.SetEntry;
import org.netfilter4j.xt.set.SetError;
import org.netfilter4j.xt.set.SetListing;
import org.netfilter4j.xt.set.SetRefused;
import org.netfilter4j.xt.set.SetStore;

/**
 * Changes sets such that all can be undone until the rules are changed too: what is new is made
 * under names of its own, what changes is swapped, elements come before and go after the rules
 * change.
 */
final class SetTransaction {
  /** How long others may still hold on to a set that no rule refers to any more. */
  private static final long PATIENCE_NANOS = 1_500_000_000L;

  private static final long PAUSE_MILLIS = 3;

  private final KernelSets kernel;

  /** For listings that are shown while the other socket is used. */
  private final KernelSets reader;

  private final SetPlan plan;
  private final SetLedger ledger;
  private final Identity identity;
  private final Set<String> there;
  private final Map<String, Integer> ownReferences;
  private final Deque<Runnable> undo = new ArrayDeque<>();
  private final List<String> temporary = new ArrayList<>();
  private final List<Runnable> exchanges = new ArrayList<>();

  /** The set that stands in for one that rules are to be bound to anew. */
  private final Map<String, String> standIns = new HashMap<>();

  private final Map<String, String> successors = new HashMap<>();
  private final List<Step.InPlace> removals = new ArrayList<>();
  private final List<String> left = new ArrayList<>();
  private int next;

  /** Until when it is waited; 0 before anybody waits. */
  private long patience;

  int made;
  int changed;
  int removed;
  long elementsAdded;
  long elementsRemoved;

  /**
   * @param there the names of the sets that there are
   * @param ownReferences how often the agent's rules that are there refer to each
   */
  SetTransaction(
      KernelSets kernel,
      KernelSets reader,
      SetPlan plan,
      SetLedger ledger,
      Identity identity,
      Set<String> there,
      Map<String, Integer> ownReferences) {
    this.there = there;
    this.ownReferences = ownReferences;
    this.kernel = kernel;
    this.reader = reader;
    this.plan = plan;
    this.ledger = ledger;
    this.identity = identity;
  }

  /** What could not be removed. */
  List<String> left() {
    return left;
  }

  // Before the rules.

  /** Makes all that is new, and adds what comes to sets that are there. */
  void prepare() {
    for (String name : plan.unlisted) {
      ledger.add(name);
      undo.push(() -> {
        ledger.remove(name);
        ledger.destroyIfEmpty();
      });
    }
    noteChains();
    for (Step step : plan.steps) {
      try {
        prepare(step);
      } catch (SetRefused e) {
        WantedSet set = step.wanted();
        throw new KeeperException(
            Reason.REFUSED,
            set.created().file(),
            set.created().line(),
            "set " + set.name() + ": " + SetScript.words(e));
      }
    }
  }

  /** Where a kernel has no sets that could note them, the ledgers of the tables have to do. */
  private void noteChains() {
    for (NotedChain chain : plan.unlistedChains) {
      try {
        ledger.add(chain);
      } catch (SetRefused e) {
        return;
      }
      undo.push(() -> {
        ledger.remove(chain);
        ledger.destroyIfEmpty();
      });
    }
  }

  private void prepare(Step step) {
    WantedSet set = step.wanted();
    switch (step) {
      case Step.Create _ -> {
        made++;
        create(set.name(), set, null);
      }
      case Step.Swap swap -> {
        changed++;
        SetDifference difference = swap.difference();
        if (difference != null) {
          elementsAdded += difference.missing();
          elementsRemoved += difference.surplus().count();
        }
        String name = temporary();
        create(name, set, difference);
        exchanges.add(() -> swap(name, set.name()));
      }
      case Step.Retype _ -> {
        changed++;
        retype(set);
      }
      case Step.InPlace inPlace -> {
        changed++;
        removals.add(inPlace);
        addTo(set, inPlace.difference());
      }
    }
  }

  /**
   * Names are changed where nobody refers to the old set; else rules are bound to another first.
   */
  private void retype(WantedSet set) {
    boolean inUse = ownReferences.getOrDefault(set.name(), 0) > 0;
    awaitReferences(set);
    String name = temporary();
    create(name, set, null);
    if (inUse) {
      String standIn = temporary();
      create(standIn, set, null);
      standIns.put(set.name(), standIn);
      successors.put(set.name(), name);
      return;
    }
    String old = temporary();
    exchanges.add(() -> {
      rename(set.name(), old);
      rename(name, set.name());
    });
  }

  /** Waits until none but the agent's own rules refer to a set. */
  private void awaitReferences(WantedSet set) {
    int own = ownReferences.getOrDefault(set.name(), 0);
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (Kernel.references(kernel, set.name()) > own) {
      if (System.nanoTime() - end > 0 || !pause()) {
        throw new KeeperException(
            Reason.REFUSED,
            set.created().file(),
            set.created().line(),
            "set "
                + set.name()
                + " can't become one of type "
                + set.type().name()
                + " as long as others' rules or a list of sets use it");
      }
    }
  }

  /** False where the thread shall end. */
  private static boolean pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private String temporary() {
    String name;
    do {
      name = identity.temporary() + next++;
    } while (there.contains(name));
    temporary.add(name);
    return name;
  }

  private static SetStore.Known known(String name, WantedSet set) {
    return new SetStore.Known(name, set.type(), set.header().family());
  }

  /**
   * Makes a set with all its elements.
   *
   * @param from what the set of that name has more or counts, which goes on in the new one; null
   *     for nothing
   */
  private void create(String name, WantedSet set, @Nullable SetDifference from) {
    kernel.create(name, set.type(), set.draft(), false);
    undo.push(() -> kernel.destroy(name, true));
    SetStore.Known known = known(name, set);
    boolean goesOn = from != null && (set.header().counters() || set.header().hasTimeout());
    filling(() -> {
      if (from != null && (goesOn || from.kept() > 0)) {
        reader.list(set.name(), SetListing.Detail.ALL, new SetCarrier(kernel, set, known, from));
        from.missing(entry -> add(known, set, entry));
      } else {
        SetEntry entry = new SetEntry();
        Elements elements = set.elements();
        for (int at = elements.first(); elements.has(at); at = elements.next(at)) {
          elements.read(at, entry);
          add(known, set, entry);
        }
      }
    });
  }

  /** Elements follow that go to the kernel together. */
  private void filling(Runnable work) {
    kernel.begin();
    kernel.line(1);
    boolean whole = false;
    try {
      work.run();
      whole = true;
    } finally {
      if (whole) {
        kernel.commit();
      } else {
        kernel.rollback();
      }
    }
  }

  private void add(SetStore.Known known, WantedSet set, SetEntry entry) {
    if (set.header().hasTimeout() && entry.timeout < 0) {
      // Without a word the set's own would be taken.
      entry.timeout = 0;
    }
    kernel.add(known, entry, true);
  }

  private void addTo(WantedSet set, SetDifference difference) {
    SetStore.Known known = known(set.name(), set);
    undo.push(() ->
        filling(() -> {
          difference.missing(entry -> kernel.delete(known, entry, true));
          each(difference.before(), entry -> add(known, set, entry));
        }));
    filling(() -> {
      difference.missing(entry -> add(known, set, entry));
      difference.changed(entry -> add(known, set, entry));
    });
    elementsAdded += difference.missing();
    elementsRemoved += difference.surplus().count();
  }

  private static void each(Elements elements, Consumer<SetEntry> to) {
    SetEntry entry = new SetEntry();
    for (int at = elements.first(); elements.has(at); at = elements.next(at)) {
      elements.read(at, entry);
      to.accept(entry);
    }
  }

  /** Puts what was made in the place of what was there, in as little time as there can be. */
  void exchange() {
    exchanges.forEach(Runnable::run);
  }

  private void swap(String one, String other) {
    kernel.swap(one, other);
    undo.push(() -> kernel.swap(one, other));
  }

  private void rename(String from, String to) {
    kernel.rename(from, to);
    undo.push(() -> kernel.rename(to, from));
  }

  /** For sets that rules are to be bound to anew, the sets that stand in for them. */
  Map<String, String> standIns() {
    return standIns;
  }

  /** Rules refer to the stand-ins: what they are to be bound to gets its name. */
  void succeed() {
    successors.forEach((name, successor) -> {
      if (!destroy(name)) {
        throw new KeeperException(
            Reason.REFUSED, null, 0, "set " + name + " is in use by others: its type can't change");
      }
      kernel.rename(successor, name);
    });
  }

  /** Takes back all that was done. */
  void undo() {
    while (!undo.isEmpty()) {
      try {
        undo.pop().run();
      } catch (SetRefused e) {
        left.add(SetScript.words(e));
      }
    }
  }

  // After the rules.

  /** Removes what no rule refers to any more; what others use is left. */
  void finish() {
    for (Step.InPlace step : removals) {
      SetStore.Known known = known(step.wanted().name(), step.wanted());
      try {
        filling(
            () -> each(step.difference().surplus(), entry -> kernel.delete(known, entry, true)));
      } catch (SetRefused e) {
        left.add("elements of set " + known.name() + ": " + SetScript.words(e));
      }
    }
    temporary.forEach(this::destroy);
    for (String name : plan.obsolete) {
      if (destroy(name)) {
        removed++;
        ledger.remove(name);
      } else {
        left.add("set " + name + " is no longer wanted, and in use by others");
      }
    }
    plan.staleChains.forEach(ledger::remove);
    ledger.destroyIfEmpty();
  }

  /** nf_tables lets go of a deleted rule's sets some milliseconds after it is gone. */
  private boolean destroy(String name) {
    if (patience == 0) {
      patience = System.nanoTime() + PATIENCE_NANOS;
    }
    while (true) {
      try {
        kernel.destroy(name, true);
        return true;
      } catch (SetRefused e) {
        if (e.error() != SetError.BUSY || System.nanoTime() - patience > 0) {
          return false;
        }
      }
      if (!pause()) {
        return false;
      }
    }
  }
}
