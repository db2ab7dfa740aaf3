package org.netfilter4j.diagnose.replay;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.netfilter4j.diagnose.FateText;
import org.netfilter4j.diagnose.Tongue;
import org.netfilter4j.diagnose.WhyReport;
import org.netfilter4j.engine.Fate;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.RuleId;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;

/** A report as people read it: flows with their verdicts, what was counted, and a summary. */
public final class ReplayText {
  /** How many flows are shown where not all are asked for. */
  private static final int FLOWS = 60;

  private final Tongue tongue;
  private final boolean all;

  /**
   * @param all whether to show every flow; else, of many, those with the most packets
   */
  public ReplayText(Tongue tongue, boolean all) {
    this.tongue = tongue;
    this.all = all;
  }

  public void print(ReplayReport report, PrintStream out) {
    flows(report, out);
    counters(report, out);
    summary(report, out);
  }

  private void flows(ReplayReport report, PrintStream out) {
    List<Flow> flows = report.flows();
    boolean some = !all && flows.size() > FLOWS;
    if (some) {
      flows =
          flows.stream()
              .sorted(
                  Comparator.comparingLong((Flow f) -> -f.packets(false) - f.packets(true))
                      .thenComparingLong(Flow::firstPacket))
              .limit(FLOWS)
              .toList();
    }
    for (Flow flow : flows) {
      flow(report, flow, out);
    }
    if (some) {
      int hidden = report.flows().size() - FLOWS;
      out.println(
          tongue.say(
              "… and " + hidden + " flows with fewer packets (--all shows them)",
              "……另有 " + hidden + " 条数据包较少的流（--all 显示全部）"));
    }
    if (!flows.isEmpty()) {
      out.println();
    }
  }

  private void flow(ReplayReport report, Flow flow, PrintStream out) {
    long packets = flow.packets(false) + flow.packets(true);
    long bytes = flow.bytes(false) + flow.bytes(true);
    out.println(
        tongue.bold(FlowText.of(flow))
            + tongue.say(
                "  " + plural(packets, "packet") + ", " + plural(bytes, "byte"),
                "  " + packets + " 个数据包，" + bytes + " 字节")
            + tongue.dim(tongue.say(", from packet ", "，始于第 ") + flow.firstPacket())
            + tongue.dim(tongue.say("", " 个数据包")));
    for (Flow.Verdict verdict : flow.verdicts()) {
      out.println("  " + verdict(report, verdict));
    }
    if (flow.answers() > 0) {
      out.println(
          "  "
              + tongue.say(
                  "answered by this host with " + plural(flow.answers(), "packet"),
                  "本机应答 " + flow.answers() + " 个数据包"));
    }
    if (flow.unasked() > 0) {
      out.println(
          "  "
              + tongue.say(
                  plural(flow.unasked(), "captured answer")
                      + " left out: nothing that it answers has passed",
                  "略去捕获中的 " + flow.unasked() + " 个应答：它们所应答的数据包没有通过"));
    }
  }

  private String verdict(ReplayReport report, Flow.Verdict verdict) {
    String arrow = verdict.isReply() ? "<- " : "-> ";
    String what =
        switch (verdict.fate()) {
          case Fate.Delivered _ -> tongue.green(tongue.say("delivered", "送达本机"));
          case Fate.Sent sent -> tongue.green(tongue.say("sent by ", "发出 ") + sent.device());
          case Fate.Dropped _ -> tongue.red(tongue.say("DROPPED", "丢弃"));
          case Fate.Queued _, Fate.Held _, Fate.Stolen _, Fate.Unknown _ ->
              FateText.of(verdict.fate(), tongue);
        };
    String first =
        verdict.packets() == 1
            ? tongue.say(" (packet ", "（第 ")
            : tongue.say(" (first packet ", "（首个为第 ");
    return arrow
        + verdict.packets()
        + " "
        + what
        + tongue.dim(first + verdict.firstPacket() + tongue.say(")", " 个数据包）"))
        + reason(report, verdict);
  }

  private String reason(ReplayReport report, Flow.Verdict verdict) {
    return switch (verdict.by()) {
      case null -> "";
      case Fate.Cause.ByRule by -> tongue.say(": ", "：") + rule(report, by.rule());
      case Fate.Cause.ByMatch by ->
          tongue.say(": malformed for ", "：数据包异常，") + rule(report, by.rule());
      case Fate.Cause.ByPolicy by ->
          tongue.say(": ", "：")
              + by.table().word()
              + " "
              + by.chain()
              + tongue.say(" policy", " 默认策略")
              + place(by.mode());
      case Fate.Cause.ByRouting _,
          Fate.Cause.ByTracking _,
          Fate.Cause.Malformed _,
          Fate.Cause.ByOthers _,
          Fate.Cause.OnTheWay _ ->
          tongue.say(": ", "：") + FateText.of(verdict.fate(), tongue);
    };
  }

  private String rule(ReplayReport report, RuleId id) {
    Rule rule = report.rule(id);
    return id.table().word()
        + " "
        + id.chain()
        + " "
        + id.number()
        + place(id.mode())
        + (rule == null ? "" : "  " + WhyReport.words(rule, id.mode()));
  }

  private static String place(Mode mode) {
    return mode == Mode.NFT ? "" : " (" + mode.word() + ")";
  }

  private void counters(ReplayReport report, PrintStream out) {
    if (report.counters().isEmpty()) {
      return;
    }
    out.println(tongue.say("Counted by rules and policies [packets:bytes]", "规则与默认策略的计数 [数据包:字节]"));
    Mode mode = null;
    Family family = null;
    TableName table = null;
    for (CounterChange change : report.counters()) {
      if (change.mode() != mode || change.family() != family || change.table() != table) {
        mode = change.mode();
        family = change.family();
        table = change.table();
        out.println(
            "*"
                + table.word()
                + tongue.dim(
                    "  # " + mode.word() + ", " + (family == Family.IPV4 ? "IPv4" : "IPv6")));
      }
      Rule rule = change.rule();
      Target.Standard policy = change.policy();
      out.println(
          rule == null
              ? ":" + change.chain() + " " + policy + " [" + change.added() + "]"
              : "["
                  + change.added()
                  + "] -A "
                  + change.chain()
                  + " "
                  + WhyReport.words(rule, change.mode()));
    }
    out.println();
  }

  private void summary(ReplayReport report, PrintStream out) {
    Tally tally = report.tally();
    double seconds = (report.last() - report.first()) / 1e9;
    out.println(
        tongue.say(
                plural(tally.frames(), "packet")
                    + " captured"
                    + (tally.frames() == 0 ? "" : String.format(Locale.ROOT, " in %.3f s", seconds))
                    + ", "
                    + tally.judged()
                    + " judged: "
                    + tally.passed()
                    + " passed, "
                    + tally.dropped()
                    + " dropped",
                "捕获 "
                    + tally.frames()
                    + " 个数据包"
                    + (tally.frames() == 0 ? "" : String.format(Locale.ROOT, "（%.3f 秒）", seconds))
                    + "，判定 "
                    + tally.judged()
                    + " 个：通过 "
                    + tally.passed()
                    + "，丢弃 "
                    + tally.dropped())
            + (tally.undecided() == 0
                ? ""
                : tongue.say(", " + tally.undecided() + " waiting", "，等待 " + tally.undecided())));
    for (String line : notes(tally)) {
      out.println("  " + line);
    }
  }

  private List<String> notes(Tally tally) {
    List<String> notes = new ArrayList<>();
    note(notes, tally.departed(), "seen leaving as computed", "个离开时与计算一致");
    note(
        notes,
        tally.notSentHere(),
        "seen leaving that this host would not have sent, or not like that",
        "个捕获中离开的数据包，本机不会发出或不会如此发出");
    note(
        notes,
        tally.unasked(),
        "left out as answers to packets that have not passed",
        "个应答被略去：所应答的数据包没有通过");
    note(
        notes,
        tally.fromElsewhere(),
        "came in by an interface that the capture does not show",
        "个来自捕获范围之外的接口");
    note(
        notes,
        tally.answers(),
        "answered by the host itself (REJECT, ICMP errors)",
        "个本机自身的应答（REJECT、ICMP 差错）");
    note(notes, tally.notIp(), "not IP", "个不是 IP");
    note(notes, tally.foreign(), "for other hosts", "个发往其他主机");
    note(notes, tally.elsewhere(), "seen on other interfaces", "个在其他接口上");
    note(
        notes,
        tally.seenTwice(),
        "seen a second time (ports of a bridge, loopback)",
        "个重复出现（网桥端口、环回）");
    note(notes, tally.fromNowhere(), "sent without an address", "个没有源地址");
    note(notes, tally.malformed(), "malformed, discarded on arrival", "个格式错误，收到即丢弃");
    note(notes, tally.cut(), "cut off by the snap length: judged by what is there", "个被截短：按现有内容判定");
    note(notes, tally.cutTooShort(), "cut off within their headers: skipped", "个首部不完整：跳过");
    return notes;
  }

  private void note(List<String> notes, long count, String en, String zh) {
    if (count != 0) {
      notes.add(count + " " + tongue.say(en, zh));
    }
  }

  private static String plural(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
