package org.netfilter4j.agent.trial;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.persist.BadLineException;
import org.netfilter4j.agent.persist.LiveState;
import org.netfilter4j.agent.persist.Part;
import org.netfilter4j.agent.persist.PersistException;
import org.netfilter4j.model.Family;

/** The process that puts new rules and sets in place and asks whether they may stay. */
public final class Trial {
  /** All went as it was to go. */
  public static final int KEPT = 0;

  /** What was there before can't be saved, or a trial is under way. */
  public static final int NOT_BEGUN = 4;

  /** The kernel refuses the new rules or sets; what was there before is there. */
  public static final int REFUSED = 5;

  /** What was there before can't be brought back. */
  public static final int NOT_BACK = 6;

  /** Nobody said yes; what was there before is there. */
  public static final int TAKEN_BACK = 255;

  /** How long a table's lock is waited for, in seconds. */
  private static final int PATIENCE = 10;

  /** How long the watcher may take to begin, and to bring all back, in seconds. */
  private static final int WATCHER_PATIENCE = 60;

  private static final int PAUSE_MILLISECONDS = 100;

  private final LiveState kernel;
  private final List<Source> sources;
  private final PrintStream out;
  private final PrintStream err;
  private final TrialPlace place = TrialPlace.own();

  /** What is heard: lines of the watcher, and answers behind {@link #ANSWER}. */
  private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();

  private static final String ANSWER = "answer ";
  private static final String SILENCE = "watcher gone";

  private @Nullable OutputStream toWatcher;
  private volatile boolean asks;
  private volatile boolean over;

  public Trial(LiveState kernel, List<Source> sources, PrintStream out, PrintStream err) {
    this.kernel = kernel;
    this.sources = List.copyOf(sources);
    this.out = out;
    this.err = err;
  }

  /**
   * How an answer is waited for.
   *
   * @param watcher the command line of the process that watches, to which the place's directory is
   *     added
   * @param seconds how long it is waited for
   * @param answers what a person types; null where nobody is asked
   * @param confirmation a file that says yes by being there; null for none
   * @param detached whether nobody waits here: the watcher does
   */
  public record Asking(
      List<String> watcher,
      int seconds,
      @Nullable InputStream answers,
      @Nullable Path confirmation,
      boolean detached) {}

  /**
   * Finds what is wrong with the files before anything is changed.
   *
   * @throws PersistException with the file and the line
   */
  public void check() {
    Source.check(sources, kernel);
  }

  /**
   * Applies without asking.
   *
   * @return the exit code
   */
  public int apply() {
    if (place.exists()) {
      throw new PersistException(place.state());
    }
    Before before = Before.of(sources, kernel);
    String wrong = put();
    if (wrong == null) {
      say("Applied " + files() + ".");
      return KEPT;
    }
    fail(wrong);
    List<String> left = before.restore(kernel);
    left.forEach(this::fail);
    return left.isEmpty() ? REFUSED : NOT_BACK;
  }

  /**
   * Applies, and takes it back unless somebody says yes.
   *
   * @return the exit code
   */
  public int run(Asking asking) {
    Before before = Before.of(sources, kernel);
    place.make(before);
    Process watcher = start(asking);
    Thread hook = Thread.ofPlatform().unstarted(() -> interrupted(watcher));
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return attempt(asking, before, watcher);
    } finally {
      over = true;
    }
  }

  private int attempt(Asking asking, Before before, Process watcher) {
    out.print("Applying " + files() + "... ");
    out.flush();
    String wrong = put();
    if (wrong != null) {
      say("failed.");
      fail(wrong);
      tell(Watcher.BACK);
      return ended(before, watcher) == TAKEN_BACK ? REFUSED : NOT_BACK;
    }
    say("done.");
    tell(Watcher.APPLIED);
    if (asking.detached()) {
      tell(Watcher.ALONE);
      say(
          "Unless \"nf4j apply --confirm\" says within "
              + asking.seconds()
              + " s that all is well, it is taken back.");
      return KEPT;
    }
    if (asking.answers() != null) {
      out.print("Can you establish NEW connections to the machine? (y/N) ");
      out.flush();
      listen(asking.answers());
    } else {
      say("Waiting " + asking.seconds() + " s for \"nf4j apply --confirm\".");
    }
    asks = true;
    return answer(asking, before, watcher);
  }

  private String files() {
    StringBuilder names = new StringBuilder();
    for (Source source : sources) {
      names.append(names.isEmpty() ? "" : ", ").append(source.file());
    }
    return names.toString();
  }

  /** Sets, then rules. Gives what is wrong, or null. */
  private @Nullable String put() {
    for (Part part : Part.values()) {
      for (Source source : sources) {
        if (source.part() == part) {
          try {
            Family family = part.family();
            if (family == null) {
              kernel.loadSets(source.text());
            } else {
              kernel.restore(family, source.text(), true, false, PATIENCE);
            }
          } catch (BadLineException e) {
            return e.in(source.file());
          } catch (PersistException e) {
            return e.getMessage();
          }
        }
      }
    }
    return null;
  }

  // The watcher.

  private Process start(Asking asking) {
    List<String> command = new ArrayList<>(asking.watcher());
    command.add(place.directory().toString());
    Process process;
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException e) {
      place.remove();
      throw new PersistException("no process to watch over the trial: " + e.getMessage());
    }
    toWatcher = process.getOutputStream();
    Thread.ofPlatform().daemon().name("watcher").start(() -> read(process.getInputStream()));
    String first = next(WATCHER_PATIENCE);
    if (!Watcher.READY.equals(first)) {
      process.destroyForcibly();
      place.remove();
      throw new PersistException(
          "the process that watches over the trial does not begin: " + first);
    }
    return process;
  }

  private void read(InputStream watcher) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(watcher, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        heard.add(line);
      }
    } catch (IOException _) {
      // It is gone.
    }
    heard.add(SILENCE);
  }

  private @Nullable String next(int seconds) {
    try {
      return heard.poll(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private synchronized void tell(char what) {
    try {
      if (toWatcher != null) {
        toWatcher.write(what);
        toWatcher.flush();
      }
    } catch (IOException _) {
      // It has ended; its line, or its silence, is heard.
    }
  }

  /** How the watcher says that it ended; where it is gone, what it should do is done here. */
  private int ended(Before before, Process watcher) {
    while (true) {
      String line = next(WATCHER_PATIENCE);
      if (line == null && !watcher.isAlive()) {
        return orphaned(before);
      }
      if (line != null && line.startsWith(Watcher.TRYING)) {
        fail(line);
      } else if (line != null && !line.startsWith(ANSWER)) {
        return end(line, before);
      }
    }
  }

  private int end(String line, Before before) {
    if (line.equals(Watcher.KEPT)) {
      say("The new rules stay.");
      return KEPT;
    }
    if (line.startsWith(Watcher.TAKEN_BACK)) {
      String why = line.substring(Watcher.TAKEN_BACK.length());
      say("What was there before is back" + why + ".");
      return TAKEN_BACK;
    }
    if (line.equals(SILENCE)) {
      return orphaned(before);
    }
    fail(line);
    return NOT_BACK;
  }

  /** The watcher is gone. */
  private int orphaned(Before before) {
    fail("the process that watched over the trial is gone");
    List<String> left = before.restore(kernel);
    left.forEach(this::fail);
    if (left.isEmpty()) {
      place.end(Watcher.TAKEN_BACK + ": the watcher was gone");
      say("What was there before is back.");
      return TAKEN_BACK;
    }
    return NOT_BACK;
  }

  /**
   * This process is told to end, by a terminal's signal perhaps. While it applies, its end is what
   * the watcher must wait for; while it asks, it can wait for the watcher, and say so.
   */
  private void interrupted(Process watcher) {
    if (!asks || over) {
      return;
    }
    tell(Watcher.BACK);
    try {
      watcher.waitFor(WATCHER_PATIENCE, TimeUnit.SECONDS);
      // What the watcher said is being told.
      for (int i = 0; i < 10 && !over; i++) {
        Thread.sleep(PAUSE_MILLISECONDS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  // The answer.

  /** A read can't be interrupted: the thread stays behind where no answer comes. */
  private void listen(InputStream answers) {
    Thread.ofPlatform()
        .daemon()
        .name("answer")
        .start(() -> {
          try {
            int c = answers.read();
            heard.add(ANSWER + (c < 0 ? "" : (char) c));
          } catch (IOException _) {
            heard.add(ANSWER);
          }
        });
  }

  private int answer(Asking asking, Before before, Process watcher) {
    while (true) {
      String line = poll();
      if (line == null) {
        if (asking.confirmation() != null && Files.exists(asking.confirmation())) {
          tell(Watcher.KEEP);
          return ended(before, watcher);
        }
        continue;
      }
      if (line.startsWith(ANSWER)) {
        String answer = line.substring(ANSWER.length());
        boolean yes = answer.equalsIgnoreCase("y");
        if (!yes) {
          say("No affirmative response! Better play it safe...");
        }
        tell(yes ? Watcher.KEEP : Watcher.BACK);
        return ended(before, watcher);
      }
      if (asking.answers() != null) {
        // The line of the question is still open.
        say("");
      }
      if (line.startsWith(Watcher.TRYING)) {
        fail(line);
        return ended(before, watcher);
      }
      return end(line, before);
    }
  }

  private @Nullable String poll() {
    try {
      return heard.poll(PAUSE_MILLISECONDS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ANSWER;
    }
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }

  private void fail(String line) {
    out.flush();
    err.println("nf4j: " + line);
    err.flush();
  }
}
