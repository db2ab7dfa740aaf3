package org.netfilter4j.diagnose;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.RuleWriter;
import org.netfilter4j.engine.Fate;
import org.netfilter4j.engine.TraceEvent;
import org.netfilter4j.engine.TraceEvent.Leaf;
import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.rules.provenance.Origin;

/** An answer as people read it. */
public final class WhyReport {
  /** How much is told. */
  public enum Detail {
    /** The verdict, the rule, the remedy. */
    BRIEF,
    /** The way too, with long runs of rules that did not match left out. */
    WAY,
    /** Every rule that was tested. */
    ALL
  }

  private final Tongue tongue;
  private final Detail detail;
  private final @Nullable String onHost;

  /**
   * @param onHost how commands are typed so that they work on the host at hand, as a prefix ("nf4j
   *     --host DIR"); null where it is the machine itself
   */
  public WhyReport(Tongue tongue, Detail detail, @Nullable String onHost) {
    this.tongue = tongue;
    this.detail = detail;
    this.onHost = onHost;
  }

  public void print(Answer answer, Why why, PrintStream out) {
    print(answer, why, true, out);
  }

  /**
   * Prints an answer.
   *
   * @param sought whether a remedy was looked for, so that it is news that there is none
   */
  public void print(Answer answer, Why why, boolean sought, PrintStream out) {
    Packet packet = answer.question().packet();
    out.println(
        tongue.bold(PacketText.of(packet))
            + (answer.question().in() == null
                ? tongue.say(", sent by this host", "，本机发出")
                : tongue.say(", in by ", "，入接口 ") + answer.question().in()));
    if (detail != Detail.BRIEF) {
      out.println();
      List<TraceEvent> events = answer.events();
      for (String line :
          new WayText(tongue, detail == Detail.ALL, tested -> line(tested, why)).of(events)) {
        out.println(line);
      }
    }
    out.println();
    verdict(answer, why, out);
    hidden(answer, why, out);
    remedy(answer, sought, out);
  }

  /** A rule as -S prints it, without the chain. */
  public static String words(Rule rule, Mode mode) {
    String line = RuleWriter.line("X", rule, mode);
    int at = line.indexOf(" X ");
    return at < 0 ? "" : line.substring(at + 3).strip();
  }

  /** A rule in the way, and whose it is where it is a program's. */
  private String line(TraceEvent.RuleTested tested, Why why) {
    String words = words(tested.rule(), tested.id().mode());
    Origin origin = why.origin(tested.id(), tested.rule());
    return origin.isByHand()
        ? words
        : words + tongue.dim("  [" + origin.program().name().in(tongue.language()) + "]");
  }

  /** Whose a rule or policy is, and where it is changed, where it is a program's. */
  private void whose(Origin origin, PrintStream out) {
    if (!origin.isByHand()) {
      out.println(tongue.say("  whose: ", "  归属：") + origin.text(tongue.language()));
      out.println(
          tongue.say("  to change it: ", "  修改方法：") + tongue.say(origin.program().advice()));
    }
  }

  private void verdict(Answer answer, Why why, PrintStream out) {
    String head =
        switch (answer.fate()) {
          case Fate.Delivered _, Fate.Sent _ -> tongue.green(tongue.say("ACCEPTED", "接受"));
          case Fate.Dropped _ -> tongue.red(tongue.say("DROPPED", "丢弃"));
          case Fate.Queued _, Fate.Held _, Fate.Stolen _, Fate.Unknown _ ->
              FateText.of(answer.fate(), tongue);
        };
    String tail =
        switch (answer.fate()) {
          case Fate.Delivered _ -> tongue.say(": it reaches this host", "：送达本机");
          case Fate.Sent sent -> tongue.say(": it leaves by ", "：从接口发出 ") + sent.device();
          case Fate.Dropped _, Fate.Queued _, Fate.Held _, Fate.Stolen _, Fate.Unknown _ -> "";
        };
    switch (answer.decision()) {
      case Decision.ByRule by -> {
        TraceEvent.RuleTested tested = by.rule();
        out.println(
            head
                + tongue.say(" by rule ", "，规则 ")
                + tested.id().number()
                + tongue.say(" of chain ", "，链 ")
                + tongue.bold(tested.id().chain())
                + tongue.say(", table ", "，表 ")
                + tested.id().table().word()
                + place(tested.id().mode(), tested.id().family())
                + tail);
        out.println(
            "  "
                + tongue.bold(
                    RuleWriter.line(tested.id().chain(), tested.rule(), tested.id().mode())
                        .strip()));
        String because = because(tested);
        if (!because.isEmpty()) {
          out.println(tongue.say("  because ", "  因为 ") + because);
        }
        whose(why.origin(tested.id(), tested.rule()), out);
      }
      case Decision.ByPolicy by -> {
        out.println(
            head
                + tongue.say(" by the policy of chain ", "，链 ")
                + tongue.bold(by.policy().chain())
                + tongue.say(", table ", " 的默认策略，表 ")
                + by.policy().table().word()
                + place(by.policy().mode(), by.policy().family())
                + tongue.say(", no rule decided before", "，之前没有规则作出决定")
                + tail);
        TraceEvent.PolicyDecided policy = by.policy();
        whose(why.origin(policy.mode(), policy.family(), policy.table(), policy.chain()), out);
      }
      case Decision.ByNobody _ ->
          out.println(
              answer.fate() instanceof Fate.Dropped
                  ? tongue.red(tongue.say("DROPPED", "丢弃"))
                      + tongue.say(": ", "：")
                      + FateText.of(answer.fate(), tongue)
                  : head + tail + tongue.say("; no filter table was asked", "；没有经过 filter 表"));
    }
  }

  private String place(Mode mode, Family family) {
    return " (" + mode.word() + ", " + (family == Family.IPV4 ? "IPv4" : "IPv6") + ")";
  }

  /** What made the rule match; tests that every packet passes say nothing. */
  public String because(TraceEvent.RuleTested tested) {
    if (tested.outcome() != Outcome.TRUE) {
      return tested.leaves().isEmpty()
          ? ""
          : tongue.say(Sentences.of(tested.leaves().getLast(), tested.id().family()));
    }
    List<String> sentences = new ArrayList<>();
    for (Leaf leaf : tested.leaves()) {
      String sentence = tongue.say(Sentences.of(leaf, tested.id().family()));
      if (!sentences.contains(sentence)) {
        sentences.add(sentence);
      }
    }
    int last = sentences.size() - 1;
    return last < 1
        ? String.join("", sentences)
        : String.join(tongue.say(", ", "，"), sentences.subList(0, last))
            + tongue.say(" and ", "，并且 ")
            + sentences.get(last);
  }

  private void hidden(Answer answer, Why why, PrintStream out) {
    Why.Hidden hidden = why.hidden(answer);
    if (hidden != null) {
      out.println(
          tongue.say("  if it matches: ", "  如果匹配：") + FateText.of(hidden.ifHolds(), tongue));
      out.println(
          tongue.say("  if it does not: ", "  如果不匹配：") + FateText.of(hidden.ifNot(), tongue));
    }
  }

  private void remedy(Answer answer, boolean sought, PrintStream out) {
    Answer.Remedy remedy = answer.remedy();
    if (remedy == null) {
      if (sought && !answer.passed() && answer.fate() instanceof Fate.Dropped) {
        out.println(tongue.say("No rule would let it pass.", "没有规则能让它通过。"));
      }
      return;
    }
    out.println();
    out.println(
        tongue.say("To let it pass (tried on a copy: ", "放行命令（已在副本上验证：")
            + FateText.of(remedy.after(), tongue)
            + tongue.say("):", "）："));
    out.println(remedy.line());
    if (onHost != null && remedy.commands().stream().allMatch(c -> c.startsWith("ip"))) {
      out.println();
      out.println(tongue.say("On this host directory:", "在该主机目录上："));
      out.println(
          String.join(" && ", remedy.commands().stream().map(c -> onHost + " " + c).toList()));
    }
  }
}
