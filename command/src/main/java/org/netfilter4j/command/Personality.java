package org.netfilter4j.command;

import java.util.List;
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
    RESTORE_TRANSLATE("-restore-translate"),
    XML("-xml"),
    APPLY("-apply");

    private final String suffix;

    Tool(String suffix) {
      this.suffix = suffix;
    }

    /** What follows "iptables", and the mode, in the program's name. */
    public String suffix() {
      return suffix;
    }

    /** Whether there is a program of that tool with the mode in its name. */
    private boolean isOfMode() {
      return this == TABLES || this == SAVE || this == RESTORE;
    }
  }

  private static final List<String> LEGACY_TOOLS =
      List.of(
          "iptables",
          "main4",
          "iptables-save",
          "save4",
          "iptables-restore",
          "restore4",
          "iptables-legacy",
          "iptables-legacy-save",
          "iptables-legacy-restore",
          "iptables-xml",
          "xml",
          "ip6tables",
          "main6",
          "ip6tables-save",
          "save6",
          "ip6tables-restore",
          "restore6",
          "ip6tables-legacy",
          "ip6tables-legacy-save",
          "ip6tables-legacy-restore");

  private static final List<String> NFT_TOOLS =
      List.of(
          "iptables-xml",
          "xml",
          "iptables",
          "iptables-nft",
          "main4",
          "save4",
          "restore4",
          "iptables-save",
          "iptables-restore",
          "iptables-nft-save",
          "iptables-nft-restore",
          "ip6tables",
          "ip6tables-nft",
          "main6",
          "save6",
          "restore6",
          "ip6tables-save",
          "ip6tables-restore",
          "ip6tables-nft-save",
          "ip6tables-nft-restore",
          "iptables-translate",
          "ip6tables-translate",
          "iptables-restore-translate",
          "ip6tables-restore-translate",
          "xtables-monitor");

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
        boolean there = mode == null || tool.isOfMode();
        return there && (tool != Tool.XML || family == Family.IPV4)
            ? new Personality(tool, family, mode)
            : null;
      }
    }
    return null;
  }

  /** The mode of a program that holds all tools of a mode; null where the program is none. */
  public static @Nullable Mode multi(String program) {
    String name = program.substring(program.lastIndexOf('/') + 1);
    for (Mode mode : Mode.values()) {
      if (name.equals("xtables-" + mode.word() + "-multi")) {
        return mode;
      }
    }
    return null;
  }

  /** The words by which such a program knows its tools. */
  public static List<String> tools(Mode mode) {
    return mode == Mode.NFT ? NFT_TOOLS : LEGACY_TOOLS;
  }

  /** The tool that such a program has by that word; null where it has none. */
  public static @Nullable Personality ofTool(Mode mode, String word) {
    if (!tools(mode).contains(word)) {
      return null;
    }
    String name =
        switch (word) {
          case "main4" -> "iptables";
          case "save4" -> "iptables-save";
          case "restore4" -> "iptables-restore";
          case "main6" -> "ip6tables";
          case "save6" -> "ip6tables-save";
          case "restore6" -> "ip6tables-restore";
          case "xml" -> "iptables-xml";
          default -> word;
        };
    Personality found = of(name);
    return found == null ? null : new Personality(found.tool(), found.family(), mode);
  }
}
