package org.netfilter4j.host;

import java.io.InputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.netfilter4j.command.Environment;
import org.netfilter4j.command.Iptables;
import org.netfilter4j.command.IptablesRestore;
import org.netfilter4j.command.IptablesRestoreTranslate;
import org.netfilter4j.command.IptablesSave;
import org.netfilter4j.command.IptablesTranslate;
import org.netfilter4j.command.Personality;
import org.netfilter4j.command.ipset.Ipset;
import org.netfilter4j.command.ipset.IpsetEnvironment;
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
      names.add("iptables" + tool.suffix());
      names.add("ip6tables" + tool.suffix());
    }
    names.add(IPSET);
    return names;
  }

  /** Whether there is a program of that name. */
  public static boolean has(String name) {
    return name.equals(IPSET) || Personality.of(name) != null;
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
    Personality personality = Personality.of(name);
    if (personality == null) {
      return ipset(host, words, in, out, err);
    }
    Mode mode =
        switch (personality.tool()) {
          case TRANSLATE, RESTORE_TRANSLATE -> Mode.NFT;
          case TABLES, SAVE, RESTORE ->
              personality.mode() != null ? personality.mode() : otherwise.get();
        };
    Environment environment = host.environment(name, mode, in, out, err);
    return switch (personality.tool()) {
      case TABLES -> Iptables.run(words, environment);
      case SAVE -> IptablesSave.run(words, environment);
      case RESTORE -> IptablesRestore.run(words, environment);
      case TRANSLATE -> IptablesTranslate.run(words, environment, personality.family());
      case RESTORE_TRANSLATE ->
          IptablesRestoreTranslate.run(words, environment, personality.family());
    };
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
