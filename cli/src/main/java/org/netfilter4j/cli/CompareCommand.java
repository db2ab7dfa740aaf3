package org.netfilter4j.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.diagnose.Answer;
import org.netfilter4j.diagnose.FateText;
import org.netfilter4j.diagnose.Parting;
import org.netfilter4j.diagnose.Question;
import org.netfilter4j.diagnose.Tongue;
import org.netfilter4j.diagnose.Why;
import org.netfilter4j.diagnose.WhyReport;
import org.netfilter4j.diagnose.bisect.Bisection;
import org.netfilter4j.diagnose.bisect.CommandAttempt;
import org.netfilter4j.diagnose.bisect.Finding;
import org.netfilter4j.diagnose.bisect.Finding.Culprit;
import org.netfilter4j.diagnose.bisect.Step;
import org.netfilter4j.diagnose.live.LiveTables;
import org.netfilter4j.diagnose.live.PacketClass;
import org.netfilter4j.diagnose.live.PacketClass.Direction;
import org.netfilter4j.diagnose.live.TemporaryRules;
import org.netfilter4j.diagnose.trace.KernelTrace;
import org.netfilter4j.diagnose.trace.Traced;
import org.netfilter4j.host.EmbeddedHost;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.RuleId;
import org.netfilter4j.model.Ruleset;

/**
 * {@code nf4j why --kernel --compare}: what why makes of a packet, what the kernel did with it, and
 * where there is a test, what bisect finds; and where they part.
 */
final class CompareCommand {
  private static final Duration TEST = Duration.ofSeconds(10);
  private static final Duration SEARCH = Duration.ofMinutes(10);

  private final Nf4j nf4j;
  private final Tongue tongue;
  private final @Nullable String test;
  private final int seconds;

  /**
   * @param test a command of the shell that ends with 0 where the packets get through; null where
   *     bisect is not to be asked
   */
  CompareCommand(Nf4j nf4j, Tongue tongue, @Nullable String test, int seconds) {
    this.nf4j = nf4j;
    this.tongue = tongue;
    this.test = test;
    this.seconds = seconds;
  }

  /** Gives 0 where all tell the same, 1 where not, 3 where no packet was seen. */
  int run(PacketClass packets) {
    try (Captured captured = Captured.of(nf4j);
        EmbeddedHost host = captured.host()) {
      Why why = new Why(host, System.currentTimeMillis() * 1_000_000L);
      Traced traced = trace(packets);
      Finding found = test == null ? null : bisect(packets, test);
      if (traced == null) {
        nf4j.err().println(tongue.say("no such packet was seen", "没有看到这样的数据包"));
        bisected(found, null);
        return 3;
      }
      Question question = traced.question();
      Answer tried = why.ask(question);
      Answer told = traced.answer(question, tried);
      return report(tried, told, found, why);
    }
  }

  private @Nullable Traced trace(PacketClass packets) {
    KernelTrace.Wish wish =
        new KernelTrace.Wish(packets, false, Duration.ofSeconds(seconds), 1, true);
    try (KernelTrace trace = KernelTrace.open(nf4j.namespace(), nf4j.variables(), wish)) {
      nf4j.err().println(tongue.say("listening for packets ", "正在监听数据包 ") + packets);
      nf4j.err().flush();
      Thread sender = null;
      if (test != null) {
        String command = test;
        // Its packets are what is listened for; whether it succeeds is bisect's to ask.
        sender =
            Thread.ofPlatform()
                .daemon()
                .name("test")
                .start(() -> new CommandAttempt(command, TEST, 1).getsThrough(1));
      }
      trace.listen(wish);
      List<Traced> seen = trace.packets();
      await(sender);
      return seen.isEmpty() ? null : seen.getFirst();
    }
  }

  private static void await(@Nullable Thread sender) {
    if (sender == null) {
      return;
    }
    try {
      sender.join(TEST.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Finding bisect(PacketClass packets, String command) {
    try (LiveTables tables = new LiveTables(nf4j.namespace(), nf4j.variables())) {
      List<Ruleset> rulesets = new ArrayList<>();
      for (Mode mode : tables.modes()) {
        rulesets.add(tables.read(mode, packets.family()));
      }
      try (TemporaryRules temporary =
          TemporaryRules.open(tables, "bisect", packets.family(), SEARCH, () -> {})) {
        CommandAttempt attempt = new CommandAttempt(command, TEST, 1);
        return new Bisection(packets, rulesets, temporary, attempt, (_, _, _, _) -> {}).run();
      }
    }
  }

  private int report(Answer tried, Answer told, @Nullable Finding found, Why why) {
    Parting parting = Parting.between(tried, told);
    new WhyReport(tongue, WhyReport.Detail.BRIEF, null)
        .print(parting == null ? tried : told, why, parting == null, nf4j.out());
    nf4j.out().println();
    nf4j.out().println("why:    " + FateText.of(tried.fate(), tongue));
    nf4j.out().println("trace:  " + FateText.of(told.fate(), tongue));
    boolean same = bisected(found, told) && parting == null;
    if (parting != null) {
      nf4j.out().println();
      parting.lines(tongue).forEach(nf4j.out()::println);
    }
    if (same) {
      nf4j.out().println(tongue.say("They tell the same.", "结论一致。"));
    }
    return same ? 0 : 1;
  }

  /** What bisect found; gives whether it is what the kernel's trace tells. */
  private boolean bisected(@Nullable Finding found, @Nullable Answer told) {
    if (found == null) {
      return true;
    }
    switch (found) {
      case Finding.Found names -> {
        Culprit culprit = names.culprits().getFirst();
        Step step = culprit.step();
        boolean policy = culprit.policy() || step.rule() == null;
        nf4j.out().println("bisect: " + place(step, policy));
        boolean same = told != null && isSame(step.id(), policy, told);
        if (!same && told != null) {
          nf4j.out()
              .println(
                  step.stage().direction() == Direction.REPLY
                      ? tongue.say(
                          "  bisect's rule stops what answers the packet, which the trace was not"
                              + " of (trace --replies)",
                          "  bisect 找到的规则拦截的是应答方向，本次跟踪只看请求方向（trace --replies）")
                      : tongue.say(
                          "  bisect tries a whole conversation, the trace shows one packet: another"
                              + " packet of it is stopped there",
                          "  bisect 测试的是整个会话，跟踪只显示一个数据包：会话中的另一个数据包在那里被拦截"));
        }
        return same;
      }
      case Finding.Passes _ -> nf4j.out().println("bisect: " + tongue.say("passes", "可以通过"));
      case Finding.Elsewhere _ ->
          nf4j.out()
              .println(
                  "bisect: "
                      + tongue.say(
                          "the test fails though every chain accepts: another table, routing, or"
                              + " nobody listens",
                          "即使所有链都放行，测试仍失败：其他表、路由，或无程序监听"));
      case Finding.Silence _ ->
          nf4j.out().println("bisect: " + tongue.say("no packet came", "没有数据包到达"));
      case Finding.Accepted _ -> nf4j.out().println("bisect: " + tongue.say("accepted", "已接受"));
    }
    // Only that nothing stops them agrees with a packet that passes, or that routing drops.
    return told != null
        && (told.passed() ? !(found instanceof Finding.Elsewhere) : isElsewhere(found, told));
  }

  private static boolean isElsewhere(Finding found, Answer told) {
    return found instanceof Finding.Elsewhere && told.decidingRule() == null;
  }

  private static boolean isSame(RuleId id, boolean policy, Answer told) {
    var rule = told.decidingRule();
    return policy ? rule == null && !told.passed() : rule != null && rule.id().equals(id);
  }

  private String place(Step step, boolean policy) {
    RuleId id = step.id();
    String number = policy ? tongue.say("policy", "默认策略") : Integer.toString(id.number());
    return tongue.say("rule ", "规则 ")
        + id.table().word()
        + " "
        + id.chain()
        + " "
        + number
        + " ("
        + id.mode().word()
        + ")";
  }
}
