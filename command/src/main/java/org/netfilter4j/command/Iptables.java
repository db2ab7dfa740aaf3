package org.netfilter4j.command;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Rejected;

/** The programs {@code iptables} and {@code ip6tables}. */
public final class Iptables {
  private Iptables() {}

  /** The name that a program of that family calls itself in messages. */
  static String programName(Family family) {
    return family == Family.IPV4 ? "iptables" : "ip6tables";
  }

  /**
   * Runs one command.
   *
   * @param args the words after the program's name, which stands in the environment and says the
   *     family
   * @return the exit code of the C tool
   */
  public static int run(List<String> args, Environment environment) {
    Personality personality = Personality.of(environment.program());
    Family family = personality == null ? Family.IPV4 : personality.family();
    return run(args, environment, family);
  }

  /** Runs one command for a family. */
  public static int run(List<String> args, Environment environment, Family family) {
    return guarded(
        environment,
        programName(family),
        null,
        () -> {
          ParsedCommand command = new CommandParser(environment, family, args, false).parse();
          Closeable held = lock(environment, command.wait);
          try {
            new Executor(environment, family).run(command);
          } finally {
            held.close();
          }
          return 0;
        });
  }

  /** What a program does, to be guarded. */
  interface Action {
    int run() throws IOException;
  }

  /**
   * Runs a program's action, prints what it ends with as the C tool does, and flushes.
   *
   * @param program what the program calls itself in messages
   * @param line gives the number of the line that is read, for programs that read a file
   */
  static int guarded(
      Environment environment,
      String program,
      java.util.function.@Nullable IntSupplier line,
      Action action) {
    var err = environment.err();
    try {
      return action.run();
    } catch (Ended e) {
      return e.exit();
    } catch (TryHelp _) {
      tryHelp(environment, program, line);
      return 2;
    } catch (Failure e) {
      err.print(e.getMessage() + "\n");
      return e.exit();
    } catch (Rejected e) {
      err.print(
          program
              + " v"
              + Environment.VERSION
              + " ("
              + environment.mode().versionWord()
              + "): "
              + e.getMessage()
              + "\n");
      switch (e.kind()) {
        case PARAMETER_PROBLEM -> tryHelp(environment, program, line);
        case VERSION_PROBLEM ->
            err.print("Perhaps " + program + " or your kernel needs to be upgraded.\n");
        case OTHER_PROBLEM, RESOURCE_PROBLEM -> {}
      }
      return e.kind().exit();
    } catch (IOException e) {
      err.print(program + ": " + e.getMessage() + "\n");
      return 1;
    } finally {
      environment.out().flush();
      err.flush();
    }
  }

  private static void tryHelp(
      Environment environment, String program, java.util.function.@Nullable IntSupplier line) {
    if (line != null) {
      environment.err().print("Error occurred at line: " + line.getAsInt() + "\n");
    }
    environment
        .err()
        .print("Try `" + program + " -h' or '" + program + " --help' for more information.\n");
  }

  /** Takes the lock as {@code -w} says, or ends with exit code 4. */
  static Closeable lock(Environment environment, @Nullable Integer wait) {
    int seconds = wait == null ? 0 : wait;
    String more = "";
    try {
      Closeable held = environment.lock().acquire(seconds);
      if (held != null) {
        return held;
      }
    } catch (XtablesLock.UnavailableException e) {
      if (!e.isHeld()) {
        throw Failure.line(4, String.valueOf(e.getMessage()));
      }
      more = e.getMessage() + "\n";
    }
    throw Failure.line(
        4,
        more
            + "Another app is currently holding the xtables lock. "
            + (seconds == 0
                ? "Perhaps you want to use the -w option?"
                : "Stopped waiting after " + seconds + "s."));
  }
}
