package org.netfilter4j.agent;

import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.keep.KeeperException;
import org.netfilter4j.linux.Fingerprints;
import org.netfilter4j.linux.KernelException;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.model.Mode;
import org.netfilter4j.wire.netlink.MalformedMessageException;
import org.netfilter4j.wire.xtables.MalformedTableException;

/**
 * Follows a host whose rules come to be in the other mode: looks at each resync, and when something
 * has changed in the mode that the agent is not in. Of nf_tables the kernel tells, legacy tables
 * are looked at as often as everything that nobody tells of.
 */
final class ModeFollowing {
  private static final long SHORTEST_PAUSE = Duration.ofMillis(200).toNanos();
  private static final long LONGEST_PAUSE = Duration.ofSeconds(30).toNanos();

  private final NetworkNamespace namespace;
  private final AgentOptions options;
  private final Map<String, String> variables;
  private final AgentLog log;
  private final ModePatience patience = new ModePatience();
  private final Backoff backoff;
  private boolean wanted;
  private long lookAt;
  private long pollAt;
  private long resyncAt;
  private long lastLegacy;
  private String obstacle = "";

  ModeFollowing(
      NetworkNamespace namespace,
      AgentOptions options,
      Map<String, String> variables,
      AgentLog log) {
    this.namespace = namespace;
    this.options = options;
    this.variables = variables;
    this.log = log;
    backoff = new Backoff(options.backoff(), RandomGenerator.getDefault());
    long now = System.nanoTime();
    lookAt = now;
    pollAt = now + options.poll().toNanos();
    resyncAt = now + options.resync().toNanos();
  }

  /** Something has changed in the other mode. */
  void changed() {
    wanted = true;
  }

  /** When it is to be asked next, at the latest then. */
  long nextTime(Mode current, long latest) {
    long time = earlier(latest, resyncAt);
    if (current == Mode.NFT) {
      time = earlier(time, pollAt);
    }
    return wanted || patience.isWaiting() ? earlier(time, lookAt) : time;
  }

  private static long earlier(long one, long other) {
    return one - other < 0 ? one : other;
  }

  private static boolean isPast(long time, long now) {
    return now - time >= 0;
  }

  /** Looks where it is time to; whether to go to the other mode, null to stay. */
  @Nullable ModeMove look(Mode current) {
    long begin = System.nanoTime();
    try {
      if (current == Mode.NFT && isPast(pollAt, begin)) {
        pollAt = begin + options.poll().toNanos();
        long legacy = Fingerprints.legacyTables(namespace);
        wanted |= legacy != lastLegacy;
        lastLegacy = legacy;
      }
      boolean resync = isPast(resyncAt, begin);
      if (!resync && !((wanted || patience.isWaiting()) && isPast(lookAt, begin))) {
        return null;
      }
      wanted = false;
      resyncAt = resync ? begin + options.resync().toNanos() : resyncAt;
      ModeView view = ModeView.look(namespace, options.keeping(), variables, current);
      ModeMove move = patience.decide(current, view.others(), System.nanoTime());
      pause(begin, patience.isWaiting() ? ModePatience.SETTLE : SHORTEST_PAUSE);
      return move;
    } catch (KernelException
        | KeeperException
        | MalformedMessageException
        | MalformedTableException e) {
      log.debug("the modes can't be compared", "error", e.getMessage());
      wanted = true;
      pause(begin, LONGEST_PAUSE);
      return null;
    }
  }

  /** A busy machine must not make the agent look all the time: a fifth of it at most. */
  private void pause(long begin, long shortest) {
    long end = System.nanoTime();
    lookAt = end + Math.clamp(4 * (end - begin), shortest, LONGEST_PAUSE);
  }

  /** The rules are in the other mode now. */
  void moved() {
    patience.moved(System.nanoTime());
    backoff.succeeded();
    obstacle = "";
  }

  /** They can't be there yet. */
  void hindered(ModeMove move, String what) {
    if (!what.equals(obstacle)) {
      log.warn(
          "the rules stay in this mode",
          "wanted",
          move.to().word(),
          "why",
          move.why(),
          "error",
          what);
    }
    obstacle = what;
    wanted = true;
    lookAt = System.nanoTime() + backoff.failed();
  }
}
