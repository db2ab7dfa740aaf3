package org.netfilter4j.command;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;

/** The programs {@code iptables-restore} and {@code ip6tables-restore}. */
public final class IptablesRestore {
  private static final List<ToolOptions.Known> LEGACY_OPTIONS =
      List.of(
          new ToolOptions.Known('c', "counters"),
          new ToolOptions.Known('v', "verbose"),
          new ToolOptions.Known('V', "version"),
          new ToolOptions.Known('t', "test"),
          new ToolOptions.Known('h', "help"),
          new ToolOptions.Known('n', "noflush"),
          new ToolOptions.Known('b', ""),
          new ToolOptions.Known('M', "modprobe", ToolOptions.Argument.ONE),
          new ToolOptions.Known('T', "table", ToolOptions.Argument.ONE),
          new ToolOptions.Known('w', "wait", ToolOptions.Argument.NEXT),
          new ToolOptions.Known('W', "wait-interval", ToolOptions.Argument.NEXT));

  /** The C tool knows two more in nft mode, and then takes them for mistakes. */
  private static final List<ToolOptions.Known> NFT_OPTIONS = new ArrayList<>(LEGACY_OPTIONS);

  static {
    NFT_OPTIONS.add(ToolOptions.Known.longOnly('4', "ipv4"));
    NFT_OPTIONS.add(ToolOptions.Known.longOnly('6', "ipv6"));
  }

  private IptablesRestore() {}

  static List<ToolOptions.Known> options(Mode mode) {
    return mode == Mode.LEGACY ? LEGACY_OPTIONS : NFT_OPTIONS;
  }

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
    boolean legacy = environment.mode() == Mode.LEGACY;
    var err = environment.err();
    ToolOptions options;
    try {
      options = ToolOptions.parse(args, options(environment.mode()));
    } catch (ToolOptions.BadOption e) {
      err.print(environment.program() + ": " + e.message() + "\n");
      return tryHelp(environment, name);
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
        case 'b' -> err.print("-b/--binary option is not implemented\n");
        case 'w' -> {
          if (legacy) {
            wait = OptionWords.seconds(option.argument());
          }
        }
        case 'W' -> {
          if (legacy) {
            err.print(OptionWords.interval(option.argument()) + "\n");
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
          err.print(usage(name, legacy));
          return 0;
        }
        case '4', '6' -> {
          return tryHelp(environment, name);
        }
        default -> {
          // -M changes nothing: no module is loaded.
        }
      }
    }
    if (options.words().size() > 1) {
      err.print("Unknown arguments found on commandline\n");
      return 1;
    }
    if (interval && wait == null) {
      err.print("Option --wait-interval requires option --wait\n");
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
    try (Reader from = new InputStreamReader(NamedFile.read(file), StandardCharsets.UTF_8)) {
      reading.restore(from);
    } catch (NamedFile.UnopenedException e) {
      throw Failure.line(1, "Can't open " + file + ": " + e.getMessage());
    }
    return 0;
  }

  private static int tryHelp(Environment environment, String name) {
    environment.err().print("Try `" + name + " -h' for more information.\n");
    return 1;
  }

  private static String usage(String name, boolean legacy) {
    return "Usage: "
        + name
        + " [-c] [-v] [-V] [-t] [-h] [-n]"
        + (legacy ? " [-w secs] [-W usecs]" : "")
        + " [-T table] [-M command] [file]\n"
        + "\t   [ --counters ]\n"
        + "\t   [ --verbose ]\n"
        + "\t   [ --version ]\n"
        + "\t   [ --test ]\n"
        + "\t   [ --help ]\n"
        + "\t   [ --noflush ]\n"
        + (legacy ? "\t   [ --wait=<seconds> ]\n" : "")
        + "\t   [ --table=<TABLE> ]\n"
        + "\t   [ --modprobe=<command> ]\n";
  }
}
