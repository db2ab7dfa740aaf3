package org.netfilter4j.conformance.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.netfilter4j.agent.files.Reading;
import org.netfilter4j.agent.files.RuleFiles;
import org.netfilter4j.agent.files.SourceFile;
import org.netfilter4j.agent.files.Wanted;
import org.netfilter4j.agent.keep.Keeper;
import org.netfilter4j.agent.keep.Options;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.model.Mode;

/** A namespace in which a keeper and the C tools work on the rules of one mode. */
public final class KeeperBench implements AutoCloseable {
  public final Namespace namespace;
  public final Mode mode;
  private final String word;

  public KeeperBench(Mode mode) {
    this(mode, Namespace.open());
  }

  /** In a namespace that there is; whichever of those that share it is closed ends it. */
  KeeperBench(Mode mode, Namespace namespace) {
    this.mode = mode;
    this.namespace = namespace;
    this.word = mode == Mode.NFT ? "nft" : "legacy";
  }

  /** A keeper that knows nothing yet. */
  public Keeper keeper() {
    return keeper(Options.DEFAULT);
  }

  public Keeper keeper(Options options) {
    return new Keeper(
        NetworkNamespace.of(namespace.file()),
        mode,
        options,
        Map.of("XTABLES_LOCKFILE", namespace.directory().resolve("xtables.lock").toString()));
  }

  /** What files want, in pairs of name and text. */
  public Wanted wanted(String... files) {
    return switch (read(files)) {
      case Reading.Good good -> good.wanted();
      case Reading.Bad bad -> throw new IllegalStateException(bad.text());
    };
  }

  public Reading read(String... files) {
    List<SourceFile> sources = new ArrayList<>();
    for (int i = 0; i < files.length; i += 2) {
      sources.add(new SourceFile(files[i], files[i + 1]));
    }
    return RuleFiles.read(sources, mode);
  }

  /** A program of this mode, by its name without the mode. */
  public String program(String name) {
    return name.startsWith("ip6tables")
        ? "ip6tables-" + word + name.substring("ip6tables".length())
        : "iptables-" + word + name.substring("iptables".length());
  }

  /** Runs a line of a C tool of this mode, or of {@code ipset}. */
  public String tool(String line) {
    List<String> words = new ArrayList<>(Command.words(line));
    if (words.getFirst().contains("tables")) {
      words.set(0, program(words.getFirst()));
    }
    return namespace.shell().run(Command.of(words)).orThrow(line).stdout();
  }

  /** As {@link #tool}, with this text on standard input. */
  public void restore(String line, String text) {
    List<String> words = new ArrayList<>(Command.words(line));
    if (words.getFirst().contains("tables")) {
      words.set(0, program(words.getFirst()));
    }
    namespace.shell().run(Command.of(words).stdin(text)).orThrow(line + "\n" + text);
  }

  /** What {@code -S} prints of a table of IPv4, or of a chain of it. */
  public List<String> rules(String table, String... chain) {
    return tool("iptables -t " + table + " -S " + String.join(" ", chain)).lines().toList();
  }

  /** All that can be seen of rules and sets, counters and all. */
  public String all() {
    String comments = "(?m)^#.*\n";
    return (tool("iptables-save -c") + tool("ip6tables-save -c")).replaceAll(comments, "")
        + tool("ipset save");
  }

  /** As {@link #all}, but for the order of elements, and where hashes begin. */
  public String meaning() {
    List<String> sets = new ArrayList<>(tool("ipset save -sorted").lines().toList());
    sets.replaceAll(line -> line.replaceAll(" (initval|hashsize|bucketsize) \\S+", ""));
    return (tool("iptables-save -c") + tool("ip6tables-save -c")).replaceAll("(?m)^#.*\n", "")
        + String.join("\n", sets);
  }

  @Override
  public void close() {
    namespace.close();
  }
}
