package org.netfilter4j.linux;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.watch.EventsLost;
import org.netfilter4j.model.watch.RuleAt;
import org.netfilter4j.model.watch.RulesetEvent;
import org.netfilter4j.model.watch.RulesetEvents;
import org.netfilter4j.wire.netlink.MalformedMessageException;
import org.netfilter4j.wire.netlink.Message;

/**
 * What happens to the nf_tables of a namespace, as it happens: changes of the ruleset and steps of
 * traced packets. Listening begins when the watch is opened; whoever reads the ruleset after that
 * misses nothing. Changes of legacy tables are not told of by the kernel.
 *
 * <p>One thread takes events; {@link #close} may come from any.
 */
public final class RulesetWatch implements RulesetEvents {
  /** What can be listened for. */
  public enum Subject {
    /** {@link org.netfilter4j.model.watch.RulesetChange}. */
    CHANGES(7),
    /** {@link org.netfilter4j.model.watch.TraceEvent}. */
    TRACES(9);

    /** NFNLGRP_*. */
    private final int group;

    Subject(int group) {
      this.group = group;
    }
  }

  /** How long one wait takes at most: closing must not take longer. */
  private static final long SLICE_MILLIS = 100;

  /** Room for the events of a large restore: a rule takes about 1 KiB of the kernel's memory. */
  private static final int ROOM = 1 << 24;

  private final NetlinkSocket socket;
  private final RuleQuestions questions;
  private final SetLookup sets;
  private final EventReader reader;
  private final Deque<RulesetEvent> events = new ArrayDeque<>();
  private volatile boolean closing;
  private boolean closed;

  private RulesetWatch(NetlinkSocket socket, NetworkNamespace namespace) {
    this.socket = socket;
    sets = new SetLookup(namespace);
    reader = new EventReader(sets);
    questions = new RuleQuestions(namespace, reader);
  }

  /**
   * Begins to listen.
   *
   * @throws KernelException where the kernel refuses, or has no nf_tables
   */
  public static RulesetWatch open(NetworkNamespace namespace, Set<Subject> subjects) {
    NetlinkSocket socket = NetlinkSocket.open(namespace, NetlinkSocket.NETFILTER);
    try {
      socket.receiveRoom(ROOM);
      for (Subject subject : subjects) {
        socket.join(subject.group);
      }
    } catch (KernelException e) {
      socket.close();
      throw e;
    }
    return new RulesetWatch(socket, namespace);
  }

  /**
   * {@inheritDoc}
   *
   * @throws KernelException where the kernel refuses
   * @throws MalformedMessageException where the kernel tells what can't be understood; the rest of
   *     what came with it is lost, and the watch can still be used
   */
  @Override
  public @Nullable RulesetEvent take() {
    while (true) {
      RulesetEvent next = poll(SLICE_MILLIS);
      if (next != null || closing) {
        return next;
      }
    }
  }

  /**
   * Waits for the next event for a while.
   *
   * @param milliseconds 0 for not at all
   * @return null where none came in time, and once the watch is closed
   */
  public synchronized @Nullable RulesetEvent poll(long milliseconds) {
    long end = System.nanoTime() + milliseconds * 1_000_000;
    while (!closing) {
      RulesetEvent next = events.poll();
      if (next != null) {
        return next;
      }
      long left = Math.max(0, (end - System.nanoTime()) / 1_000_000);
      receive(Math.min(left, SLICE_MILLIS));
      if (events.isEmpty() && left == 0) {
        return null;
      }
    }
    return null;
  }

  private void receive(long milliseconds) {
    try {
      int length = socket.receive(milliseconds);
      for (int at = 0; at < length; ) {
        Message message = Message.at(socket.buffer(), at, length);
        at = message.next();
        RulesetEvent event = reader.read(message);
        if (event != null) {
          events.add(event);
        }
      }
    } catch (KernelException e) {
      if (e.errno() != Errno.ENOBUFS) {
        throw e;
      }
      events.add(new EventsLost());
    }
  }

  /** Hands on events until the watch is closed. */
  public void forEach(Consumer<? super RulesetEvent> to) {
    for (RulesetEvent event = take(); event != null; event = take()) {
      to.accept(event);
    }
  }

  /**
   * Hands on events on a daemon thread of its own until the watch is closed.
   *
   * @return the thread, which ends with the watch, or with what is thrown in it
   */
  public Thread start(Consumer<? super RulesetEvent> to) {
    return Thread.ofPlatform().daemon().name("ruleset-watch").start(() -> forEach(to));
  }

  @Override
  public synchronized @Nullable RuleAt rule(int family, String table, String chain, long handle) {
    return closing ? null : questions.rule(family, table, chain, handle);
  }

  @Override
  public synchronized @Nullable String interfaceName(long index) {
    return closing ? null : questions.interfaceName(index);
  }

  /** Ends listening; returns when nobody waits any more. */
  @Override
  public void close() {
    closing = true;
    synchronized (this) {
      if (!closed) {
        closed = true;
        socket.close();
        questions.close();
        sets.close();
      }
    }
  }
}
