package org.netfilter4j.agent;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.files.Wanted;
import org.netfilter4j.agent.keep.Applied;
import org.netfilter4j.agent.keep.Drift;
import org.netfilter4j.agent.keep.Keeper;
import org.netfilter4j.agent.keep.KeeperException;
import org.netfilter4j.linux.KernelException;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.model.Backend;
import org.netfilter4j.model.Mode;
import org.netfilter4j.wire.netlink.MalformedMessageException;
import org.netfilter4j.wire.xtables.MalformedTableException;

/** What an agent works with in one of the modes. The agent's thread alone uses it. */
final class Workplace {
  private final Mode mode;
  private final Keeper keeper;
  private final RuleDirectory directory;
  private final SlowPoll slowPoll;
  private final @Nullable LockGate gate;
  private final long lockWait;

  /**
   * Of a mode; nothing is asked yet.
   *
   * @param lockFree is run when a lock is released that was not waited for to the end
   */
  Workplace(
      AgentOptions options,
      Map<String, String> variables,
      NetworkNamespace namespace,
      Mode mode,
      AgentLog log,
      Runnable lockFree) {
    this.mode = mode;
    keeper = new Keeper(namespace, mode, options.keeping(), variables);
    directory =
        new RuleDirectory(options.rules(), namespace, variables, mode, keeper.options().prefix());
    slowPoll = new SlowPoll(namespace, mode, log);
    gate = mode == Mode.LEGACY ? new LockGate(variables, lockFree) : null;
    lockWait = options.lockWait().toNanos();
  }

  /** What came of something. */
  sealed interface Outcome<T> {
    /** What was asked for. */
    record Done<T>(T result) implements Outcome<T> {}

    /** Why it can't be. */
    record Failed<T>(Problem problem) implements Outcome<T> {}
  }

  /** What may fail. */
  private interface Work<T> {
    T run();
  }

  private static <T> Outcome<T> outcome(String what, Work<T> work) {
    try {
      return new Outcome.Done<>(work.run());
    } catch (KeeperException e) {
      return new Outcome.Failed<>(Problem.of(e));
    } catch (KernelException
        | Backend.UnavailableException
        | MalformedMessageException
        | MalformedTableException e) {
      return new Outcome.Failed<>(
          Problem.of(Problem.Reason.UNAVAILABLE, String.valueOf(e.getMessage())));
    } catch (OutOfMemoryError e) {
      return new Outcome.Failed<>(Problem.ofMemory(what));
    }
  }

  Mode mode() {
    return mode;
  }

  SlowPoll slowPoll() {
    return slowPoll;
  }

  /** Reads all files anew. */
  RuleDirectory.Loaded load() {
    return directory.load();
  }

  /** Applies, once the lock can be had. */
  Outcome<Applied> apply(Wanted wanted, boolean elements) throws InterruptedException {
    return locked("applying needs", () -> keeper.apply(wanted, elements));
  }

  /** Removes the rules and chains of this mode, and leaves the sets. */
  Outcome<Applied> withdraw() throws InterruptedException {
    return locked("removing needs", keeper::withdraw);
  }

  private Outcome<Applied> locked(String what, Work<Applied> work) throws InterruptedException {
    if (gate != null && !gate.await(lockWait)) {
      return new Outcome.Failed<>(Problem.of(Problem.Reason.LOCK, gate.words()));
    }
    return outcome(what, work);
  }

  Outcome<List<Drift>> drift(Wanted wanted, boolean elements) {
    return outcome("comparing needs", () -> keeper.drift(wanted, elements));
  }

  /**
   * Removes all that is the agent's own.
   *
   * @throws KeeperException where that can't be
   */
  Applied cleanup() {
    return keeper.cleanup();
  }
}
