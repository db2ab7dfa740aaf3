package org.netfilter4j.agent.trial;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.persist.LiveState;
import org.netfilter4j.agent.persist.PersistException;
import org.netfilter4j.linux.OwnSession;

/**
 * The process that takes a trial back. The process that asks tells it what happens, a letter each,
 * and reads how it ended, a line. What the clock of the wall does is no matter.
 */
public final class Watcher {
  /** The rules are in place: the time begins. */
  static final char APPLIED = 'a';

  /** They stay. */
  static final char KEEP = 'k';

  /** They go. */
  static final char BACK = 'b';

  /** The process that asks will end, and that is well. */
  static final char ALONE = 'd';

  private static final char GONE = 'g';
  private static final char NOTHING = 0;

  /** What it says when it is ready, when all is kept, and when all is back as it was. */
  static final String READY = "ready";

  static final String KEPT = "kept";
  static final String TAKEN_BACK = "taken back";

  /** What a line begins with that tells what is in the way; it goes on trying. */
  static final String TRYING = "still trying: ";

  /** How long the applying may take, in seconds. */
  private static final int APPLYING = 120;

  private static final int PAUSE_MILLISECONDS = 100;

  private final TrialPlace place;
  private final LiveState kernel;
  private final Before before;
  private final int seconds;
  private final PrintStream out;
  private final @Nullable ProcessHandle asker;
  private final LinkedBlockingQueue<Character> heard = new LinkedBlockingQueue<>();
  private volatile boolean applied;
  private boolean ended;

  private Watcher(TrialPlace place, LiveState kernel, Before before, int seconds, PrintStream out) {
    this.place = place;
    this.kernel = kernel;
    this.before = before;
    this.seconds = seconds;
    this.out = out;
    this.asker = place.asker().orElse(null);
  }

  /**
   * Watches until the trial has ended.
   *
   * @param kernel of the trial's mode
   * @param seconds how long an answer is waited for
   * @param in what the process that asks tells; its end is that process's
   * @param out where it reads how the trial ended
   */
  public static void run(
      TrialPlace place, LiveState kernel, int seconds, InputStream in, PrintStream out) {
    OwnSession.begin();
    Before before;
    try {
      before = Before.read(place.directory());
      place.watch();
      // All that a restore needs is loaded before it counts.
      kernel.setNames();
    } catch (IOException e) {
      out.println(PersistException.of(place.directory(), e).getMessage());
      out.flush();
      return;
    } catch (PersistException e) {
      out.println(e.getMessage());
      out.flush();
      return;
    }
    Watcher watcher = new Watcher(place, kernel, before, seconds, out);
    // Whoever ends this process, as systemd does with all of a session, ends the trial.
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform().unstarted(() -> watcher.takeBack("the watcher was told to end")));
    Thread.ofPlatform().daemon().name("asking").start(() -> watcher.listen(in));
    out.println(READY);
    out.flush();
    watcher.watch();
  }

  private void listen(InputStream in) {
    try {
      for (int c = in.read(); c >= 0; c = in.read()) {
        heard.add((char) c);
      }
    } catch (IOException _) {
      // The pipe is gone, and so is the process.
    }
    heard.add(GONE);
  }

  private void watch() {
    boolean alone = false;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(APPLYING);
    while (true) {
      char next = next();
      if (place.isConfirmed() || next == KEEP) {
        keep();
        return;
      }
      if (next == BACK) {
        // Whoever says so does nothing more.
        applied = true;
      }
      if (place.isRevoked() || next == BACK) {
        takeBack("");
        return;
      }
      if (next == APPLIED) {
        applied = true;
        end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
      }
      alone |= next == ALONE;
      if (next == GONE && !alone) {
        takeBack("the session has ended");
        return;
      }
      if (System.nanoTime() - end >= 0) {
        takeBack("nobody confirmed in time");
        return;
      }
    }
  }

  /** The next letter that is heard; {@link #NOTHING} where there is none for a while. */
  private char next() {
    try {
      Character next = heard.poll(PAUSE_MILLISECONDS, TimeUnit.MILLISECONDS);
      return next == null ? NOTHING : next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return BACK;
    }
  }

  /** What is taken back must not be put in place after that. */
  private void endAsker() {
    ProcessHandle process = asker;
    if (process != null) {
      process.destroyForcibly();
      process.onExit().join();
    }
  }

  private synchronized void keep() {
    if (!ended) {
      ended = true;
      place.end(KEPT);
      say(KEPT);
    }
  }

  private synchronized void takeBack(String why) {
    if (ended) {
      return;
    }
    ended = true;
    if (!applied) {
      endAsker();
    }
    List<String> wrong = before.restore(kernel);
    if (!wrong.isEmpty()) {
      say(TRYING + String.join("; ", wrong));
      // Should this process be killed meanwhile, others can do it.
      place.leave("not yet " + TAKEN_BACK + ": " + String.join("; ", wrong));
    }
    // Another program may hold a lock for as long as it likes.
    while (!wrong.isEmpty()) {
      pause();
      wrong = before.restore(kernel);
    }
    String how = TAKEN_BACK + (why.isEmpty() ? "" : ": " + why);
    place.end(how);
    say(how);
  }

  private static void pause() {
    try {
      Thread.sleep(1000);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }
}
