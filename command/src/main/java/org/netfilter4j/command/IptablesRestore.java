package org.netfilter4j.command;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.Rejected;

/** The programs {@code iptables-restore} and {@code ip6tables-restore}. */
public final class IptablesRestore {
  static final List<ToolOptions.Known> OPTIONS =
      List.of(
          new ToolOptions.Known('c', "counters", 0),
          new ToolOptions.Known('v', "verbose", 0),
          new ToolOptions.Known('V', "version", 0),
          new ToolOptions.Known('t', "test", 0),
          new ToolOptions.Known('h', "help", 0),
          new ToolOptions.Known('n', "noflush", 0),
          new ToolOptions.Known('b', "binary", 0),
          new ToolOptions.Known('M', "modprobe", 1),
          new ToolOptions.Known('T', "table", 1),
          new ToolOptions.Known('w', "wait", 2),
          new ToolOptions.Known('W', "wait-interval", 2),
          new ToolOptions.Known('4', "ipv4", 0),
          new ToolOptions.Known('6', "ipv6", 0));

  private IptablesRestore() {}

  /** Runs the program; the family is that of the name in the environment. */
  public static int run(List<String> args, Environment environment) {
    Personality personality = Personality.of(environment.program());
    Family family = personality == null ? Family.IPV4 : personality.family();
    return run(args, environment, family);
  }

  /** Runs the program for a family. */
  public static int run(List<String> args, Environment environment, Family family) {
    String name = IptablesSave.name(environment, family, "-restore");
    Restorer[] restorer = new Restorer[1];
    return Iptables.guarded(
        environment,
        name,
        () -> restorer[0] == null ? 0 : restorer[0].line(),
        () -> run(args, environment, family, name, restorer));
  }

  private static int run(
      List<String> args, Environment environment, Family family, String name, Restorer[] restorer)
      throws IOException {
    ToolOptions options;
    try {
      options = ToolOptions.parse(args, OPTIONS);
    } catch (ToolOptions.BadOption e) {
      environment
          .err()
          .print(
              environment.program()
                  + ": "
                  + e.getMessage()
                  + "\nTry `"
                  + name
                  + " -h' for more information.\n");
      return 1;
    }
    boolean counters = false;
    boolean verbose = false;
    boolean testing = false;
    boolean noFlush = false;
    boolean interval = false;
    String only = null;
    Integer wait = null;
    for (ToolOptions.Given option : options.given()) {
      switch (option.letter()) {
        case 'c' -> counters = true;
        case 'v' -> verbose = true;
        case 't' -> testing = true;
        case 'n' -> noFlush = true;
        case 'T' -> only = option.required();
        case 'b' -> environment.err().print("-b/--binary option is not implemented\n");
        case 'w' -> wait = seconds(option.argument(), environment.mode());
        case 'W' -> {
          if (environment.mode() == Mode.LEGACY) {
            environment.err().print("Ignoring deprecated --wait-interval option.\n");
            interval = true;
          }
        }
        case 'V' -> {
          environment
              .out()
              .print(
                  name
                      + " v"
                      + Environment.VERSION
                      + " ("
                      + environment.mode().versionWord()
                      + ")\n");
          return 0;
        }
        case 'h' -> {
          environment.out().print(usage(name));
          return 0;
        }
        default -> {
          // -M, -4 and -6 change nothing.
        }
      }
    }
    if (options.words().size() > 1) {
      environment.err().print("Unknown arguments found on commandline\n");
      return 1;
    }
    if (interval && wait == null) {
      environment.err().print("Option --wait-interval requires option --wait\n");
      return 1;
    }
    Restorer.Settings settings =
        new Restorer.Settings(counters, verbose, testing, noFlush, only, wait, false);
    Restorer reading = new Restorer(environment, family, name, settings);
    restorer[0] = reading;
    if (options.words().isEmpty()) {
      reading.restore(new InputStreamReader(environment.in(), StandardCharsets.UTF_8));
      return 0;
    }
    String file = options.words().getFirst();
    Reader from;
    try {
      from = new InputStreamReader(Files.newInputStream(Path.of(file)), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw Failure.line(1, "Can't open " + file + ": No such file or directory");
    }
    try (from) {
      reading.restore(from);
    }
    return 0;
  }

  private static @Nullable Integer seconds(@Nullable String word, Mode mode) {
    if (word == null) {
      return -1;
    }
    Long number = OptionWords.leadingInteger(word);
    if (number == null) {
      if (mode == Mode.NFT) {
        return null;
      }
      throw Rejected.parameter("wait seconds not numeric");
    }
    return number.intValue();
  }

  private static String usage(String name) {
    return "Usage: "
        + name
        + " [-c] [-v] [-V] [-t] [-h] [-n] [-w secs] [-T table] [-M command] [file]\n"
        + "\t   [ --counters ]\n"
        + "\t   [ --verbose ]\n"
        + "\t   [ --version]\n"
        + "\t   [ --test ]\n"
        + "\t   [ --help ]\n"
        + "\t   [ --noflush ]\n"
        + "\t   [ --wait=<seconds> ]\n"
        + "\t   [ --table=<TABLE> ]\n"
        + "\t   [ --modprobe=<command> ]\n";
  }
}
