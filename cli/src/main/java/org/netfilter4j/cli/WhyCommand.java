package org.netfilter4j.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.diagnose.Answer;
import org.netfilter4j.diagnose.CaptureQuestion;
import org.netfilter4j.diagnose.Question;
import org.netfilter4j.diagnose.QuestionSyntax;
import org.netfilter4j.diagnose.Tongue;
import org.netfilter4j.diagnose.Why;
import org.netfilter4j.diagnose.WhyJson;
import org.netfilter4j.diagnose.WhyReport;
import org.netfilter4j.diagnose.live.PacketClass;
import org.netfilter4j.diagnose.live.PacketClassSyntax;
import org.netfilter4j.host.EmbeddedHost;
import org.netfilter4j.model.Label.Language;
import org.netfilter4j.xt.Rejected;

/**
 * {@code nf4j why}: which rule decides a packet. Exit code 0 where it passes, 1 where it does not.
 */
final class WhyCommand {
  private final Nf4j nf4j;
  private @Nullable String host;
  private boolean kernel;
  private boolean json;
  private boolean compare;
  private @Nullable String test;
  private int seconds = 10;
  private WhyReport.Detail detail = WhyReport.Detail.WAY;
  private @Nullable Language language;
  private @Nullable String capture;
  private int packet = 1;

  WhyCommand(Nf4j nf4j) {
    this.nf4j = nf4j;
  }

  int run(List<String> words, @Nullable String hostBefore) {
    host = hostBefore;
    List<String> described = own(words);
    if (kernel && host != null) {
      throw Rejected.parameter("--kernel and --host exclude one another");
    }
    if (compare) {
      return compare(described);
    }
    if (kernel || nf4j.onKernel(host)) {
      try (Captured captured = Captured.of(nf4j)) {
        return ask(described, captured.host());
      }
    }
    return ask(described, nf4j.hostToRead(host));
  }

  private int compare(List<String> described) {
    if (host != null || capture != null) {
      throw Rejected.parameter("--compare asks the kernel of this machine, and nothing else");
    }
    PacketClassSyntax syntax = new PacketClassSyntax(SystemNames.ofMachine());
    for (int at = 0; at < described.size(); ) {
      int taken = syntax.take(described, at);
      if (taken == 0) {
        throw Rejected.parameter(
            "\"" + described.get(at) + "\" can't be said of packets that are to be compared");
      }
      at += taken;
    }
    PacketClass packets = syntax.packets();
    if (packets.isWide()) {
      throw Rejected.parameter("--compare: say a protocol and an address");
    }
    Language spoken = Terminal.language(language, nf4j);
    return new CompareCommand(nf4j, new Tongue(spoken, Terminal.isColourful(nf4j)), test, seconds)
        .run(packets);
  }

  private int ask(List<String> described, EmbeddedHost of) {
    try (EmbeddedHost embedded = of) {
      QuestionSyntax syntax = new QuestionSyntax(embedded.names());
      OptionValues.take(described, "why", syntax::take);
      String file = capture;
      Question question =
          file == null
              ? syntax.question(embedded.network())
              : CaptureQuestion.read(file, packet, syntax, embedded.network());
      Why why = new Why(embedded, System.currentTimeMillis() * 1_000_000L);
      Answer answer = why.ask(question);
      report(answer, why);
      return answer.passed() ? 0 : 1;
    }
  }

  private void report(Answer answer, Why why) {
    Language spoken = Terminal.language(language, nf4j);
    if (json) {
      nf4j.out().println(new WhyJson(new Tongue(spoken, false)).of(answer, why));
      return;
    }
    Tongue tongue = new Tongue(spoken, Terminal.isColourful(nf4j));
    String prefix =
        host == null
            ? null
            : "NF4J_HOST=" + Shell.word(host) + " " + nf4j.variable("NF4J_SELF", "nf4j");
    new WhyReport(tongue, detail, prefix).print(answer, why, nf4j.out());
  }

  /** Takes the options that are not the packet's, and gives back the others. */
  private List<String> own(List<String> words) {
    List<String> rest = new ArrayList<>();
    for (int at = 0; at < words.size(); at++) {
      String word = words.get(at);
      switch (word) {
        case "-h", "--help" -> throw new Usage.Wanted(Usage.WHY);
        case "--host" -> host = OptionValues.text(words, at++);
        case "--kernel" -> kernel = true;
        case "--json" -> json = true;
        case "--compare" -> compare = true;
        case "--test" -> test = OptionValues.text(words, at++);
        case "--time" -> seconds = OptionValues.number(words, at++);
        case "--brief" -> detail = WhyReport.Detail.BRIEF;
        case "--all" -> detail = WhyReport.Detail.ALL;
        case "--lang" -> language = Terminal.language(OptionValues.text(words, at++));
        case "--pcap" -> capture = OptionValues.text(words, at++);
        case "--packet" -> packet = OptionValues.number(words, at++);
        default -> rest.add(word);
      }
    }
    return rest;
  }
}
