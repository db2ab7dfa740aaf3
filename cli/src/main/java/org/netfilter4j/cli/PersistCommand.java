package org.netfilter4j.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.persist.Fallback;
import org.netfilter4j.agent.persist.Flushing;
import org.netfilter4j.agent.persist.Installing;
import org.netfilter4j.agent.persist.Journal;
import org.netfilter4j.agent.persist.Layout;
import org.netfilter4j.agent.persist.LiveState;
import org.netfilter4j.agent.persist.Options;
import org.netfilter4j.agent.persist.Part;
import org.netfilter4j.agent.persist.PersistException;
import org.netfilter4j.agent.persist.Place;
import org.netfilter4j.agent.persist.Restoring;
import org.netfilter4j.agent.persist.SavedMode;
import org.netfilter4j.agent.persist.Saving;
import org.netfilter4j.agent.persist.Status;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.Rejected;

/** {@code nf4j persist}: rules and sets that are there again after a restart. */
final class PersistCommand {
  static final String USAGE =
      """
      usage: nf4j persist save [--own-only] [--counters] [--force]
                              writes the kernel's sets and rules into the files of the layout; each
                              file is replaced at once, and the last one kept beside it
                                --own-only  without what Docker, kubelet, CNI … make again themselves
                                --counters  with the counters of rules
                                --force     even nothing in the place of something
             nf4j persist restore [--fallback POLICY] [--no-resolve] [--counters]
                              sets, then rules, table by table. A table that is wrong is not restored;
                              all others are, and the exit code is 1. In its place:
                                --fallback keep      what is in the kernel (the default)
                                --fallback accept    an empty table that accepts
                                --fallback drop      filter: nothing comes in but loopback, answers,
                                                     DHCP, neighbour discovery, and ssh (port 22), so
                                                     that the machine can be mended; nothing is
                                                     forwarded. Other tables: as keep
                                --fallback previous  the table as it was saved before
                                --fallback FILE      the table of that file
                                --no-resolve         hosts' names are those of /etc/hosts
             nf4j persist status [--list]
                              what is saved, what is different in the kernel, what is wrong;
                              --list also lists the kernel's rules
             nf4j persist install [--dry-run] [--save-on-stop] [--fallback POLICY] [--program FILE]
                              the systemd unit that restores before the network is up
             nf4j persist stop [--save]   as the unit stops: saves and flushes if the options say so
             nf4j persist restart         saves if the options say so, flushes, and restores
             nf4j persist flush           takes all rules of the mode, then all sets, from the kernel

      with each:
        --layout debian|redhat  whose files: /etc/iptables/rules.v4, rules.v6, ipsets, or
                                /etc/sysconfig/iptables, ip6tables, ipset (default: those that are
                                there)
        --root DIR              the directory that stands for /
        --mode nft|legacy       whose rules (default: the mode that the files were saved in, else the
                                machine's)

      The exit code is 0 where all went well, 1 where something could not be done, 2 for a mistake.\
      """;

  private static final Set<String> VERBS =
      Set.of("save", "restore", "status", "install", "stop", "restart", "flush");

  private final Nf4j nf4j;
  private final Journal journal;

  private @Nullable Layout layout;
  private Path root = Path.of("/");
  private @Nullable String fallback;
  private @Nullable String program;
  private boolean ownOnly;
  private boolean counters;
  private boolean force;
  private boolean dry;
  private boolean saving;
  private boolean list;
  private boolean resolve = true;

  PersistCommand(Nf4j nf4j) {
    this.nf4j = nf4j;
    this.journal =
        new Journal(
            nf4j.out(), nf4j.err(), Journal.isReadBySystem(nf4j.variable("JOURNAL_STREAM", "")));
  }

  int run(List<String> words, @Nullable String host) {
    if (host != null) {
      throw Rejected.parameter(
          "persist: works on the kernel, and a host directory keeps its rules anyway");
    }
    if (words.isEmpty() || words.contains("-h") || words.contains("--help")) {
      throw new Usage.Wanted(USAGE);
    }
    String verb = words.getFirst();
    if (!VERBS.contains(verb)) {
      throw Rejected.parameter("persist: unknown word \"" + verb + "\"; see nf4j persist --help");
    }
    read(verb, words);
    Place place = new Place(layout == null ? Layout.detect(root) : layout, root);
    try {
      return verb.equals("install") ? install(place) : onKernel(verb, place);
    } catch (PersistException e) {
      nf4j.out().flush();
      journal.fail(e.getMessage());
      return 1;
    }
  }

  private void read(String verb, List<String> words) {
    for (int at = 1; at < words.size(); at++) {
      String word = words.get(at);
      String option = OptionValues.option(word);
      boolean known = true;
      switch (option) {
        case "--own-only" -> known = ownOnly = verb.equals("save");
        case "--force" -> known = force = verb.equals("save");
        case "--counters" -> known = counters = verb.equals("save") || verb.equals("restore");
        case "--dry-run" -> known = dry = verb.equals("install");
        case "--save-on-stop" -> known = saving = verb.equals("install");
        case "--save" -> known = saving = verb.equals("stop");
        case "--list" -> known = list = verb.equals("status");
        case "--no-resolve" -> resolve = false;
        case "--layout", "--root", "--mode", "--fallback", "--program" -> {
          value(option, OptionValues.value(words, at));
          at += OptionValues.hasValue(word) ? 0 : 1;
        }
        default -> known = false;
      }
      if (!known) {
        throw Rejected.parameter(
            "persist " + verb + ": unknown word \"" + word + "\"; see nf4j persist --help");
      }
    }
  }

  private void value(String option, String value) {
    switch (option) {
      case "--layout" -> {
        layout = Layout.find(value);
        if (layout == null) {
          throw Rejected.parameter("--layout is \"" + value + "\", expected debian or redhat");
        }
      }
      case "--root" -> {
        root = path(value);
        if (!Files.isDirectory(root)) {
          throw Rejected.parameter("--root: " + value + " is no directory");
        }
      }
      case "--mode" -> nf4j.ask(value);
      case "--fallback" -> {
        path(value);
        fallback = value;
      }
      default -> program = value;
    }
  }

  private static Path path(String value) {
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw Rejected.parameter("\"" + value + "\" is no file's name");
    }
  }

  private Mode mode(Place place) {
    if (nf4j.isModeAsked()) {
      return nf4j.kernelMode();
    }
    Mode saved = SavedMode.of(place);
    return saved == null ? nf4j.kernelMode() : saved;
  }

  private int onKernel(String verb, Place place) {
    // What is saved is what is in use; only a file that is read says whose it is.
    boolean reads = verb.equals("restore") || verb.equals("status");
    Mode mode = reads ? mode(place) : nf4j.kernelMode();
    try (LiveState kernel = new LiveState(nf4j.namespace(), mode, nf4j.variables(), resolve)) {
      return switch (verb) {
        case "save" -> {
          save(place, kernel, List.of(Part.values()));
          yield 0;
        }
        case "restore" -> restore(place, kernel) ? 0 : 1;
        case "status" ->
            new Status(place, kernel, journal, nf4j.out(), nf4j.err()).run(list) ? 0 : 1;
        case "stop" -> stop(place, kernel);
        case "restart" -> restart(place, kernel);
        default -> new Flushing(place, kernel, journal).run() ? 0 : 1;
      };
    }
  }

  private boolean restore(Place place, LiveState kernel) {
    Fallback instead = fallback == null ? null : Fallback.parse(fallback);
    return new Restoring(place, kernel, journal, instead, counters).run();
  }

  private void save(Place place, LiveState kernel, List<Part> parts) {
    new Saving(place, kernel, journal, new Saving.Wish(counters, force, ownOnly)).run(parts);
  }

  private int stop(Place place, LiveState kernel) {
    Options options = place.options();
    List<Part> parts = new ArrayList<>();
    for (Part part : Part.values()) {
      if (saving || options.savesOnStop(part)) {
        parts.add(part);
      }
    }
    int exit = saveFirst(place, kernel, parts);
    return options.flushesOnStop() && !new Flushing(place, kernel, journal).run() ? 1 : exit;
  }

  private int restart(Place place, LiveState kernel) {
    List<Part> parts = new ArrayList<>();
    for (Part part : Part.values()) {
      if (place.options().savesOnRestart(part)) {
        parts.add(part);
      }
    }
    int exit = saveFirst(place, kernel, parts);
    boolean flushed = new Flushing(place, kernel, journal).run();
    return restore(place, kernel) && flushed ? exit : 1;
  }

  /** What can't be saved is no reason not to go on: the last good files are there. */
  private int saveFirst(Place place, LiveState kernel, List<Part> parts) {
    if (!parts.isEmpty()) {
      try {
        save(place, kernel, parts);
      } catch (PersistException e) {
        journal.fail(e.getMessage());
        return 1;
      }
    }
    return 0;
  }

  private int install(Place place) {
    if (fallback != null) {
      Fallback.parse(fallback);
    }
    List<String> command = new ArrayList<>();
    command.add(program != null ? program : self());
    Mode mode = nf4j.isModeAsked() ? nf4j.kernelMode() : null;
    new Installing(place, journal, new Installing.Wish(command, mode, fallback, saving)).run(dry);
    return 0;
  }

  /** Where this program is, for a unit that has no directory of its own to start from. */
  private String self() {
    String self = nf4j.variable("NF4J_SELF", "/usr/local/bin/nf4j");
    if (self.contains("/")) {
      return path(self).toAbsolutePath().normalize().toString();
    }
    for (String directory : nf4j.variable("PATH", "").split(":", -1)) {
      Path file = Path.of(directory.isEmpty() ? "." : directory, self);
      if (Files.isExecutable(file)) {
        return file.toAbsolutePath().normalize().toString();
      }
    }
    throw new PersistException("where nf4j is can't be told: --program FILE says it");
  }
}
