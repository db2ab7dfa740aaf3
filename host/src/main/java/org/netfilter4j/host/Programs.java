package org.netfilter4j.host;

import java.io.InputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.netfilter4j.command.Environment;
import org.netfilter4j.command.Iptables;
import org.netfilter4j.command.IptablesApply;
import org.netfilter4j.command.IptablesRestore;
import org.netfilter4j.command.IptablesRestoreTranslate;
import org.netfilter4j.command.IptablesSave;
import org.netfilter4j.command.IptablesTranslate;
import org.netfilter4j.command.IptablesXml;
import org.netfilter4j.command.Personality;
import org.netfilter4j.command.ipset.Ipset;
import org.netfilter4j.command.ipset.IpsetEnvironment;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.set.SetNamespace;

/** The programs that work on a host, by the names that they are called by. */
public final class Programs {
  private static final String IPSET = "ipset";

  private Programs() {}

  /** The names of all programs, without those that fix the mode. */
  public static List<String> names() {
    List<String> names = new ArrayList<>();
    for (Personality.Tool tool : Personality.Tool.values()) {
      for (String program : List.of("iptables" + tool.suffix(), "ip6tables" + tool.suffix())) {
        if (Personality.of(program) != null) {
          names.add(program);
        }
      }
    }
    names.add(IPSET);
    return names;
  }

  /** Whether there is a program of that name. */
  public static boolean has(String name) {
    return name.equals(IPSET) || Personality.of(name) != null || Personality.multi(name) != null;
  }

  /**
   * Runs a program.
   *
   * @param name one that {@link #has}
   * @param otherwise gives the mode, where the name fixes none
   * @param words after the name
   * @return the C tool's exit code
   */
  public static int run(
      EmbeddedHost host,
      String name,
      Supplier<Mode> otherwise,
      List<String> words,
      InputStream in,
      PrintStream out,
      PrintStream err) {
    Mode multi = Personality.multi(name);
    if (multi != null) {
      Personality tool = words.isEmpty() ? null : Personality.ofTool(multi, words.getFirst());
      if (tool == null) {
        err.print("ERROR: No valid subcommand given.\nValid subcommands:\n");
        Personality.tools(multi).forEach(word -> err.print(" * " + word + "\n"));
        return 1;
      }
      List<String> rest = words.subList(1, words.size());
      return run(host, words.getFirst(), tool, () -> multi, rest, in, out, err);
    }
    Personality personality = Personality.of(name);
    return personality == null
        ? ipset(host, words, in, out, err)
        : run(host, name, personality, otherwise, words, in, out, err);
  }

  private static int run(
      EmbeddedHost host,
      String name,
      Personality of,
      Supplier<Mode> otherwise,
      List<String> words,
      InputStream in,
      PrintStream out,
      PrintStream err) {
    Supplier<Mode> mode =
        () ->
            switch (of.tool()) {
              case TRANSLATE, RESTORE_TRANSLATE -> Mode.NFT;
              case TABLES, SAVE, RESTORE, XML, APPLY ->
                  of.mode() != null ? of.mode() : otherwise.get();
            };
    Supplier<Environment> environment = () -> host.environment(name, mode.get(), in, out, err);
    Family family = of.family();
    return switch (of.tool()) {
      case TABLES -> Iptables.run(words, environment.get(), family);
      case SAVE -> IptablesSave.run(words, environment.get(), family);
      case RESTORE -> IptablesRestore.run(words, environment.get(), family);
      case TRANSLATE -> IptablesTranslate.run(words, environment.get(), family);
      case RESTORE_TRANSLATE -> IptablesRestoreTranslate.run(words, environment.get(), family);
      case XML -> IptablesXml.run(name, words, in, out, err);
      case APPLY -> apply(host.directory(), name, mode.get(), words, in, out, err);
    };
  }

  /**
   * The host is opened for each step anew: while the question stands it must be free for others.
   */
  private static int apply(
      HostDirectory directory,
      String name,
      Mode mode,
      List<String> words,
      InputStream in,
      PrintStream out,
      PrintStream err) {
    IptablesApply.Host host =
        step -> {
          try (EmbeddedHost opened = new EmbeddedHost(directory)) {
            InputStream nothing = InputStream.nullInputStream();
            return step.applyAsInt(opened.environment(name, mode, nothing, out, err));
          }
        };
    Map<String, String> variables = Map.of("NF4J_HOST", directory.root().toString());
    return IptablesApply.run(name, words, host, in, out, err, variables);
  }

  private static int ipset(
      EmbeddedHost host, List<String> words, InputStream in, PrintStream out, PrintStream err) {
    SetNamespace sets = host.sets();
    long before = sets.changes();
    int exit =
        Ipset.run(words, new IpsetEnvironment(sets, host.names(), in, out, err, Clock.systemUTC()));
    if (sets.changes() != before) {
      host.saveSets();
    }
    return exit;
  }
}
