package org.netfilter4j.agent.files;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.command.ipset.SetScript;
import org.netfilter4j.command.ipset.SetScript.BadLineException;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.Names;

/** Reads a directory's files. */
public final class RuleFiles {
  private RuleFiles() {}

  /** Whether a file of that name is one of rules or sets; others of a directory are passed over. */
  public static boolean isRuleFile(String name) {
    return !name.startsWith(".")
        && (name.endsWith(".v4") || name.endsWith(".v6") || name.endsWith(".ipset"));
  }

  /** As {@link #read(List, Mode, String)} where no names make chains the agent's own. */
  public static Reading read(List<SourceFile> files, Mode mode) {
    return read(files, mode, null);
  }

  /**
   * Reads files, in the order of their names.
   *
   * @param mode whose tools' language they are in
   * @param prefix chains whose names begin so need not be declared; null for none
   */
  public static Reading read(List<SourceFile> files, Mode mode, @Nullable String prefix) {
    List<SourceFile> ordered = new ArrayList<>(files);
    ordered.sort(Comparator.comparing(SourceFile::name));
    // No name server is asked, nor the hosts file: the agent's may not be the host's.
    Names names = new NumericHosts(new SystemNames(Path.of("/etc"), false));
    try {
      Map<String, WantedSet> sets = sets(ordered, names);
      RuleCollector rules = new RuleCollector(mode, prefix, names, sets);
      for (SourceFile file : ordered) {
        Family family = family(file.name());
        if (family != null) {
          rules.declare(file, family);
        }
      }
      for (SourceFile file : ordered) {
        Family family = family(file.name());
        if (family != null) {
          rules.read(file, family);
        }
      }
      return new Reading.Good(rules.wanted());
    } catch (BadFileException e) {
      return new Reading.Bad(e.place().file(), e.place().line(), e.getMessage());
    }
  }

  private static @Nullable Family family(String file) {
    return file.endsWith(".v4") ? Family.IPV4 : file.endsWith(".v6") ? Family.IPV6 : null;
  }

  private static Map<String, WantedSet> sets(List<SourceFile> files, Names names) {
    SetCollector collector = new SetCollector();
    for (SourceFile file : files) {
      if (file.name().endsWith(".ipset")) {
        collector.file(file.name());
        try {
          SetScript.run(file.text(), collector, names);
        } catch (BadLineException e) {
          throw new BadFileException(new Place(file.name(), e.line()), e.getMessage());
        }
      }
    }
    return collector.collected();
  }
}
