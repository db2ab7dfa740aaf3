package org.netfilter4j.agent.persist;

import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.netfilter4j.command.RulesFile;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.TableName;

/**
 * What is saved, since when, how the kernel differs from it, whether it will be restored at start,
 * and what is wrong with any of it.
 */
public final class Status {
  /** How many lines of a difference are shown. */
  private static final int SHOWN = 10;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private final Place place;
  private final LiveState kernel;
  private final Journal journal;
  private final PrintStream out;
  private final PrintStream err;
  private int problems;

  public Status(Place place, LiveState kernel, Journal journal, PrintStream out, PrintStream err) {
    this.place = place;
    this.kernel = kernel;
    this.journal = journal;
    this.out = out;
    this.err = err;
  }

  /**
   * Tells.
   *
   * @param listing whether the kernel's rules are listed too, as the options want them
   * @return whether all is well; that the kernel differs is not bad
   */
  public boolean run(boolean listing) {
    out.println(
        "layout "
            + place.layout().word()
            + ", files in "
            + place.directory()
            + ", mode "
            + kernel.mode().word());
    if (!Files.isDirectory(place.directory())) {
      problem(
          place.directory() + ": there is no such directory; \"nf4j persist install\" makes it");
    }
    Map<Part, String> texts = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      file(part, texts);
    }
    for (Part part : Part.values()) {
      check(part, texts);
    }
    for (Part part : Part.values()) {
      compare(part, texts);
    }
    units();
    if (listing) {
      list();
    }
    return problems == 0;
  }

  private void problem(String line) {
    problems++;
    journal.fail(line);
  }

  // Files.

  private void file(Part part, Map<Part, String> texts) {
    Path file = place.file(part);
    try {
      String text = place.read(part);
      if (text == null) {
        out.println(file + ": not there");
        return;
      }
      texts.put(part, text);
      List<Path> parts = part == Part.SETS ? place.setFiles() : List.of();
      Path dated = parts.isEmpty() ? file : parts.getFirst();
      String time =
          TIME.format(Files.getLastModifiedTime(dated).toInstant().atZone(ZoneId.systemDefault()));
      out.println(
          (parts.isEmpty() ? file : place.setDirectory())
              + ": "
              + Saving.summary(part, text)
              + ", saved "
              + time
              + (Files.exists(place.previous(part)) ? ", the one before is kept" : ""));
      if (Files.exists(file)
          && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_WRITE)) {
        problem(file + ": anybody may write it");
      }
    } catch (IOException e) {
      problem(file + ": " + PersistException.words(e));
    }
  }

  /** What a restore would find wrong, without one. */
  private void check(Part part, Map<Part, String> texts) {
    String text = texts.get(part);
    Family family = part.family();
    if (text == null || family == null) {
      return;
    }
    Path file = place.file(part);
    if (text.isBlank() && place.isCut(part)) {
      problem(file + ": the file is empty, and " + place.previous(part) + " is not");
    }
    SavedRules saved = SavedRules.of(text);
    for (int line : saved.stray()) {
      problem(file + ":" + line + ": the line belongs to no table");
    }
    SavedSets sets = SavedSets.of(texts.getOrDefault(Part.SETS, ""));
    for (SavedRules.Section section : saved.tables()) {
      if (!section.complete()) {
        problem(file + ": the file ends before the COMMIT of table " + section.table());
        continue;
      }
      try {
        RulesFile.read(
            new StringReader(section.text()), family, kernel.mode(), kernel.names(), sets);
      } catch (RulesFile.BadRulesException e) {
        problem(new BadLineException(e.line(), e.getMessage()).in(file));
      } catch (IOException e) {
        problem(file + ": " + PersistException.words(e));
      }
    }
  }

  // The kernel.

  private void compare(Part part, Map<Part, String> texts) {
    String saved = texts.get(part);
    if (saved == null) {
      return;
    }
    String now;
    try {
      now =
          part.family() == null
              ? kernel.sets()
              : kernel.rules(part.family(), false, new ArrayList<>());
    } catch (PersistException e) {
      problem(e.getMessage());
      return;
    }
    Map<String, Integer> count = new HashMap<>();
    List<String> live = lines(part, now);
    List<String> kept = lines(part, saved);
    live.forEach(line -> count.merge(line, 1, Integer::sum));
    List<String> missing = new ArrayList<>();
    for (String line : kept) {
      if (count.merge(line, -1, Integer::sum) < 0) {
        missing.add(line);
      }
    }
    List<String> more = new ArrayList<>();
    for (String line : live) {
      if (count.merge(line, -1, Integer::sum) >= 0) {
        more.add(line);
      }
    }
    if (missing.isEmpty() && more.isEmpty()) {
      boolean ordered = live.equals(kept);
      out.println(
          "the kernel's "
              + part.word()
              + (ordered ? " are those saved" : " stand in another order"));
      return;
    }
    out.println(
        "the kernel's "
            + part.word()
            + " differ from those saved: "
            + more.size()
            + " more, "
            + missing.size()
            + " missing");
    show('+', more);
    show('-', missing);
  }

  /** Lines that say where they belong. */
  private static List<String> lines(Part part, String text) {
    if (part == Part.SETS) {
      return SavedSets.essence(text);
    }
    List<String> lines = new ArrayList<>();
    for (SavedRules.Section section : SavedRules.of(text).tables()) {
      for (String line : section.lines()) {
        boolean untouched = line.startsWith(":") && line.contains(" ACCEPT");
        if (!untouched && !line.startsWith("*") && !line.equals("COMMIT") && !line.isBlank()) {
          lines.add("-t " + section.table() + " " + SavedRules.withoutCounters(line));
        }
      }
    }
    return lines;
  }

  private void show(char sign, List<String> lines) {
    for (String line : lines.subList(0, Math.min(lines.size(), SHOWN))) {
      out.println("  " + sign + " " + line);
    }
    if (lines.size() > SHOWN) {
      out.println("  " + sign + " … and " + (lines.size() - SHOWN) + " more");
    }
  }

  // Units.

  private void units() {
    Path unit = Installing.unit(place.root());
    List<String> rivals = Installing.rivals(place.root());
    boolean there = Files.exists(unit, LinkOption.NOFOLLOW_LINKS);
    boolean enabled = Installing.isEnabled(place.root(), Installing.UNIT);
    if (there && enabled) {
      out.println(Installing.UNIT + " restores them at start");
      if (!rivals.isEmpty()) {
        problem(String.join(", ", rivals) + " restores the same files too: disable one of the two");
      }
    } else if (!rivals.isEmpty()) {
      out.println(String.join(", ", rivals) + " restores them at start");
    } else if (there) {
      problem(Installing.UNIT + " is not enabled: nothing restores them at start");
    } else {
      out.println("nothing restores them at start: \"nf4j persist install\" sees to it");
    }
  }

  // Listing.

  private void list() {
    Options options = place.options();
    for (Family family : Family.values()) {
      Part part = Part.of(family);
      List<String> words = new ArrayList<>(List.of("-L"));
      if (options.listsNumbers(part)) {
        words.add("-n");
      }
      if (options.listsCounters(part)) {
        words.add("-v");
      }
      if (options.listsRuleNumbers(part)) {
        words.add("--line-numbers");
      }
      for (TableName table : kernel.tables(family)) {
        out.println();
        out.println((family == Family.IPV4 ? "IPv4" : "IPv6") + " table: " + table.word());
        kernel.list(family, table, words, out, err);
      }
    }
  }
}
