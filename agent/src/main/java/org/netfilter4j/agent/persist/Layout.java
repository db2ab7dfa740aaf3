package org.netfilter4j.agent.persist;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a distribution's packages keep what is saved. */
public enum Layout {
  /** The packages netfilter-persistent, iptables-persistent and ipset-persistent. */
  DEBIAN("debian", "etc/iptables", ".previous") {
    @Override
    String name(Part part) {
      return switch (part) {
        case SETS -> "ipsets";
        case IPV4 -> "rules.v4";
        case IPV6 -> "rules.v6";
      };
    }

    @Override
    String options(Part part) {
      return "etc/default/netfilter-persistent";
    }
  },

  /** The packages iptables-services and ipset-service. */
  REDHAT("redhat", "etc/sysconfig", ".save") {
    @Override
    String name(Part part) {
      return switch (part) {
        case SETS -> "ipset";
        case IPV4 -> "iptables";
        case IPV6 -> "ip6tables";
      };
    }

    @Override
    String options(Part part) {
      return directory() + "/" + name(part) + "-config";
    }
  };

  private final String word;
  private final String directory;
  private final String previous;

  Layout(String word, String directory, String previous) {
    this.word = word;
    this.directory = directory;
    this.previous = previous;
  }

  /** How {@code --layout} names it. */
  public String word() {
    return word;
  }

  /** The directory of the files, below the root. */
  String directory() {
    return directory;
  }

  abstract String name(Part part);

  /** The file of a part's options, below the root. */
  abstract String options(Part part);

  /**
   * What the name of the file that was there before ends in. Red Hat's ipset service takes {@code
   * ipset.save} for what an unfinished save left, and would put it back.
   */
  String previous(Part part) {
    return part == Part.SETS ? ".previous" : previous;
  }

  /** The layout of that word, or null. */
  public static @Nullable Layout find(String word) {
    for (Layout layout : values()) {
      if (layout.word.equals(word)) {
        return layout;
      }
    }
    return null;
  }

  /**
   * The layout of a machine, by what is there: saved files first, then the options and directories
   * of the packages, then the distribution's other files.
   *
   * @param root the directory that stands for /
   */
  public static Layout detect(Path root) {
    for (Layout layout : values()) {
      for (Part part : Part.values()) {
        if (Files.exists(root.resolve(layout.directory).resolve(layout.name(part)))) {
          return layout;
        }
      }
    }
    List<String> debian = List.of("etc/iptables", DEBIAN.options(Part.IPV4), "etc/debian_version");
    for (String sign : debian) {
      if (Files.exists(root.resolve(sign))) {
        return DEBIAN;
      }
    }
    return Files.exists(root.resolve(REDHAT.directory)) ? REDHAT : DEBIAN;
  }
}
