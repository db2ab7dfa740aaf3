package org.netfilter4j.agent.persist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What the distributions' option files say: lines {@code NAME=value} of a shell. Of a shell's
 * language no more is understood than quotes and comments; what is not there has the value that the
 * packages' own scripts take.
 */
public final class Options {
  private final Layout layout;
  private final Map<String, String> values;

  private Options(Layout layout, Map<String, String> values) {
    this.layout = layout;
    this.values = values;
  }

  /**
   * The options of a machine.
   *
   * @throws PersistException where a file of them is there and can't be read
   */
  static Options read(Place place) {
    Map<String, String> values = new HashMap<>();
    for (Part part : Part.values()) {
      Path file = place.root().resolve(place.layout().options(part));
      try {
        parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8), values);
      } catch (NoSuchFileException _) {
        // The packages' defaults hold.
      } catch (IOException e) {
        throw PersistException.of(file, e);
      }
    }
    return new Options(place.layout(), values);
  }

  /** The options of a layout as a text gives them. */
  static Options of(Layout layout, String text) {
    Map<String, String> values = new HashMap<>();
    parse(text, values);
    return new Options(layout, values);
  }

  private static void parse(String text, Map<String, String> values) {
    for (String each : text.lines().toList()) {
      String line = each.strip();
      int equals = line.indexOf('=');
      if (equals > 0 && !line.startsWith("#")) {
        values.put(line.substring(0, equals).strip(), value(line.substring(equals + 1)));
      }
    }
  }

  /** A word of the shell: up to a blank outside quotes. */
  private static String value(String text) {
    StringBuilder value = new StringBuilder();
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          value.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (Character.isWhitespace(c)) {
        break;
      } else {
        value.append(c);
      }
    }
    return value.toString();
  }

  private boolean isYes(String name, boolean otherwise) {
    String value = values.get(name);
    return value == null ? otherwise : value.equals("yes");
  }

  private static String prefix(Part part) {
    return switch (part) {
      case SETS -> "IPSET";
      case IPV4 -> "IPTABLES";
      case IPV6 -> "IP6TABLES";
    };
  }

  /** Whether a save leaves a part alone: Debian's {@code IPTABLES_SKIP_SAVE=yes} and its kin. */
  public boolean skipsSave(Part part) {
    return layout == Layout.DEBIAN && isYes(prefix(part) + "_SKIP_SAVE", false);
  }

  /** Whether rules keep their counters: Red Hat's {@code IPTABLES_SAVE_COUNTER=yes}. */
  public boolean savesCounters(Part part) {
    return layout == Layout.REDHAT && isYes(prefix(part) + "_SAVE_COUNTER", false);
  }

  /** Whether a stop saves first: Red Hat's {@code …_SAVE_ON_STOP=yes}. */
  public boolean savesOnStop(Part part) {
    return layout == Layout.REDHAT && isYes(prefix(part) + "_SAVE_ON_STOP", false);
  }

  /** Whether a restart saves first: Red Hat's {@code …_SAVE_ON_RESTART=yes}. */
  public boolean savesOnRestart(Part part) {
    return layout == Layout.REDHAT && isYes(prefix(part) + "_SAVE_ON_RESTART", false);
  }

  /** Whether a stop takes rules and sets away: Red Hat's do, Debian's with FLUSH_ON_STOP=1. */
  public boolean flushesOnStop() {
    String value = values.getOrDefault("FLUSH_ON_STOP", "0");
    return layout == Layout.REDHAT || (!value.equals("0") && !value.isEmpty());
  }

  /** Whether what is in a table stays: Debian's {@code IPTABLES_RESTORE_NOFLUSH=yes}. */
  public boolean keepsWhatIsThere(Part part) {
    return layout == Layout.DEBIAN && isYes(prefix(part) + "_RESTORE_NOFLUSH", false);
  }

  /**
   * How many seconds a restore waits for the xtables lock: Red Hat's IPTABLES_RESTORE_WAIT, 600 if
   * it says nothing; 0 for no end.
   */
  public int wait(Part part) {
    try {
      return Integer.parseInt(values.getOrDefault(prefix(part) + "_RESTORE_WAIT", "600"));
    } catch (NumberFormatException _) {
      return 600;
    }
  }

  /** Whether listings have addresses rather than names: IPTABLES_STATUS_NUMERIC, yes. */
  public boolean listsNumbers(Part part) {
    return isYes(prefix(part) + "_STATUS_NUMERIC", true);
  }

  /** Whether listings have counters and interfaces: IPTABLES_STATUS_VERBOSE, no. */
  public boolean listsCounters(Part part) {
    return isYes(prefix(part) + "_STATUS_VERBOSE", false);
  }

  /** Whether listings have the rules' numbers: IPTABLES_STATUS_LINENUMBERS, yes. */
  public boolean listsRuleNumbers(Part part) {
    return isYes(prefix(part) + "_STATUS_LINENUMBERS", true);
  }
}
