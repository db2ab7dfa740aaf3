package org.netfilter4j.agent.persist;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.Environment;
import org.netfilter4j.command.Iptables;
import org.netfilter4j.command.IptablesSave;
import org.netfilter4j.command.RulesFile;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.command.XtablesLock;
import org.netfilter4j.linux.KernelException;
import org.netfilter4j.linux.KernelMachine;
import org.netfilter4j.linux.ModeSurvey;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.model.Backend;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target.Standard;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.SetDirectory;

/**
 * The rules of one mode and the sets of a network namespace, as the texts that the C tools save and
 * restore. Needs CAP_NET_ADMIN and, for legacy tables and for rules that name sets, CAP_NET_RAW.
 *
 * <p>Not safe for several threads.
 */
public final class LiveState implements AutoCloseable {
  private final NetworkNamespace namespace;
  private final KernelMachine machine;
  private final Mode mode;
  private final Names names;

  /**
   * @param variables of the process: XTABLES_LOCKFILE counts
   * @param resolve whether names of hosts are asked of the machine's resolver; /etc/hosts is
   */
  public LiveState(
      NetworkNamespace namespace, Mode mode, Map<String, String> variables, boolean resolve) {
    this.namespace = namespace;
    this.machine = new KernelMachine(namespace, variables);
    this.mode = mode;
    this.names = new SystemNames(Path.of("/etc"), resolve);
  }

  public Mode mode() {
    return mode;
  }

  /**
   * A remark where the other mode has rules, which packets pass too; null where it has none, or
   * there is no right to look.
   *
   * @param why what is bad about it
   */
  @Nullable String remarkOnOtherMode(String why) {
    Mode other = mode == Mode.NFT ? Mode.LEGACY : Mode.NFT;
    try {
      long rules = ModeSurvey.of(namespace).rules(other);
      return rules == 0
          ? null
          : "the kernel has "
              + rules
              + (rules == 1 ? " rule of " : " rules of ")
              + other.word()
              + " mode too, "
              + why;
    } catch (KernelException _) {
      return null;
    }
  }

  /** The names that rules are read with. */
  public Names names() {
    return names;
  }

  private Environment environment(Family family, String suffix, PrintStream out, PrintStream err) {
    Environment of =
        machine.environment(
            program(family) + suffix, mode, InputStream.nullInputStream(), out, err);
    return new Environment(
        of.program(),
        of.backend(),
        names,
        of.sets(),
        of.lock(),
        of.in(),
        out,
        err,
        of.clock(),
        of.legacyTablesPresent());
  }

  private static String program(Family family) {
    return family == Family.IPV4 ? "iptables" : "ip6tables";
  }

  private static PrintStream print(OutputStream to) {
    return new PrintStream(to, false, StandardCharsets.UTF_8);
  }

  /**
   * What {@code iptables-save} prints.
   *
   * @param warnings takes what it says beside
   * @throws PersistException where it can't be had
   */
  public String rules(Family family, boolean counters, List<String> warnings) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int exit;
    try {
      exit =
          IptablesSave.run(
              counters ? List.of("-c") : List.of(),
              environment(family, "-save", print(text), print(said)),
              family);
    } catch (KernelException e) {
      throw new PersistException(program(family) + "-save: " + e.getMessage());
    }
    List<String> lines = said.toString(StandardCharsets.UTF_8).lines().toList();
    if (exit != 0) {
      throw new PersistException(lines.isEmpty() ? "iptables-save failed" : lines.getFirst());
    }
    warnings.addAll(lines);
    return text.toString(StandardCharsets.UTF_8);
  }

  /** The tables of a family as values. */
  public Ruleset ruleset(Family family) {
    return machine.backend(mode).read(family);
  }

  /**
   * What {@code ipset save} prints.
   *
   * @throws PersistException where it can't be had
   */
  public String sets() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    ipset(List.of("save"), "", text);
    return text.toString(StandardCharsets.UTF_8);
  }

  /** What {@code ipset save} prints of one set. */
  public String set(String name) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    ipset(List.of("save", name), "", text);
    return text.toString(StandardCharsets.UTF_8);
  }

  /** The sets that rules may name; what is not there when it is asked for stays unknown. */
  public SetDirectory directory() {
    return machine.sets();
  }

  /** Destroys a set; gives why it can't, or null. */
  public @Nullable String destroySet(String name) {
    return setNames().contains(name)
        ? tryIpset(List.of("destroy", name), "", OutputStream.nullOutputStream())
        : null;
  }

  /** The names of the sets that there are. */
  public List<String> setNames() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    ipset(List.of("list", "-n"), "", text);
    return text.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private void ipset(List<String> words, String in, OutputStream out) {
    String failure = tryIpset(words, in, out);
    if (failure != null) {
      throw new PersistException("ipset: " + failure);
    }
  }

  /** Gives what is wrong, in one line without the program's name; null where all is well. */
  @Nullable String tryIpset(List<String> words, String in, OutputStream out) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try {
      int exit =
          machine.ipset(
              words,
              new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
              print(out),
              print(said));
      if (exit == 0) {
        return null;
      }
    } catch (KernelException e) {
      return e.getMessage();
    }
    for (String line : said.toString(StandardCharsets.UTF_8).lines().toList()) {
      int colon = line.indexOf(": ");
      if (line.startsWith("ipset v") && colon > 0) {
        return line.substring(colon + 2);
      }
    }
    return "it failed";
  }

  /**
   * Carries out the text of {@code iptables-save}, table by table.
   *
   * @param counters whether rules take the counters of the text
   * @param noFlush whether what is in a table stays
   * @param seconds how long to wait for the xtables lock; 0 without an end
   * @throws BadLineException where a line is wrong; its table and those after it are as they were
   */
  public void restore(Family family, String text, boolean counters, boolean noFlush, int seconds)
      throws BadLineException {
    PrintStream nowhere = print(OutputStream.nullOutputStream());
    try {
      RulesFile.commit(
          new StringReader(text),
          environment(family, "-restore", nowhere, nowhere),
          family,
          counters,
          noFlush,
          seconds);
    } catch (RulesFile.BadRulesException e) {
      if (e.getMessage().startsWith("Can't lock ")) {
        // No line's fault.
        throw new BadLineException(
            0, "another program holds the xtables lock; stopped waiting after " + seconds + " s");
      }
      throw new BadLineException(e.line(), e.getMessage());
    } catch (Backend.UnavailableException e) {
      throw new BadLineException(0, unavailable(e));
    } catch (KernelException e) {
      throw new BadLineException(0, e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String unavailable(Backend.UnavailableException e) {
    return "the kernel's tables can't be had: " + e.errno().message() + e.remark();
  }

  /**
   * Makes the sets of a text of {@code ipset save}, with what they have there and nothing else; no
   * packet meets half a set. Sets that the text does not name stay.
   *
   * @throws BadLineException where a line is wrong; all sets are as they were
   */
  public void loadSets(String text) throws BadLineException {
    new SetLoading(this).load(text);
  }

  /**
   * Takes the tables of a family back to what they are before anybody touches them.
   *
   * @param seconds how long to wait for the xtables lock; 0 without an end
   * @throws PersistException where one can't be
   */
  public void flush(Family family, int seconds) {
    for (TableName table : tables(family)) {
      flush(family, table, seconds);
    }
  }

  /** The tables that a family has; asking makes none. */
  public List<TableName> tables(Family family) {
    try {
      return List.copyOf(machine.backend(mode).read(family, Backend.Need.CHAINS).tables().keySet());
    } catch (Backend.UnavailableException e) {
      throw new PersistException(unavailable(e));
    } catch (KernelException e) {
      throw new PersistException(e.getMessage());
    }
  }

  /** Lists a table as {@code iptables} does with those words. */
  void list(Family family, TableName table, List<String> words, PrintStream out, PrintStream err) {
    List<String> all = new ArrayList<>(List.of("-t", table.word()));
    all.addAll(words);
    Iptables.run(all, environment(family, "", out, err), family);
  }

  /** As {@link #flush(Family, int)}, of one table. */
  public void flush(Family family, TableName table, int seconds) {
    List<Edit> edits = new ArrayList<>();
    if (mode == Mode.NFT) {
      edits.add(new Edit.DeleteTable(table));
    } else {
      edits.add(new Edit.FlushTable(table));
      for (Hook hook : table.hooks()) {
        edits.add(new Edit.Policy(table, hook.chain(), Standard.ACCEPT, Counters.ZERO));
      }
    }
    PrintStream nowhere = print(OutputStream.nullOutputStream());
    Environment environment = environment(family, "", nowhere, nowhere);
    try (Closeable held = environment.lock().acquire(seconds)) {
      if (held == null) {
        throw new PersistException("another program holds the xtables lock");
      }
      while (!attempt(environment.backend(), family, table, edits)) {
        Thread.onSpinWait();
      }
    } catch (XtablesLock.UnavailableException e) {
      throw new PersistException(String.valueOf(e.getMessage()));
    } catch (Backend.RefusedException e) {
      throw new PersistException(table.word() + ": " + e.errno().message());
    } catch (Backend.UnavailableException e) {
      throw new PersistException(unavailable(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean attempt(
      Backend backend, Family family, TableName table, List<Edit> edits) {
    try {
      backend.read(family, table, Backend.Need.CHAINS);
      backend.commit(family, edits);
      return true;
    } catch (Backend.ChangedException e) {
      return false;
    }
  }

  /**
   * Destroys all sets that nothing refers to.
   *
   * @return the names of those that are left
   */
  public List<String> destroySets() {
    if (tryIpset(List.of("destroy"), "", OutputStream.nullOutputStream()) == null) {
      return List.of();
    }
    List<String> left = new ArrayList<>();
    // Lists of sets come last, and hold the others.
    for (String name : setNames().reversed()) {
      if (tryIpset(List.of("destroy", name), "", OutputStream.nullOutputStream()) != null) {
        left.add(name);
      }
    }
    return left;
  }

  @Override
  public void close() {
    machine.close();
  }
}
