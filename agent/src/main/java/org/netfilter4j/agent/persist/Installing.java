package org.netfilter4j.agent.persist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Mode;

/**
 * The systemd unit that restores at start, before the network is up, and does at stop what the
 * layout's options say.
 */
public final class Installing {
  /** The unit's name. */
  public static final String UNIT = "nf4j-persist.service";

  private static final String UNITS = "etc/systemd/system";
  private static final String WANTS = UNITS + "/sysinit.target.wants";

  /** The packages' units that would do the same work. */
  private static final List<String> OTHERS =
      List.of(
          "netfilter-persistent.service", "iptables.service", "ip6tables.service", "ipset.service");

  /**
   * What is asked for.
   *
   * @param program the command line of nf4j, as the unit is to call it
   * @param mode whose rules the files have; null for that which the files tell
   * @param fallback the operand of {@code --fallback}; null for none
   * @param savesOnStop whether a stop saves first
   */
  public record Wish(
      List<String> program, @Nullable Mode mode, @Nullable String fallback, boolean savesOnStop) {}

  private final Place place;
  private final Journal journal;
  private final Wish wish;

  public Installing(Place place, Journal journal, Wish wish) {
    this.place = place;
    this.journal = journal;
    this.wish = wish;
  }

  static Path unit(Path root) {
    return root.resolve(UNITS).resolve(UNIT);
  }

  /** Whether systemd would start a unit. */
  static boolean isEnabled(Path root, String unit) {
    for (String target : List.of("sysinit", "basic", "multi-user", "network-pre", "network")) {
      Path link = root.resolve(UNITS).resolve(target + ".target.wants").resolve(unit);
      if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
        return true;
      }
    }
    return false;
  }

  /** The packages' units that do the same work and are enabled. */
  static List<String> rivals(Path root) {
    List<String> rivals = new ArrayList<>();
    for (String unit : OTHERS) {
      if (isEnabled(root, unit)) {
        rivals.add(unit);
      }
    }
    return rivals;
  }

  /** The text of the unit. */
  public String text() {
    List<String> start = command("restore");
    // There is nobody to ask for a host's address before the network is up.
    start.add("--no-resolve");
    if (wish.fallback() != null) {
      start.add("--fallback");
      start.add(wish.fallback());
    }
    List<String> stop = command("stop");
    if (wish.savesOnStop()) {
      stop.add("--save");
    }
    // Before network-pre.target is before any interface is up; ordinary dependencies would come
    // after it.
    return """
    [Unit]
    Description=Restore of iptables rules and ipsets (netfilter4j)
    DefaultDependencies=no
    Wants=network-pre.target systemd-modules-load.service local-fs.target
    After=systemd-modules-load.service local-fs.target
    Before=network-pre.target shutdown.target
    Conflicts=shutdown.target

    [Service]
    Type=oneshot
    RemainAfterExit=yes
    ExecStart=%s
    ExecReload=%s
    ExecStop=%s
    TimeoutStartSec=15min

    [Install]
    WantedBy=sysinit.target
    """
        .formatted(line(start), line(start), line(stop));
  }

  private List<String> command(String verb) {
    List<String> words = new ArrayList<>(wish.program());
    Mode mode = wish.mode();
    if (mode != null) {
      words.add("--mode");
      words.add(mode.word());
    }
    words.add("persist");
    words.add(verb);
    words.add("--layout");
    words.add(place.layout().word());
    return words;
  }

  /** Words as systemd takes them apart again. */
  private static String line(List<String> words) {
    StringBuilder line = new StringBuilder();
    for (String word : words) {
      String escaped =
          word.replace("\\", "\\\\").replace("\"", "\\\"").replace("%", "%%").replace("$", "$$");
      boolean plain =
          !word.isEmpty() && word.chars().noneMatch(c -> c <= ' ' || c == '\'' || c == ';');
      line.append(line.isEmpty() ? "" : " ").append(plain ? escaped : '"' + escaped + '"');
    }
    return line.toString();
  }

  /**
   * Makes the directory of the files and the unit, and enables it.
   *
   * @param dry whether nothing is done but told
   * @throws PersistException where it can't be done
   */
  public void run(boolean dry) {
    Path directory = place.directory();
    Path unit = unit(place.root());
    Path link = place.root().resolve(WANTS).resolve(UNIT);
    String text = text();
    if (dry) {
      if (!Files.isDirectory(directory)) {
        journal.say("would make the directory " + directory);
      }
      journal.say("would " + (isThere(unit, text) ? "leave " : "write ") + unit + ":");
      text.lines().forEach(line -> journal.say(line.isEmpty() ? "" : "  " + line));
      journal.say("would make the link " + link + ", which enables it");
    } else {
      make(directory, unit, text, link);
    }
    List<String> rivals = rivals(place.root());
    if (!rivals.isEmpty()) {
      journal.warn(
          String.join(", ", rivals)
              + " restores the same files: systemctl disable "
              + String.join(" ", rivals));
    }
  }

  private static boolean isThere(Path file, String text) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).equals(text);
    } catch (IOException _) {
      return false;
    }
  }

  private void make(Path directory, Path unit, String text, Path link) {
    Path at = directory;
    try {
      Files.createDirectories(directory);
      at = unit;
      Files.createDirectories(unit.getParent());
      Files.write(unit, text.getBytes(StandardCharsets.UTF_8));
      at = link;
      Files.createDirectories(link.getParent());
      if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
        Files.createSymbolicLink(link, Path.of("..", UNIT));
      }
    } catch (IOException e) {
      throw PersistException.of(at, e);
    }
    journal.say("wrote " + unit + " and enabled it: what is saved is restored at the next start");
    journal.say("\"systemctl daemon-reload\" makes it known now");
    if (!saved()) {
      journal.say("nothing is saved yet: \"nf4j persist save\" does");
    }
  }

  private boolean saved() {
    for (Part part : Part.values()) {
      try {
        if (place.read(part) != null) {
          return true;
        }
      } catch (NoSuchFileException _) {
        return false;
      } catch (IOException _) {
        return true;
      }
    }
    return false;
  }
}
