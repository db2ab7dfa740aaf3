package org.netfilter4j.agent.trial;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.persist.BadLineException;
import org.netfilter4j.agent.persist.LiveState;
import org.netfilter4j.agent.persist.Part;
import org.netfilter4j.agent.persist.PersistException;
import org.netfilter4j.agent.persist.SavedRules;
import org.netfilter4j.agent.persist.SavedSets;
import org.netfilter4j.command.RulesFile;
import org.netfilter4j.command.ipset.SetScript;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.SetDirectory;
import org.netfilter4j.xt.set.EmbeddedSets;
import org.netfilter4j.xt.set.SetNamespace;

/**
 * A file of new rules or sets.
 *
 * @param text what is in it
 */
public record Source(Part part, Path file, String text) {

  /**
   * Reads a file.
   *
   * @throws PersistException where it can't be read
   */
  public static Source read(Part part, Path file) {
    try {
      return new Source(part, file, new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw PersistException.of(file, e);
    }
  }

  /** What a file has, by its name; null where that does not tell. */
  public static @Nullable Part part(Path file) {
    String name = String.valueOf(file.getFileName());
    if (name.endsWith(".ipset") || name.equals("ipset") || name.equals("ipsets")) {
      return Part.SETS;
    }
    if (name.endsWith(".v4") || name.equals("iptables")) {
      return Part.IPV4;
    }
    return name.endsWith(".v6") || name.equals("ip6tables") ? Part.IPV6 : null;
  }

  /** The tables that files of a family have. */
  static List<String> tables(List<Source> sources, Family family) {
    List<String> tables = new ArrayList<>();
    for (Source source : sources) {
      if (source.part.family() == family) {
        SavedRules.of(source.text).tables().forEach(table -> tables.add(table.table()));
      }
    }
    return tables;
  }

  /** The sets that the files make; null where what they do can't be told by that. */
  static @Nullable List<String> sets(List<Source> sources) {
    List<String> names = new ArrayList<>();
    for (Source source : sources) {
      if (source.part == Part.SETS) {
        SavedSets saved = SavedSets.of(source.text);
        if (!saved.isPlain()) {
          return null;
        }
        names.addAll(saved.names());
      }
    }
    return names;
  }

  /**
   * Finds what is wrong before anything is changed.
   *
   * @throws PersistException with the file and the line
   */
  static void check(List<Source> sources, LiveState kernel) {
    StringBuilder sets = new StringBuilder();
    for (Source source : sources) {
      if (source.part == Part.SETS) {
        checkSets(source, kernel);
        sets.append(source.text).append('\n');
      }
    }
    SetDirectory known = new Both(SavedSets.of(sets.toString()), kernel.directory());
    for (Family family : Family.values()) {
      Set<String> seen = new HashSet<>();
      for (String table : tables(sources, family)) {
        if (!seen.add(table)) {
          throw new PersistException(
              "table " + table + " is in the files twice: the second would take the first away");
        }
      }
    }
    for (Source source : sources) {
      Family family = source.part.family();
      if (family != null) {
        checkRules(source, family, kernel, known);
      }
    }
  }

  private static void checkRules(
      Source source, Family family, LiveState kernel, SetDirectory sets) {
    try {
      RulesFile.read(new StringReader(source.text), family, kernel.mode(), kernel.names(), sets);
    } catch (RulesFile.BadRulesException e) {
      throw new PersistException(new BadLineException(e.line(), e.getMessage()).in(source.file));
    } catch (IOException e) {
      throw PersistException.of(source.file, e);
    }
    if (SavedRules.of(source.text).tables().isEmpty()) {
      throw new PersistException(source.file + ": there is no table in it");
    }
  }

  /** What names sets that are in the kernel alone is the kernel's to judge. */
  private static void checkSets(Source source, LiveState kernel) {
    if (!SavedSets.of(source.text).isPlain() || source.text.contains(" list:set ")) {
      return;
    }
    try {
      SetScript.run(
          source.text, new EmbeddedSets(new SetNamespace(), Clock.systemUTC()), kernel.names());
    } catch (SetScript.BadLineException e) {
      throw new PersistException(new BadLineException(e.line(), e.getMessage()).in(source.file));
    }
  }

  /** The sets of the files, and those of the kernel. */
  private record Both(SetDirectory files, SetDirectory kernel) implements SetDirectory {
    @Override
    public boolean has(String set) {
      return files.has(set) || kernel.has(set);
    }

    @Override
    public boolean fits(String set, Family family) {
      return files.has(set) ? files.fits(set, family) : kernel.fits(set, family);
    }
  }
}
