package org.netfilter4j.command;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;

/**
 * What a program's name means: {@code ip6tables-legacy-save} is the saving tool for IPv6 in legacy
 * mode.
 *
 * @param mode the mode that the name fixes, or null where it fixes none
 */
public record Personality(Tool tool, Family family, @Nullable Mode mode) {
  /** The tools of one family and mode. */
  public enum Tool {
    TABLES(""),
    SAVE("-save"),
    RESTORE("-restore"),
    TRANSLATE("-translate"),
    RESTORE_TRANSLATE("-restore-translate");

    private final String suffix;

    Tool(String suffix) {
      this.suffix = suffix;
    }

    /** What follows "iptables", and the mode, in the program's name. */
    public String suffix() {
      return suffix;
    }
  }

  /** The personality of a program's name, directories before it ignored; null if it has none. */
  public static @Nullable Personality of(String program) {
    String name = program.substring(program.lastIndexOf('/') + 1);
    Family family;
    if (name.startsWith("iptables")) {
      family = Family.IPV4;
      name = name.substring("iptables".length());
    } else if (name.startsWith("ip6tables")) {
      family = Family.IPV6;
      name = name.substring("ip6tables".length());
    } else {
      return null;
    }
    Mode mode = null;
    for (Mode each : Mode.values()) {
      if (name.startsWith("-" + each.word())) {
        mode = each;
        name = name.substring(1 + each.word().length());
      }
    }
    for (Tool tool : Tool.values()) {
      if (name.equals(tool.suffix)) {
        return new Personality(tool, family, mode);
      }
    }
    return null;
  }
}
