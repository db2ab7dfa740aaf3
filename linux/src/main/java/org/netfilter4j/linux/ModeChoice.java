package org.netfilter4j.linux;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;

/**
 * Which mode is in use on a machine, chosen as the iptables-wrappers for containers choose, so that
 * one image fits hosts of either: by the kubelet's hint, first in nf_tables; else the mode with
 * more rules, of IPv4 and IPv6 together; else nf_tables, where the kernel has it.
 */
public record ModeChoice(Mode mode, Reason reason) {

  /** Why a mode is chosen. */
  public enum Reason {
    /** The kubelet made its chain in one of the mode's tables. */
    HINT,
    /** The mode has more rules. */
    MORE_RULES,
    /** Both have equally many, and some; nf_tables is the mode of today's systems. */
    EQUALLY_MANY,
    /** There are no rules; nf_tables is the mode of today's systems. */
    NO_RULES,
    /** The kernel has only this one. */
    ONLY_ONE,
    /** The kernel has neither. */
    NEITHER,
    /** There is no right to look. */
    NO_RIGHT
  }

  /** The choice by what a survey found. */
  public static ModeChoice of(ModeSurvey survey) {
    for (Mode mode : Mode.values()) {
      if (survey.hinted(mode)) {
        return new ModeChoice(mode, Reason.HINT);
      }
    }
    long nft = survey.rules(Mode.NFT);
    long legacy = survey.rules(Mode.LEGACY);
    if (nft != legacy) {
      return new ModeChoice(legacy > nft ? Mode.LEGACY : Mode.NFT, Reason.MORE_RULES);
    }
    if (!survey.permitted()) {
      return new ModeChoice(Mode.NFT, Reason.NO_RIGHT);
    }
    return switch (survey.supported().size()) {
      case 0 -> new ModeChoice(Mode.NFT, Reason.NEITHER);
      case 1 -> new ModeChoice(survey.supported().getFirst(), Reason.ONLY_ONE);
      default -> new ModeChoice(Mode.NFT, nft > 0 ? Reason.EQUALLY_MANY : Reason.NO_RULES);
    };
  }

  /**
   * The same mode as of a survey, with as few questions to the kernel as it takes: most machines
   * have no legacy tables, and then nobody counts.
   *
   * @throws KernelException as {@link ModeSurvey#of}
   */
  public static Mode choose(NetworkNamespace namespace) {
    LegacyCensus legacy = new LegacyCensus(namespace);
    boolean tables = legacy.hasTables();
    try (NftCensus nft = new NftCensus(namespace)) {
      switch (nft.state()) {
        case FORBIDDEN -> {
          return Mode.NFT;
        }
        case ABSENT -> {
          return legacy.state() == ModeSurvey.State.PRESENT ? Mode.LEGACY : Mode.NFT;
        }
        case PRESENT -> {}
      }
      if (!tables || nft.hinted() || legacy.state() == ModeSurvey.State.FORBIDDEN) {
        return Mode.NFT;
      }
      long rules = 0;
      List<ModeSurvey.Held> held = new ArrayList<>();
      legacy.count(held);
      for (ModeSurvey.Held table : held) {
        if (table.hinted()) {
          return Mode.LEGACY;
        }
        rules += table.rules();
      }
      return rules > 0 && nft.hasFewerThan(rules) ? Mode.LEGACY : Mode.NFT;
    }
  }

  /**
   * The mode that a C tool's version tells: "iptables v1.8.9 (nf_tables)". One without a mode in
   * brackets is older than 1.8, and legacy.
   *
   * @param text what {@code iptables -V} printed
   * @return null where it is no version of iptables
   */
  public static @Nullable Mode ofVersion(String text) {
    String line = text.strip();
    int version = line.indexOf(" v");
    if (!line.startsWith("ip") || !line.substring(0, Math.max(version, 0)).contains("tables")) {
      return null;
    }
    if (version + 2 >= line.length() || !Character.isDigit(line.charAt(version + 2))) {
      return null;
    }
    int bracket = line.indexOf('(', version);
    if (bracket < 0) {
      return Mode.LEGACY;
    }
    for (Mode mode : Mode.values()) {
      if (line.startsWith(mode.versionWord() + ")", bracket + 1)) {
        return mode;
      }
    }
    return null;
  }

  /** The kernel's number of a family (NFPROTO_*). */
  static int number(Family family) {
    return family == Family.IPV4 ? 2 : 10;
  }
}
