package org.netfilter4j.cli.daemon;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.Programs;
import org.netfilter4j.linux.Caller;
import org.netfilter4j.linux.Fifo;
import org.netfilter4j.linux.RefusedCallerException;

/** Takes the requests of launchers, and runs each on a thread of its own. */
public final class Daemon {
  private static final String NO = "no";
  private static final String YES = "yes";

  /**
   * Where a launcher that waits has its standard input, output and error. They are not at 0 and 1,
   * for a shell puts there what it reads and writes itself.
   */
  private static final List<Integer> STREAMS = List.of(7, 6, 2);

  private static final long LOOK_AGAIN = 1000;
  private static final long LOOK_AT_CALLERS = 100;

  /** How long commands that run may still take when the daemon is to end. */
  private static final long LAST_COMMANDS = 10;

  private final Path directory;
  private final Path copy;
  private final Map<String, String> variables;
  private final Commands commands;
  private final PrintStream log;
  private final Foundation foundation;
  private final Semaphore running = new Semaphore(MeetingPlace.PLACES);
  private final Set<Caller> callers = ConcurrentHashMap.newKeySet();
  private volatile boolean ending;

  /**
   * A daemon that does not run yet.
   *
   * @param directory where launchers look for it
   * @param copy the folder of the installed copy that it belongs to
   * @param variables its own: where a caller's would need another JVM, it says no
   * @param log for what goes wrong with a request
   */
  public Daemon(
      Path directory,
      Path copy,
      Map<String, String> variables,
      Commands commands,
      PrintStream log) {
    this.directory = directory;
    this.copy = copy;
    this.variables = variables;
    this.commands = commands;
    this.log = log;
    foundation = new Foundation(copy.resolve("lib/nf4j.jar"));
  }

  /**
   * The process of the daemon that launchers find in a folder.
   *
   * @return -1 where there is none
   * @throws IOException where the folder can't be read
   */
  public static long process(Path directory) throws IOException {
    return MeetingPlace.process(directory);
  }

  /**
   * Runs until {@link #end}, or until the copy that it belongs to is replaced.
   *
   * @param ready called when requests are taken
   * @return whether it ran; false where another has the folder
   * @throws IOException where the folder can't be had
   */
  public boolean run(Runnable ready) throws IOException {
    try (MeetingPlace place = MeetingPlace.take(directory)) {
      if (place == null) {
        return false;
      }
      place.open(copy);
      ready.run();
      boolean current = foundation.holds();
      while (current && !ending) {
        String line = place.next(callers.isEmpty() ? LOOK_AGAIN : LOOK_AT_CALLERS);
        letGoOfTheDead();
        current = foundation.holds();
        if (line == null) {
          place.forgetTheDead();
        } else {
          take(line, current, place);
        }
      }
      place.shut();
      // Those that had found it a moment ago.
      for (String line = place.next(20); line != null; line = place.next(20)) {
        take(line, current, place);
      }
      awaitLast();
      return true;
    }
  }

  /** Has it end: commands that run are waited for. */
  public void end() {
    ending = true;
  }

  /** Who was killed while its command waits for something holds nobody up who reads from it. */
  private void letGoOfTheDead() {
    for (Caller caller : callers) {
      if (!caller.isThere()) {
        caller.release();
      }
    }
  }

  private void awaitLast() {
    try {
      if (!running.tryAcquire(MeetingPlace.PLACES, LAST_COMMANDS, TimeUnit.SECONDS)) {
        log.println("nf4j daemon: a command runs still, and is left to itself");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Takes a request.
   *
   * @param current whether the answer would be a new JVM's
   */
  private void take(String line, boolean current, MeetingPlace place) {
    Request request = Request.read(line);
    Fifo reply = request == null ? null : place.take(request.place());
    if (request == null || reply == null) {
      log.println("nf4j daemon: no request: " + line);
      return;
    }
    running.acquireUninterruptibly();
    Thread.ofPlatform()
        .name("for " + request.process())
        .start(() -> {
          try {
            serve(request, current, reply, place);
          } finally {
            running.release();
          }
        });
  }

  private void serve(Request request, boolean current, Fifo reply, MeetingPlace place) {
    try (Caller caller = Caller.of(request.process(), STREAMS)) {
      String answer = "1";
      callers.add(caller);
      try {
        answer = current ? answer(request, caller, reply) : NO;
      } finally {
        // Who reads what the caller wrote must see its end when the caller ends.
        callers.remove(caller);
        caller.release();
        reply.say(answer);
      }
      awaitRead(caller, reply);
    } catch (RefusedCallerException e) {
      log.println("nf4j daemon: " + e.getMessage());
      reply.say(NO);
      awaitRead(null, reply);
    } finally {
      free(request, place);
    }
  }

  private void free(Request request, MeetingPlace place) {
    try {
      place.free(request.place());
    } catch (IOException e) {
      log.println("nf4j daemon: " + e.getMessage());
    }
  }

  /** Until the caller has read its answer, or will not any more. */
  private static void awaitRead(@Nullable Caller caller, Fifo reply) {
    for (int i = 0; i < 100 && !reply.isEmpty(); i++) {
      if (caller == null) {
        pause();
      } else if (caller.endsWithin(20)) {
        return;
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String answer(Request request, Caller caller, Fifo reply) {
    List<String> all = caller.words();
    int first = all.size() - request.words();
    if (first < 1) {
      return NO;
    }
    String program = all.get(first - 1);
    String name = program.substring(program.lastIndexOf('/') + 1);
    List<String> words = all.subList(first, all.size());
    Map<String, String> theirs = caller.variables();
    if (!Programs.endsByItself(name, words)
        || !theirs.getOrDefault("NF4J_HOST", "").isEmpty()
        || !Objects.equals(theirs.get("TZ"), variables.get("TZ"))) {
      return NO;
    }
    caller.enter();
    // From here on only this process knows what has been done.
    reply.say(YES);
    PrintStream out = stream(caller.out());
    PrintStream err = stream(caller.err());
    boolean done = false;
    try {
      int exit = commands.run(theirs, caller.in(), out, err, caller::isThere, program, words);
      done = true;
      return Integer.toString(exit);
    } finally {
      if (!done) {
        err.println(name + ": the daemon of nf4j failed; what it wrote says why");
      }
      out.flush();
      err.flush();
    }
  }

  private static PrintStream stream(OutputStream to) {
    return new PrintStream(new BufferedOutputStream(to, 1 << 16), false, StandardCharsets.UTF_8);
  }
}
