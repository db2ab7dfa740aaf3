package org.netfilter4j.agent;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.linux.KernelException;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.linux.RulesetWatch;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.watch.EventsLost;
import org.netfilter4j.model.watch.Families;
import org.netfilter4j.model.watch.RuleAt;
import org.netfilter4j.model.watch.RulesetChange;
import org.netfilter4j.model.watch.RulesetEvent;
import org.netfilter4j.model.watch.TraceEvent;
import org.netfilter4j.wire.netlink.MalformedMessageException;

/**
 * Follows nf_tables by the kernel's events, and says when a program other than this agent has
 * changed iptables' tables. The agent's own transactions it knows by the name of the thread that
 * makes them, which the kernel tells with each: a process number would be another one inside a
 * container.
 */
final class RulesetFollower implements AutoCloseable {
  private static final long PAUSE_MILLIS = 1000;

  private final NetworkNamespace namespace;
  private final String own;
  private final Concern concern;
  private final Consumer<String> changed;
  private final AgentLog log;

  /** Null while there is none to be had. */
  private volatile @Nullable RulesetWatch watch;

  private volatile boolean closing;

  /** Whether the transaction that is being told has to do with iptables' tables. */
  private boolean touched;

  /** Says whether the rules of a chain matter. Called on the follower's own thread. */
  interface Concern {
    /**
     * Whether they do.
     *
     * @param family NFPROTO_*
     */
    boolean with(int family, String table, String chain);
  }

  /**
   * A follower, which listens from here on.
   *
   * @param own the name of the thread that makes the agent's changes, at most 15 bytes
   * @param concern in whose rules a change matters; that of a chain or a table always does
   * @param changed is told the program, "" where that is not known, on the follower's own thread
   */
  RulesetFollower(
      NetworkNamespace namespace,
      String own,
      Concern concern,
      Consumer<String> changed,
      AgentLog log) {
    this.namespace = namespace;
    this.own = own;
    this.concern = concern;
    this.changed = changed;
    this.log = log;
    try {
      watch = open(namespace);
    } catch (KernelException e) {
      log.warn("no events of nf_tables yet, it is tried again", "error", e.getMessage());
    }
  }

  private static RulesetWatch open(NetworkNamespace namespace) {
    return RulesetWatch.open(namespace, Set.of(RulesetWatch.Subject.CHANGES));
  }

  /** Begins to tell, on a thread of its own. */
  Thread start() {
    return Thread.ofPlatform().daemon().name("ruleset-watch").start(this::run);
  }

  private void run() {
    while (!closing) {
      RulesetWatch open = watch;
      try {
        if (open == null) {
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
          reopen();
          continue;
        }
        RulesetEvent event = open.take();
        if (event != null) {
          follow(event);
        }
      } catch (MalformedMessageException e) {
        log.warn("an event of nf_tables can't be read", "error", e.getMessage());
        changed.accept("");
      } catch (KernelException e) {
        log.warn("events of nf_tables ended, listening anew", "error", e.getMessage());
        watch = null;
        if (open != null) {
          open.close();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void reopen() {
    try {
      watch = open(namespace);
      changed.accept("");
    } catch (KernelException e) {
      log.debug("no events of nf_tables yet", "error", e.getMessage());
    }
  }

  private void follow(RulesetEvent event) {
    switch (event) {
      case RulesetChange.TableSet set -> touch(set.table().family(), set.table().name());
      case RulesetChange.TableDeleted gone -> touch(gone.table().family(), gone.table().name());
      case RulesetChange.ChainSet set -> touch(set.chain().family(), set.chain().table());
      case RulesetChange.ChainDeleted gone -> touch(gone.chain().family(), gone.chain().table());
      case RulesetChange.RuleAdded added -> touch(added.rule());
      case RulesetChange.RuleDeleted gone -> touch(gone.rule());
      case RulesetChange.Committed end -> {
        if (touched && !end.program().equals(own)) {
          changed.accept(end.program());
        }
        touched = false;
      }
      case EventsLost _ -> changed.accept("");
      case TraceEvent _ -> {}
    }
  }

  private void touch(RuleAt rule) {
    if (!touched && concern.with(rule.family(), rule.table(), rule.chain())) {
      touch(rule.family(), rule.table());
    }
  }

  private void touch(int family, String table) {
    touched |= Families.family(family) != null && TableName.find(table) != null;
  }

  @Override
  public void close() {
    closing = true;
    RulesetWatch open = watch;
    if (open != null) {
      open.close();
    }
  }
}
