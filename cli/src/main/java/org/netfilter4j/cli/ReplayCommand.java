package org.netfilter4j.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.diagnose.Tongue;
import org.netfilter4j.diagnose.replay.Replay;
import org.netfilter4j.diagnose.replay.ReplayJson;
import org.netfilter4j.diagnose.replay.ReplayReport;
import org.netfilter4j.diagnose.replay.ReplayText;
import org.netfilter4j.engine.Assume;
import org.netfilter4j.host.EmbeddedHost;
import org.netfilter4j.model.Label.Language;
import org.netfilter4j.xt.Rejected;

/** {@code nf4j replay}: a capture through a host. Exit code 0 whatever the verdicts are. */
final class ReplayCommand {
  static final String USAGE =
      """
      usage: nf4j replay [--host DIR] [-i INTERFACE] [--out FILE] [--json] [--all] [--commit]
                         [--assume yes|no] [--seed N] [--rate] [--lang en|zh] CAPTURE

      Plays a capture (pcap or pcapng; Ethernet, raw IP, Linux cooked) through the host's rules, and
      prints each flow's verdicts and what the rules counted.

        -i INTERFACE      the interface it was taken on; needed where nothing in the capture says it
                          and the host has several
        --out FILE        writes the packets that pass, as they left, and the host's own answers
        --json            the report for programs
        --all             every flow, however many there are
        --commit          the host keeps its new counters, connections and sets
        --assume yes|no   whether rules match that can't be evaluated, and their targets accept
        --seed N          of random choices (default 1)
        --rate            says at the end how many packets a second were played

      The exit code is 0, 1 where a file can't be read or written, 2 for a mistake.\
      """;

  private final Nf4j nf4j;
  private @Nullable String host;
  private @Nullable String device;
  private @Nullable Path out;
  private @Nullable Path capture;
  private @Nullable Language language;
  private Assume assume = Assume.NOTHING;
  private long seed = 1;
  private boolean json;
  private boolean all;
  private boolean commit;
  private boolean rate;

  ReplayCommand(Nf4j nf4j) {
    this.nf4j = nf4j;
  }

  int run(List<String> words, @Nullable String hostBefore) {
    host = hostBefore;
    options(words);
    Path file = capture;
    if (file == null) {
      throw Rejected.parameter("replay: name the capture; \"nf4j replay --help\" tells more");
    }
    try (EmbeddedHost embedded = commit ? nf4j.host(host) : nf4j.hostToRead(host);
        ProgressBar bar = ProgressBar.of(nf4j.err())) {
      Replay replay =
          new Replay(embedded, new Replay.Request(file, device, out, assume, seed, commit));
      long began = System.nanoTime();
      ReplayReport report = replay.run(bar);
      long took = System.nanoTime() - began;
      bar.close();
      print(report);
      if (rate) {
        nf4j.err().println(rate(report.tally().frames(), took));
      }
      return 0;
    }
  }

  private static String rate(long packets, long nanoseconds) {
    double seconds = Math.max(nanoseconds, 1) / 1e9;
    return String.format(
        Locale.ROOT, "%d packets in %.2f s: %.0f packets/s", packets, seconds, packets / seconds);
  }

  private void print(ReplayReport report) {
    Language spoken = Terminal.language(language, nf4j);
    if (json) {
      nf4j.out().println(new ReplayJson(new Tongue(spoken, false)).of(report));
      return;
    }
    Tongue tongue = new Tongue(spoken, Terminal.isColourful(nf4j));
    new ReplayText(tongue, all).print(report, nf4j.out());
  }

  private void options(List<String> words) {
    for (int at = 0; at < words.size(); at++) {
      String word = words.get(at);
      switch (word) {
        case "-h", "--help" -> throw new Usage.Wanted(USAGE);
        case "--host" -> host = OptionValues.text(words, at++);
        case "-i", "--in-interface" -> device = OptionValues.text(words, at++);
        case "--out" -> out = path("--out", OptionValues.text(words, at++));
        case "--json" -> json = true;
        case "--all" -> all = true;
        case "--commit" -> commit = true;
        case "--rate" -> rate = true;
        case "--assume" -> assume = assume(OptionValues.text(words, at++));
        case "--seed" -> seed = number(OptionValues.text(words, at++));
        case "--lang" -> language = Terminal.language(OptionValues.text(words, at++));
        default -> {
          if (word.startsWith("-")) {
            throw Rejected.parameter(
                "unknown option \"" + word + "\"; \"nf4j replay --help\" lists them");
          }
          if (capture != null) {
            throw Rejected.parameter("replay: \"" + word + "\" is one word too many");
          }
          capture = path("replay", word);
        }
      }
    }
  }

  private static Path path(String of, String word) {
    try {
      return Path.of(word);
    } catch (InvalidPathException e) {
      throw Rejected.parameter(of + ": \"" + word + "\" is not a file's name");
    }
  }

  private static Assume assume(String word) {
    return switch (word) {
      case "yes" -> Assume.YES;
      case "no" -> Assume.NO;
      default -> throw Rejected.parameter("--assume: \"" + word + "\" is neither yes nor no");
    };
  }

  private static long number(String word) {
    try {
      return Long.parseLong(word);
    } catch (NumberFormatException e) {
      throw Rejected.parameter("--seed: \"" + word + "\" is not a whole number");
    }
  }
}
