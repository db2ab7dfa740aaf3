package org.netfilter4j.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.persist.LiveState;
import org.netfilter4j.agent.persist.Part;
import org.netfilter4j.agent.persist.PersistException;
import org.netfilter4j.agent.trial.Source;
import org.netfilter4j.agent.trial.Trial;
import org.netfilter4j.agent.trial.TrialPlace;
import org.netfilter4j.agent.trial.Verdict;
import org.netfilter4j.agent.trial.Watcher;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.Rejected;

/** {@code nf4j apply}: new rules and sets, taken back unless somebody says that all is well. */
final class ApplyCommand {
  static final String USAGE =
      """
      usage: nf4j apply FILE… [--timeout SECONDS] [--yes|--detach] [--confirm-file FILE]
                              [--mode nft|legacy]
                              puts the tables and sets of the files in place, and asks whether the
                              machine can still be reached. Without a yes within the time (10 s),
                              and when the session ends, what was there before comes back; a process
                              of its own sees to it.
             nf4j apply --confirm     says yes, from another session
             nf4j apply --rollback    says no, or brings back what a trial left behind
             nf4j apply --status      whether a trial is under way, or how the last one ended

        FILE            NAME.v4, NAME.v6: as iptables-save and ip6tables-save print; a table is
                        replaced whole, tables that no file has stay
                        NAME.ipset: as ipset save prints; a set is replaced whole, at once
        --v4 FILE, --v6 FILE, --ipset FILE    files of other names
        --yes           asks nobody; what is refused changes nothing all the same
        --detach        does not wait: nf4j apply --confirm says yes
        --confirm-file FILE    a file that says yes as soon as it is there

      Where standard input is no terminal nobody is asked, and nf4j apply --confirm says yes.

      The exit code is 0 where the new rules stay (with --detach: are in place), 2 for a mistake in
      the words or files, 4 where a trial is under way or none can begin, 5 where the kernel refuses
      something, 6 where what was there before can't be brought back, 255 where nobody said yes.\
      """;

  private static final int TIMEOUT = 10;

  private final Nf4j nf4j;
  private final List<Source> sources = new ArrayList<>();
  private int seconds = TIMEOUT;
  private boolean yes;
  private boolean detached;
  private @Nullable Path confirmation;

  /** {@code --confirm}, {@code --rollback} or {@code --status}; null for none. */
  private @Nullable String verb;

  private @Nullable Path watched;

  ApplyCommand(Nf4j nf4j) {
    this.nf4j = nf4j;
  }

  int run(List<String> words, @Nullable String host) {
    if (host != null) {
      throw Rejected.parameter("apply: works on the kernel; a host directory can be copied");
    }
    if (words.isEmpty() || words.contains("-h") || words.contains("--help")) {
      throw new Usage.Wanted(USAGE);
    }
    try {
      read(words);
    } catch (PersistException e) {
      throw Rejected.parameter("apply: " + e.getMessage());
    }
    if (verb != null) {
      return others(verb);
    }
    if (watched == null && sources.isEmpty()) {
      throw Rejected.parameter("apply: no files; see nf4j apply --help");
    }
    Mode mode = nf4j.kernelMode();
    try (LiveState kernel =
        new LiveState(nf4j.namespace(), mode, nf4j.variables(), watched == null)) {
      if (watched != null) {
        Watcher.run(new TrialPlace(watched), kernel, seconds, nf4j.in(), nf4j.out());
        return 0;
      }
      Trial trial = new Trial(kernel, sources, nf4j.out(), nf4j.err());
      try {
        trial.check();
      } catch (PersistException e) {
        throw Rejected.parameter("apply: " + e.getMessage());
      }
      if (yes) {
        return trial.apply();
      }
      boolean asked = !detached && Terminal.isThere();
      return trial.run(
          new Trial.Asking(
              watcher(words, mode), seconds, asked ? nf4j.in() : null, confirmation, detached));
    } catch (PersistException e) {
      nf4j.out().flush();
      nf4j.err().println("nf4j: " + e.getMessage());
      return Trial.NOT_BEGUN;
    }
  }

  private void read(List<String> words) {
    for (int at = 0; at < words.size(); at++) {
      String word = words.get(at);
      String option = OptionValues.option(word);
      switch (option) {
        case "--yes" -> yes = true;
        case "--detach" -> detached = true;
        case "--confirm", "--rollback", "--status" -> verb = option;
        case "--timeout", "--confirm-file", "--mode", "--v4", "--v6", "--ipset", "--watch" -> {
          value(option, OptionValues.value(words, at));
          at += OptionValues.hasValue(word) ? 0 : 1;
        }
        default -> {
          if (word.startsWith("-")) {
            throw Rejected.parameter("apply: unknown word \"" + word + "\"; see nf4j apply --help");
          }
          Path file = path(word);
          Part part = Source.part(file);
          if (part == null) {
            throw Rejected.parameter(
                "apply: what is in \""
                    + word
                    + "\" its name does not tell: .v4, .v6 or .ipset, or --v4, --v6, --ipset");
          }
          sources.add(Source.read(part, file));
        }
      }
    }
    if (yes && (detached || confirmation != null)) {
      throw Rejected.parameter("apply: --yes asks nobody");
    }
  }

  private void value(String option, String value) {
    switch (option) {
      case "--timeout" -> {
        try {
          seconds = Integer.parseInt(value);
        } catch (NumberFormatException _) {
          seconds = 0;
        }
        if (seconds <= 0) {
          throw Rejected.parameter("--timeout is \"" + value + "\", expected seconds");
        }
      }
      case "--confirm-file" -> {
        confirmation = path(value);
        if (Files.exists(confirmation)) {
          throw Rejected.parameter(
              "--confirm-file: " + value + " is there already, and would say yes at once");
        }
      }
      case "--mode" -> nf4j.ask(value);
      case "--v4" -> sources.add(Source.read(Part.IPV4, path(value)));
      case "--v6" -> sources.add(Source.read(Part.IPV6, path(value)));
      case "--ipset" -> sources.add(Source.read(Part.SETS, path(value)));
      default -> watched = path(value);
    }
  }

  private static Path path(String value) {
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw Rejected.parameter("\"" + value + "\" is no file's name");
    }
  }

  private int others(String what) {
    TrialPlace place = TrialPlace.own();
    if (what.equals("--status")) {
      nf4j.out().println(place.state());
      return 0;
    }
    Mode mode = Verdict.mode(place);
    try (LiveState kernel =
        new LiveState(nf4j.namespace(), mode == null ? Mode.NFT : mode, nf4j.variables(), false)) {
      return Verdict.give(what.equals("--confirm"), place, kernel, nf4j.out());
    } catch (PersistException e) {
      nf4j.err().println("nf4j: " + e.getMessage());
      return Trial.NOT_BEGUN;
    }
  }

  /** This process's command line up to the command, which then watches. */
  private List<String> watcher(List<String> words, Mode mode) {
    List<String> own;
    try {
      String line =
          new String(Files.readAllBytes(Path.of("/proc/self/cmdline")), StandardCharsets.UTF_8);
      own = Arrays.asList(line.split("\0", -1));
    } catch (IOException e) {
      throw PersistException.of(Path.of("/proc/self/cmdline"), e);
    }
    // What ends each word ends the last one too.
    int command = own.size() - 1 - words.size() - 1;
    if (command < 1 || !own.get(command).equals("apply")) {
      throw new PersistException("the command line of this process is not what it was started by");
    }
    List<String> watcher = new ArrayList<>(own.subList(0, command));
    watcher.set(0, ProcessHandle.current().info().command().orElse(own.getFirst()));
    watcher.addAll(
        List.of("apply", "--mode", mode.word(), "--timeout", Integer.toString(seconds), "--watch"));
    return watcher;
  }
}
