package org.netfilter4j.command;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Backend;
import org.netfilter4j.model.Backend.UnavailableException;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.xt.nft.Unreadable;

/** The programs {@code iptables-save} and {@code ip6tables-save}. */
public final class IptablesSave {
  static final List<ToolOptions.Known> OPTIONS =
      List.of(
          new ToolOptions.Known('c', "counters"),
          new ToolOptions.Known('b', ""),
          new ToolOptions.Known('d', "dump"),
          new ToolOptions.Known('t', "table", ToolOptions.Argument.ONE),
          new ToolOptions.Known('M', "modprobe", ToolOptions.Argument.ONE),
          new ToolOptions.Known('f', "file", ToolOptions.Argument.ONE),
          new ToolOptions.Known('V', "version"));

  /** The order in which iptables-nft-save lists tables (enum nft_table_type). */
  private static final List<TableName> ORDER =
      List.of(TableName.MANGLE, TableName.SECURITY, TableName.RAW, TableName.FILTER, TableName.NAT);

  private final Environment environment;
  private final Family family;
  private final Mode mode;

  private IptablesSave(Environment environment, Family family) {
    this.environment = environment;
    this.family = family;
    this.mode = environment.mode();
  }

  /** Runs the program; the family is that of the name in the environment. */
  public static int run(List<String> args, Environment environment) {
    Personality personality = Personality.of(environment.program());
    Family family = personality == null ? Family.IPV4 : personality.family();
    return run(args, environment, family);
  }

  /** Runs the program for a family. */
  public static int run(List<String> args, Environment environment, Family family) {
    IptablesSave save = new IptablesSave(environment, family);
    // In nft mode it calls itself as it was called, even where iptables' own code complains.
    String name = name(environment, family, "-save");
    return Iptables.guarded(environment, name, null, () -> save.run(args));
  }

  /** The name that the program calls itself: in nft mode as it was called, in legacy its own. */
  static String name(Environment environment, Family family, String suffix) {
    String called = environment.program();
    String name = called.substring(called.lastIndexOf('/') + 1);
    return environment.mode() == Mode.NFT ? name : Iptables.programName(family) + suffix;
  }

  private int run(List<String> args) throws IOException {
    String name = name(environment, family, "-save");
    ToolOptions options;
    try {
      options = ToolOptions.parse(args, OPTIONS);
    } catch (ToolOptions.BadOption e) {
      String called = environment.program();
      environment
          .err()
          .print(
              called
                  + ": "
                  + e.getMessage()
                  + "\nLook at manual page `"
                  + name
                  + ".8' for more information.\n");
      return 1;
    }
    boolean counters = false;
    String table = null;
    String file = null;
    for (ToolOptions.Given option : options.given()) {
      switch (option.letter()) {
        case 'c' -> counters = true;
        case 'b' -> environment.err().print("-b/--binary option is not implemented\n");
        case 't' -> table = option.required();
        case 'f' -> file = option.required();
        case 'd' -> {
          // iptables-legacy-save does it at once, whatever follows.
          if (mode == Mode.LEGACY) {
            return save(table, file, counters);
          }
        }
        case 'V' -> {
          environment
              .out()
              .print(name + " v" + Environment.VERSION + " (" + mode.versionWord() + ")\n");
          return 0;
        }
        default -> {
          // -M changes nothing: no module is loaded.
        }
      }
    }
    if (!options.words().isEmpty()) {
      environment.err().print("Unknown arguments found on commandline\n");
      return 1;
    }
    return save(table, file, counters);
  }

  private int save(@Nullable String only, @Nullable String file, boolean counters)
      throws IOException {
    TableName onlyTable = only == null ? null : TableName.find(only);
    if (only != null && onlyTable == null) {
      environment
          .err()
          .print(
              mode == Mode.NFT
                  ? "Table `" + only + "' does not exist\n"
                  : uninitialized(Errors.unavailable(Errno.ENOENT)) + "\n");
      return 1;
    }
    if (file == null) {
      write(onlyTable, environment.out(), counters);
      return 0;
    }
    try (OutputStream open = NamedFile.write(file);
        PrintStream to = new PrintStream(open, false, StandardCharsets.UTF_8)) {
      write(onlyTable, to, counters);
    } catch (NamedFile.UnopenedException e) {
      throw Failure.line(1, "Failed to open file, error: " + e.getMessage());
    }
    return 0;
  }

  private void write(@Nullable TableName only, PrintStream to, boolean counters)
      throws IOException {
    Ruleset ruleset = read(only);
    Lists.warnOfLegacy(environment, family, "-save");
    for (TableName name : only == null ? order(ruleset) : List.of(only)) {
      switch (environment.backend().fitness(family, name, null)) {
        case WHOLE -> {}
        case PART -> to.append(Lists.foreignChains(name));
        case NONE -> {
          to.append("# Table `" + name.word() + "' is incompatible, use 'nft' tool.\n");
          continue;
        }
      }
      Table table = Lists.whole(family, name, ruleset.table(name));
      String program = name(environment, family, "-save");
      String version =
          Environment.VERSION + (mode == Mode.NFT ? " (" + mode.versionWord() + ")" : "");
      to.append("# Generated by ").append(program).append(" v").append(version);
      to.append(" on ").append(Ctime.of(environment.clock())).append('\n');
      try {
        new TableWriter(to, mode, environment.names(), counters, false).write(table);
      } catch (Unreadable.ListedException e) {
        throw Lists.unreadable(environment, program, e);
      }
      to.append("# Completed on ").append(Ctime.of(environment.clock())).append('\n');
    }
    if (to.checkError()) {
      throw new IOException("can't write");
    }
  }

  private String uninitialized(String why) {
    String program = Iptables.programName(family) + "-save v" + Environment.VERSION;
    return program + " (" + Mode.LEGACY.versionWord() + "): Cannot initialize: " + why;
  }

  private Ruleset read(@Nullable TableName only) {
    try {
      return only == null
          ? environment.backend().read(family)
          : Executor.read(environment, family, only, Backend.Need.ALL);
    } catch (UnavailableException e) {
      if (mode == Mode.NFT) {
        String program = name(environment, family, "-save");
        throw Errors.unavailable(mode, program, family, TableName.FILTER, e);
      }
      throw Failure.line(
          1,
          only == null && e.errno() == Errno.EACCES
              ? String.valueOf(e.getMessage())
              : uninitialized(Errors.unavailable(e.errno()) + e.remark()));
    }
  }

  /** The tables in the order of the listing: in legacy mode the kernel's, the latest made first. */
  static List<TableName> order(Ruleset ruleset) {
    List<TableName> names = new ArrayList<>(ruleset.tables().keySet());
    if (ruleset.mode() == Mode.LEGACY) {
      return names.reversed();
    }
    names.sort(Comparator.comparingInt(ORDER::indexOf));
    return names;
  }
}
