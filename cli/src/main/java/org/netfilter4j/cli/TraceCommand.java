package org.netfilter4j.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.diagnose.Answer;
import org.netfilter4j.diagnose.Parting;
import org.netfilter4j.diagnose.Question;
import org.netfilter4j.diagnose.Tongue;
import org.netfilter4j.diagnose.TraceReport;
import org.netfilter4j.diagnose.Why;
import org.netfilter4j.diagnose.WhyReport;
import org.netfilter4j.diagnose.live.LiveTables;
import org.netfilter4j.diagnose.live.PacketClass;
import org.netfilter4j.diagnose.live.PacketClassSyntax;
import org.netfilter4j.diagnose.trace.KernelTrace;
import org.netfilter4j.diagnose.trace.Traced;
import org.netfilter4j.host.EmbeddedHost;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Label.Language;
import org.netfilter4j.xt.Rejected;

/**
 * {@code nf4j trace}: what the kernel does with described packets. Exit code 0 where all that were
 * seen pass, 1 where one does not, 3 where none was seen.
 */
final class TraceCommand {
  static final String USAGE =
      """
      usage: nf4j trace PACKETS [--time SECONDS] [--count N] [--replies] [--wide]
                        [--brief|--all] [--json] [--lang en|zh]

      What the kernel of this machine does with the packets that come while it listens, rule by
      rule: both modes' tables, and what is none of iptables'. Takes root.

      PACKETS, with the flags of a rule:
        -s ADDRESS[/N] -d ADDRESS[/N] -i INTERFACE
        -p PROTOCOL --sport PORT[:PORT] --dport PORT[:PORT] --icmp-type TYPE
        -4, -6
        --time SECONDS      how long it listens (default 10)
        --count N           how many packets it waits for (default 3)
        --replies           what answers them is traced too
        --wide              packets of many may be meant

      The exit code is 0 where all packets pass, 1 where one does not, 2 for a mistake,
      3 where none was seen.\
      """;

  private static final int MOST_SECONDS = 3600;
  private static final int MOST_PACKETS = 1000;
  private static final int NONE_SEEN = 3;

  private final Nf4j nf4j;
  private boolean json;
  private boolean wide;
  private boolean replies;
  private boolean ownTable = true;
  private int seconds = 10;
  private int count = 3;
  private WhyReport.Detail detail = WhyReport.Detail.WAY;
  private @Nullable Language language;

  TraceCommand(Nf4j nf4j) {
    this.nf4j = nf4j;
  }

  int run(List<String> words, @Nullable String host) {
    if (host != null) {
      throw Rejected.parameter("trace works on the kernel: \"nf4j why --host\" asks about a host");
    }
    List<String> described = own(words);
    PacketClassSyntax syntax = new PacketClassSyntax(SystemNames.ofMachine());
    OptionValues.take(described, "trace", syntax::take);
    if (!syntax.isSaid()) {
      throw Rejected.parameter("say which packets: -s, -d, -p, --dport, -i; see --help");
    }
    PacketClass packets = syntax.packets();
    if (packets.isWide() && !wide) {
      throw Rejected.parameter(
          "\""
              + packets
              + "\" means packets of many; say a protocol and an address, or --wide if it is"
              + " meant");
    }
    return trace(
        new KernelTrace.Wish(packets, replies, Duration.ofSeconds(seconds), count, ownTable));
  }

  private int trace(KernelTrace.Wish wish) {
    Tongue plain = new Tongue(spoken(), false);
    // Whether there is the right to, before all that could be missing is told one by one.
    try (LiveTables tables = new LiveTables(nf4j.namespace(), nf4j.variables())) {
      tables.modes();
    }
    // Recorded before anything is traced: what the packets change is not to be known yet.
    try (Captured captured = Captured.of(nf4j);
        EmbeddedHost host = captured.host()) {
      List<Traced> packets;
      boolean changed;
      try (KernelTrace trace = KernelTrace.open(nf4j.namespace(), nf4j.variables(), wish)) {
        nf4j.err()
            .println(
                plain.say(
                        "listening for packets " + wish.packets() + ": at most " + seconds + " s",
                        "正在监听数据包 " + wish.packets() + "：最长 " + seconds + " 秒")
                    + plain.say(" and " + count + " packets", "，" + count + " 个数据包"));
        Label unheard = trace.unheard();
        if (unheard != null) {
          nf4j.err().println(plain.say(unheard));
        }
        nf4j.err().flush();
        trace.listen(wish);
        packets = trace.packets();
        changed = trace.isChanged();
      }
      if (changed) {
        nf4j.err()
            .println(
                plain.say(
                    "the rules were changed meanwhile: numbers may be of other rules",
                    "期间规则发生了变化：规则编号可能不准"));
      }
      return report(packets, host);
    }
  }

  private int report(List<Traced> packets, EmbeddedHost host) {
    Tongue tongue = new Tongue(spoken(), !json && Terminal.isColourful(nf4j));
    Why why = new Why(host, System.currentTimeMillis() * 1_000_000L);
    TraceReport report = new TraceReport(tongue, detail, why);
    boolean passed = true;
    for (Traced packet : packets.subList(0, Math.min(count, packets.size()))) {
      Question question = packet.question();
      Answer tried = why.ask(question);
      Answer told = packet.answer(question, tried);
      Parting parting = packet.isHeardWhole() ? Parting.between(tried, told) : null;
      if (parting == null) {
        told = new Answer(question, told.events(), told.fate(), tried.remedy());
      }
      passed &= told.passed();
      report.add(told, parting);
    }
    if (json) {
      nf4j.out().println(report.json());
    } else if (packets.isEmpty()) {
      nf4j.err()
          .println(
              tongue.say(
                  "no such packet was seen: it did not come to this machine, or is described"
                      + " otherwise",
                  "没有看到这样的数据包：它没有到达本机，或描述不符"));
    } else {
      report.print(nf4j.out());
    }
    return packets.isEmpty() ? NONE_SEEN : passed ? 0 : 1;
  }

  private Language spoken() {
    return Terminal.language(language, nf4j);
  }

  /** Takes the options that are not the packets', and gives back the others. */
  private List<String> own(List<String> words) {
    List<String> rest = new ArrayList<>();
    for (int at = 0; at < words.size(); at++) {
      String word = words.get(at);
      switch (word) {
        case "-h", "--help" -> throw new Usage.Wanted(USAGE);
        case "--kernel" -> {
          // There is no other machine whose packets could be traced.
        }
        case "--json" -> json = true;
        case "--wide" -> wide = true;
        case "--replies" -> replies = true;
        case "--legacy-rules" -> ownTable = false;
        case "--brief" -> detail = WhyReport.Detail.BRIEF;
        case "--all" -> detail = WhyReport.Detail.ALL;
        case "--lang" -> language = Terminal.language(OptionValues.text(words, at++));
        case "--time" -> seconds = OptionValues.number(words, at++, MOST_SECONDS);
        case "--count" -> count = OptionValues.number(words, at++, MOST_PACKETS);
        default -> rest.add(word);
      }
    }
    return rest;
  }
}
