package org.netfilter4j.agent.persist;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.Environment;
import org.netfilter4j.command.IptablesSave;
import org.netfilter4j.command.RulesFile;
import org.netfilter4j.model.Backend;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.xt.ruleset.MemoryBackend;

/**
 * What is in the kernel goes into the files, all of them or none; each is replaced at once, and
 * what it had is kept. Nothing is written that could not be restored.
 */
public final class Saving {
  /** How often the kernel is read again where rules name sets that came or went meanwhile. */
  private static final int ATTEMPTS = 3;

  /**
   * What is asked for.
   *
   * @param counters whether rules keep their counters whatever the options say
   * @param force whether files are written that an honest look at them forbids: empty ones in the
   *     place of full ones, and such as can't be restored
   * @param ownOnly whether rules are left out that their programs make again at start
   */
  public record Wish(boolean counters, boolean force, boolean ownOnly) {}

  private final Place place;
  private final Options options;
  private final LiveState kernel;
  private final Journal journal;
  private final Wish wish;
  private final Map<Part, String> texts = new EnumMap<>(Part.class);
  private final Map<Family, Ruleset> rulesets = new EnumMap<>(Family.class);

  public Saving(Place place, LiveState kernel, Journal journal, Wish wish) {
    this.place = place;
    this.options = place.options();
    this.kernel = kernel;
    this.journal = journal;
    this.wish = wish;
  }

  /**
   * Saves the parts.
   *
   * @throws PersistException where one can't be; all files are as they were
   */
  public void run(List<Part> parts) {
    if (!Files.isDirectory(place.directory())) {
      throw new PersistException(
          place.directory() + ": there is no such directory; \"nf4j persist install\" makes it");
    }
    read();
    // A kernel that has others' rules alone was not flushed by mistake.
    Set<Part> flushed = EnumSet.noneOf(Part.class);
    for (Part part : Part.values()) {
      if (isEmpty(part, texts.getOrDefault(part, ""))) {
        flushed.add(part);
      }
    }
    String left = leaveOut();
    List<Part> written = new ArrayList<>();
    try (Replacement files = new Replacement()) {
      for (Part part : parts) {
        if (options.skipsSave(part)) {
          journal.say(place.file(part) + " is left as it is, as the options say");
          continue;
        }
        String text = Objects.requireNonNull(texts.get(part));
        String old = old(part);
        if (old != null && !wish.force() && flushed.contains(part) && !isEmpty(part, old)) {
          throw new PersistException(
              place.file(part)
                  + " has "
                  + part.word()
                  + " and the kernel has none: they stay (--force to save nothing)");
        }
        boolean same = old != null && essence(part, old).equals(essence(part, text));
        files.write(
            place.file(part),
            (text.isEmpty() ? "# nf4j persist: there was nothing to save\n" : text)
                .getBytes(StandardCharsets.UTF_8),
            same ? null : place.previous(part));
        written.add(part);
      }
      files.commit();
    }
    if (written.contains(Part.SETS)) {
      retireSetFiles();
    }
    if (!left.isEmpty()) {
      journal.say(left);
    }
    for (Part part : written) {
      journal.say(place.file(part) + ": " + summary(part, texts.getOrDefault(part, "")));
    }
  }

  /** What is saved; null where nothing is, or what is there can't be read and is no loss. */
  private @Nullable String old(Part part) {
    try {
      return place.read(part);
    } catch (IOException e) {
      throw PersistException.of(place.file(part), e);
    }
  }

  static boolean isEmpty(Part part, String text) {
    return part == Part.SETS ? SavedSets.of(text).isEmpty() : SavedRules.of(text).isEmpty();
  }

  static List<String> essence(Part part, String text) {
    return part == Part.SETS ? SavedSets.essence(text) : SavedRules.of(text).essence();
  }

  /** How much there is, in words. */
  static String summary(Part part, String text) {
    if (part == Part.SETS) {
      SavedSets sets = SavedSets.of(text);
      return Restoring.counted(sets.names().size(), "set")
          + " with "
          + Restoring.counted(sets.elements(), "element");
    }
    SavedRules rules = SavedRules.of(text);
    return Restoring.counted(rules.rules(), "rule")
        + " in "
        + Restoring.counted(rules.tables().size(), "table");
  }

  // What the kernel has.

  private void read() {
    List<String> warnings = new ArrayList<>();
    for (int attempt = 1; ; attempt++) {
      warnings.clear();
      texts.put(Part.SETS, kernel.sets());
      for (Family family : Family.values()) {
        Part part = Part.of(family);
        texts.put(
            part, kernel.rules(family, wish.counters() || options.savesCounters(part), warnings));
      }
      String wrong = whatIsWrong();
      if (wrong == null) {
        break;
      }
      if (attempt == ATTEMPTS) {
        if (!wish.force()) {
          throw new PersistException(
              wrong + "; nothing is saved (--force to save it all the same)");
        }
        journal.warn(wrong);
        break;
      }
    }
    for (String warning : warnings) {
      // That the other mode has tables, with or without rules, iptables-nft says.
      if (!warning.startsWith("# Warning: ")) {
        journal.warn(warning);
      }
    }
    String other = kernel.remarkOnOtherMode("which are not saved with these");
    if (other != null) {
      journal.warn(other);
    }
  }

  /** Why what was read could not be restored; null where it could. */
  private @Nullable String whatIsWrong() {
    SavedSets sets = SavedSets.of(texts.getOrDefault(Part.SETS, ""));
    for (Family family : Family.values()) {
      String text = texts.getOrDefault(Part.of(family), "");
      String what = Part.of(family).word();
      for (String line : text.lines().toList()) {
        if (line.startsWith("# Table `") && line.contains(" is incompatible")) {
          return what + ": " + line.substring(2);
        }
      }
      try {
        rulesets.put(family, parse(text, family, kernel.mode(), sets));
      } catch (BadLineException e) {
        return what + " could not be restored: line " + e.line() + ": " + e.getMessage();
      }
    }
    return null;
  }

  private Ruleset parse(String text, Family family, Mode mode, SavedSets sets)
      throws BadLineException {
    try {
      return RulesFile.read(new StringReader(text), family, mode, kernel.names(), sets);
    } catch (RulesFile.BadRulesException e) {
      throw new BadLineException(e.line(), e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Leaves out what programs make again, and gives what there is to say of it; or warns of it. */
  private String leaveOut() {
    Map<String, Integer> remade = new TreeMap<>();
    Set<String> left = new HashSet<>();
    Set<String> kept = new HashSet<>();
    Map<Family, Ruleset> own = new EnumMap<>(Family.class);
    for (Map.Entry<Family, Ruleset> each : rulesets.entrySet()) {
      OwnRules rules = new OwnRules(each.getValue());
      rules.remade().forEach((program, count) -> remade.merge(program, count, Integer::sum));
      left.addAll(rules.setsLeftOut());
      kept.addAll(rules.setsKept());
      own.put(each.getKey(), rules.own());
    }
    if (remade.isEmpty()) {
      return "";
    }
    List<String> whose = new ArrayList<>();
    remade.forEach((program, count) -> whose.add(program + " " + count));
    if (!wish.ownOnly()) {
      journal.warn(
          "saved with rules that their programs make again at start: "
              + String.join(", ", whose)
              + " (--own-only leaves them out)");
      return "";
    }
    own.forEach((family, rules) -> texts.put(Part.of(family), text(rules)));
    String sets = texts.getOrDefault(Part.SETS, "");
    Map<String, Set<String>> lists = SavedSets.lists(sets);
    left.removeAll(kept);
    List.copyOf(left).forEach(name -> left.addAll(lists.getOrDefault(name, Set.of())));
    lists.forEach((name, members) -> {
      if (!left.contains(name)) {
        kept.addAll(members);
      }
    });
    left.removeAll(kept);
    texts.put(Part.SETS, SavedSets.without(left, sets));
    return "left out, for their programs make them again: "
        + String.join(", ", whose)
        + (left.isEmpty() ? "" : "; sets " + String.join(", ", new TreeSet<>(left)));
  }

  /** What {@code iptables-save} prints of a ruleset. */
  private String text(Ruleset rules) {
    Mode mode = rules.mode();
    Backend backend =
        switch (rules.family()) {
          case IPV4 -> new MemoryBackend(rules, Ruleset.empty(Family.IPV6, mode));
          case IPV6 -> new MemoryBackend(Ruleset.empty(Family.IPV4, mode), rules);
        };
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(text, false, StandardCharsets.UTF_8);
    PrintStream err =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    String program = rules.family() == Family.IPV4 ? "iptables-save" : "ip6tables-save";
    int exit =
        IptablesSave.run(
            wish.counters() || options.savesCounters(Part.of(rules.family()))
                ? List.of("-c")
                : List.of(),
            Environment.of(
                program,
                backend,
                kernel.names(),
                SavedSets.of(""),
                InputStream.nullInputStream(),
                out,
                err),
            rules.family());
    if (exit != 0) {
      throw new PersistException(program + " failed on rules in memory");
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  /** One file has all sets from here on; what newer services of Red Hat would add to it goes. */
  private void retireSetFiles() {
    Path directory = place.setDirectory();
    try {
      if (place.setFiles().isEmpty()) {
        return;
      }
      Path retired = directory.resolveSibling("ipset.d.previous");
      if (Files.exists(retired)) {
        for (Path file : list(retired)) {
          Files.delete(file);
        }
        Files.delete(retired);
      }
      Files.move(directory, retired, StandardCopyOption.ATOMIC_MOVE);
      journal.say(directory + " is " + retired + " now: its sets are in " + place.file(Part.SETS));
    } catch (IOException e) {
      throw PersistException.of(directory, e);
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.toList();
    }
  }
}
