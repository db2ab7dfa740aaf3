package org.netfilter4j.agent.trial;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.persist.BadLineException;
import org.netfilter4j.agent.persist.LiveState;
import org.netfilter4j.agent.persist.PersistException;
import org.netfilter4j.agent.persist.SavedRules;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;

/**
 * What the kernel had before a trial, of what the trial changes.
 *
 * @param tables the tables that the trial changes, by family
 * @param rules the text of each family's rules with their counters, of those tables that were there
 * @param sets the text of the sets that the trial changes and that were there
 * @param newSets the sets that the trial makes
 */
record Before(
    Mode mode,
    Map<Family, List<String>> tables,
    Map<Family, String> rules,
    String sets,
    List<String> newSets) {
  /** How long a table's lock is waited for, in seconds, before it is tried again. */
  private static final int PATIENCE = 2;

  private static final String ABOUT = "about";
  private static final String SETS = "sets";

  /** What the kernel has now. */
  static Before of(List<Source> sources, LiveState kernel) {
    Map<Family, List<String>> tables = new EnumMap<>(Family.class);
    Map<Family, String> rules = new EnumMap<>(Family.class);
    for (Family family : Family.values()) {
      List<String> changed = Source.tables(sources, family);
      if (!changed.isEmpty()) {
        tables.put(family, changed);
        rules.put(family, part(kernel.rules(family, true, new ArrayList<>()), changed));
      }
    }
    List<String> names = Source.sets(sources);
    Set<String> there = new HashSet<>(kernel.setNames());
    if (names == null) {
      return new Before(kernel.mode(), tables, rules, kernel.sets(), List.of());
    }
    ByteArrayOutputStream sets = new ByteArrayOutputStream();
    List<String> made = new ArrayList<>();
    for (String name : names) {
      if (there.contains(name)) {
        sets.writeBytes(kernel.set(name).getBytes(StandardCharsets.UTF_8));
      } else {
        made.add(name);
      }
    }
    return new Before(
        kernel.mode(), tables, rules, sets.toString(StandardCharsets.UTF_8), List.copyOf(made));
  }

  private static String part(String text, List<String> tables) {
    StringBuilder part = new StringBuilder();
    for (SavedRules.Section section : SavedRules.of(text).tables()) {
      if (tables.contains(section.table())) {
        section.lines().forEach(line -> part.append(line).append('\n'));
      }
    }
    return part.toString();
  }

  /**
   * Brings it back. Whatever can't be brought back is left, and all else is.
   *
   * @return what could not be, a line each
   */
  List<String> restore(LiveState kernel) {
    List<String> wrong = new ArrayList<>();
    boolean setsBack = loadSets(kernel, null);
    for (Family family : tables.keySet()) {
      restore(kernel, family, wrong);
    }
    if (!setsBack) {
      // A set of another type can't be replaced as long as the new rules name it.
      loadSets(kernel, wrong);
    }
    for (String name : newSets.reversed()) {
      String failure = kernel.destroySet(name);
      if (failure != null) {
        wrong.add("set " + name + ": " + failure);
      }
    }
    return wrong;
  }

  private boolean loadSets(LiveState kernel, @Nullable List<String> wrong) {
    try {
      kernel.loadSets(sets);
      return true;
    } catch (BadLineException e) {
      if (wrong != null) {
        wrong.add("sets: " + e.getMessage());
      }
      return false;
    } catch (PersistException e) {
      if (wrong != null) {
        wrong.add(e.getMessage());
      }
      return false;
    }
  }

  private void restore(LiveState kernel, Family family, List<String> wrong) {
    SavedRules saved = SavedRules.of(rules.getOrDefault(family, ""));
    for (SavedRules.Section section : saved.tables()) {
      try {
        kernel.restore(family, section.text(), true, false, PATIENCE);
      } catch (BadLineException e) {
        wrong.add("table " + section.table() + ": " + e.getMessage());
      }
    }
    for (String table : tables.getOrDefault(family, List.of())) {
      TableName name = TableName.find(table);
      if (name != null && saved.table(table) == null) {
        try {
          if (kernel.tables(family).contains(name)) {
            kernel.flush(family, name, PATIENCE);
          }
        } catch (PersistException e) {
          wrong.add("table " + table + ": " + e.getMessage());
        }
      }
    }
  }

  // In a directory.

  /** Writes it into files that only their owner can read. */
  void write(Path directory) throws IOException {
    StringBuilder about = new StringBuilder("mode " + mode.word() + "\n");
    tables.forEach((family, names) ->
        names.forEach(name -> about.append(family.name()).append(' ').append(name).append('\n')));
    newSets.forEach(name -> about.append("set ").append(name).append('\n'));
    for (Map.Entry<Family, String> each : rules.entrySet()) {
      file(directory.resolve(each.getKey().name()), each.getValue());
    }
    file(directory.resolve(SETS), sets);
    file(directory.resolve(ABOUT), about.toString());
  }

  private static void file(Path file, String text) throws IOException {
    try (var channel =
        Files.newByteChannel(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      var bytes = java.nio.ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  /** Reads what {@link #write} wrote. */
  static Before read(Path directory) throws IOException {
    Mode mode = Mode.NFT;
    Map<Family, List<String>> tables = new LinkedHashMap<>();
    List<String> newSets = new ArrayList<>();
    for (String line : Files.readAllLines(directory.resolve(ABOUT))) {
      int blank = line.indexOf(' ');
      String what = line.substring(0, blank);
      String value = line.substring(blank + 1);
      switch (what) {
        case "mode" -> mode = value.equals(Mode.LEGACY.word()) ? Mode.LEGACY : Mode.NFT;
        case "set" -> newSets.add(value);
        default -> tables.computeIfAbsent(Family.valueOf(what), _ -> new ArrayList<>()).add(value);
      }
    }
    Map<Family, String> rules = new EnumMap<>(Family.class);
    for (Family family : tables.keySet()) {
      rules.put(family, Files.readString(directory.resolve(family.name())));
    }
    return new Before(mode, tables, rules, Files.readString(directory.resolve(SETS)), newSets);
  }
}
