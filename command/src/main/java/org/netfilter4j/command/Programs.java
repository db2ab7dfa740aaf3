package org.netfilter4j.command;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.netfilter4j.command.ipset.IpsetTranslate;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;

/** The programs that work on a machine, by the names that they are called by. */
public final class Programs {
  public static final String IPSET = "ipset";
  public static final String IPSET_TRANSLATE = "ipset-translate";
  private static final String CONNTRACK = "conntrack";

  /** What {@code nf4j} calls the C tools' {@code xtables-monitor}. */
  public static final String MONITOR = "monitor";

  private static final String XTABLES_MONITOR = "xtables-monitor";

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
    names.add(IPSET_TRANSLATE);
    names.add(CONNTRACK);
    return names;
  }

  /** The names of all programs that are called by a name of their own, as symlinks are. */
  public static List<String> links() {
    List<String> links = new ArrayList<>();
    for (String name : names()) {
      links.add(name);
      int suffix = name.indexOf('-') < 0 ? name.length() : name.indexOf('-');
      for (Mode mode : Mode.values()) {
        String ofMode = name.substring(0, suffix) + '-' + mode.word() + name.substring(suffix);
        if (Personality.of(ofMode) != null) {
          links.add(ofMode);
        }
      }
    }
    links.add(XTABLES_MONITOR);
    for (Mode mode : Mode.values()) {
      links.add("xtables-" + mode.word() + "-multi");
    }
    return links;
  }

  /** Whether there is a program of that name. */
  public static boolean has(String name) {
    return name.equals(IPSET)
        || name.equals(IPSET_TRANSLATE)
        || name.equals(CONNTRACK)
        || name.equals(MONITOR)
        || name.equals(XTABLES_MONITOR)
        || Personality.of(name) != null
        || Personality.multi(name) != null;
  }

  /**
   * Whether a command ends by itself, without a person's part: it waits for nothing but its input,
   * the lock and the kernel.
   *
   * @param name the program's
   */
  public static boolean endsByItself(String name, List<String> words) {
    if (name.equals(CONNTRACK)) {
      // Events go on until somebody stops them.
      return words.stream().noneMatch(word -> word.matches("-[a-zA-Z]*E.*|--ev.*"));
    }
    Personality personality = Personality.of(name);
    if (personality == null) {
      return name.equals(IPSET) || name.equals(IPSET_TRANSLATE);
    }
    return switch (personality.tool()) {
      case TABLES, SAVE, RESTORE, TRANSLATE, RESTORE_TRANSLATE, XML -> true;
      case APPLY -> false;
    };
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
      Machine machine,
      String name,
      Supplier<Mode> otherwise,
      List<String> words,
      InputStream in,
      PrintStream out,
      PrintStream err) {
    Mode multi = Personality.multi(name);
    if (multi != null) {
      if (multi == Mode.NFT && !words.isEmpty() && words.getFirst().equals(XTABLES_MONITOR)) {
        return machine.monitor(words.subList(1, words.size()), out, err);
      }
      Personality tool = words.isEmpty() ? null : Personality.ofTool(multi, words.getFirst());
      if (tool == null) {
        err.print("ERROR: No valid subcommand given.\nValid subcommands:\n");
        Personality.tools(multi).forEach(word -> err.print(" * " + word + "\n"));
        return 1;
      }
      List<String> rest = words.subList(1, words.size());
      return run(machine, words.getFirst(), tool, () -> multi, rest, in, out, err);
    }
    if (name.equals(IPSET_TRANSLATE)) {
      return IpsetTranslate.run(words, machine.names(), in, out, err);
    }
    if (name.equals(CONNTRACK)) {
      return machine.conntrack(words, in, out, err);
    }
    if (name.equals(MONITOR) || name.equals(XTABLES_MONITOR)) {
      return machine.monitor(words, out, err);
    }
    Personality personality = Personality.of(name);
    return personality == null
        ? machine.ipset(words, in, out, err)
        : run(machine, name, personality, otherwise, words, in, out, err);
  }

  private static int run(
      Machine machine,
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
    Supplier<Environment> environment = () -> machine.environment(name, mode.get(), in, out, err);
    Family family = of.family();
    return switch (of.tool()) {
      case TABLES -> Iptables.run(words, environment.get(), family);
      case SAVE -> IptablesSave.run(words, environment.get(), family);
      case RESTORE -> IptablesRestore.run(words, environment.get(), family);
      case TRANSLATE -> IptablesTranslate.run(words, environment.get(), family);
      case RESTORE_TRANSLATE -> IptablesRestoreTranslate.run(words, environment.get(), family);
      case XML -> IptablesXml.run(name, words, in, out, err);
      case APPLY ->
          IptablesApply.run(
              name,
              words,
              machine.applying(name, mode.get(), out, err),
              in,
              out,
              err,
              machine.variables());
    };
  }
}
