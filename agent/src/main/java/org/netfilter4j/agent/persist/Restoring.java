package org.netfilter4j.agent.persist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.TableName;

/**
 * What is saved goes into the kernel: sets, then rules. What is wrong with one file or table is
 * told and gets its {@link Fallback}; all others are restored.
 */
public final class Restoring {
  private final Place place;
  private final Options options;
  private final LiveState kernel;
  private final Journal journal;
  private final @Nullable Fallback chosen;
  private final boolean counters;
  private int failures;

  /**
   * @param fallback for tables that can't be restored; where null, Red Hat's {@code
   *     iptables.fallback} if it is there, else the table stays as it is
   * @param counters whether rules take the counters of the files whatever the options say
   */
  public Restoring(
      Place place,
      LiveState kernel,
      Journal journal,
      @Nullable Fallback fallback,
      boolean counters) {
    this.place = place;
    this.options = place.options();
    this.kernel = kernel;
    this.journal = journal;
    this.chosen = fallback;
    this.counters = counters;
  }

  /**
   * Restores all.
   *
   * @return whether all that is saved is in the kernel
   */
  public boolean run() {
    if (!Files.isDirectory(place.directory())) {
      throw new PersistException(
          place.directory() + ": there is no such directory; \"nf4j persist install\" makes it");
    }
    for (Part part : Part.values()) {
      Family family = part.family();
      if (family == null) {
        sets();
      } else if (family == Family.IPV4 || Files.exists(Path.of("/proc/sys/net/ipv6"))) {
        rules(part, family);
      }
    }
    String other = kernel.remarkOnOtherMode("which packets pass as well");
    if (other != null) {
      journal.warn(other);
    }
    return failures == 0;
  }

  private void fail(String line) {
    failures++;
    journal.fail(line);
  }

  /** What a file has; null where there is none, or it can't be read. */
  private @Nullable String text(Part part) throws IOException {
    String text = place.read(part);
    if (text == null) {
      journal.say(place.file(part) + " is not there: no " + part.word() + " to restore");
    }
    return text;
  }

  // Sets.

  private void sets() {
    try {
      String text = text(Part.SETS);
      if (text != null) {
        load(place.setFiles().isEmpty() ? place.file(Part.SETS) : place.setDirectory(), text);
      }
    } catch (IOException e) {
      fail(place.file(Part.SETS) + ": " + PersistException.words(e));
      previousSets();
    } catch (BadLineException e) {
      fail(e.in(place.file(Part.SETS)) + "; no set of the file is restored");
      previousSets();
    }
  }

  private void load(Path file, String text) throws BadLineException {
    kernel.loadSets(text);
    SavedSets saved = SavedSets.of(text);
    journal.say(
        file
            + ": "
            + counted(saved.names().size(), "set")
            + " with "
            + counted(saved.elements(), "element"));
  }

  static String counted(int number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  private void previousSets() {
    if (chosen == null || chosen.kind() != Fallback.Kind.PREVIOUS) {
      return;
    }
    Path file = place.previous(Part.SETS);
    try {
      load(file, new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (NoSuchFileException _) {
      journal.say(file + " is not there: there is no fallback");
    } catch (IOException e) {
      fail(file + ": " + PersistException.words(e));
    } catch (BadLineException e) {
      fail(e.in(file));
    }
  }

  // Rules.

  private void rules(Part part, Family family) {
    Path file = place.file(part);
    String text;
    try {
      text = text(part);
    } catch (IOException e) {
      fail(file + ": " + PersistException.words(e));
      fallBack(part, family, null);
      return;
    }
    if (text == null) {
      return;
    }
    if (text.isBlank() && place.isCut(part)) {
      fail(file + ": the file is empty, and " + place.previous(part) + " is not");
      fallBack(part, family, null);
      return;
    }
    SavedRules saved = SavedRules.of(text);
    for (int line : saved.stray()) {
      fail(file + ":" + line + ": the line belongs to no table");
    }
    int rules = 0;
    int tables = 0;
    for (SavedRules.Section section : saved.tables()) {
      if (restore(part, family, file, section)) {
        rules += section.rules();
        tables++;
      } else {
        fallBack(part, family, section.table());
      }
    }
    journal.say(file + ": " + counted(rules, "rule") + " in " + counted(tables, "table"));
  }

  private boolean restore(Part part, Family family, Path file, SavedRules.Section section) {
    if (!section.complete()) {
      int end = section.line() + section.lines().size();
      fail(file + ":" + end + ": the file ends before the COMMIT of table " + section.table());
      return false;
    }
    try {
      kernel.restore(
          family,
          section.text(),
          counters || options.savesCounters(part),
          options.keepsWhatIsThere(part),
          options.wait(part));
      return true;
    } catch (BadLineException e) {
      fail(e.in(file) + "; table " + section.table() + " is not restored");
      return false;
    }
  }

  /**
   * Does what is to be done in the place of a table.
   *
   * @param table the name that the file has; null where there is no telling which tables it had
   */
  private void fallBack(Part part, Family family, @Nullable String table) {
    Fallback fallback = chosen;
    if (fallback == null) {
      Path own = place.fallback(part);
      fallback =
          own != null && Files.exists(own) ? new Fallback(Fallback.Kind.FILE, own) : Fallback.KEEP;
    }
    TableName name = table == null ? TableName.FILTER : TableName.find(table);
    if (name == null) {
      return;
    }
    switch (fallback.kind()) {
      case KEEP -> {}
      case ACCEPT -> {
        try {
          if (kernel.tables(family).contains(name)) {
            kernel.flush(family, name, options.wait(part));
          }
          journal.warn("fallback: table " + name.word() + " accepts all " + family(family));
        } catch (PersistException e) {
          fail("fallback: " + e.getMessage());
        }
      }
      case DROP -> {
        if (name == TableName.FILTER) {
          SavedRules closed = SavedRules.of(Fallback.closed(family));
          put(part, family, "fallback", closed.tables().getFirst());
          journal.warn(
              "fallback: table filter lets no "
                  + family(family)
                  + " in but loopback, answers and ssh");
        }
      }
      case PREVIOUS -> from(part, family, place.previous(part), table);
      case FILE -> from(part, family, java.util.Objects.requireNonNull(fallback.file()), table);
    }
  }

  private static String family(Family family) {
    return family == Family.IPV4 ? "IPv4" : "IPv6";
  }

  private void from(Part part, Family family, Path file, @Nullable String table) {
    String text;
    try {
      text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      fail("fallback: " + file + ": " + PersistException.words(e));
      return;
    }
    for (SavedRules.Section section : SavedRules.of(text).tables()) {
      if (table == null || section.table().equals(table)) {
        if (put(part, family, file.toString(), section)) {
          journal.warn("fallback: table " + section.table() + " is that of " + file);
        }
      }
    }
  }

  private boolean put(Part part, Family family, String file, SavedRules.Section section) {
    try {
      if (!section.complete()) {
        throw new BadLineException(section.line(), "table " + section.table() + " has no COMMIT");
      }
      kernel.restore(family, section.text(), false, false, options.wait(part));
      return true;
    } catch (BadLineException e) {
      fail("fallback: " + e.in(file));
      return false;
    }
  }
}
