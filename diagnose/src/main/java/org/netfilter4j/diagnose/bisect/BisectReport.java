package org.netfilter4j.diagnose.bisect;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.diagnose.RuleName;
import org.netfilter4j.diagnose.Tongue;
import org.netfilter4j.diagnose.bisect.Finding.Culprit;
import org.netfilter4j.diagnose.bisect.Step.Kind;
import org.netfilter4j.diagnose.bisect.Step.Stage;
import org.netfilter4j.diagnose.live.PacketClass.Direction;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.RuleId;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.rules.Dialect;
import org.netfilter4j.rules.Rules;

/** A finding as people read it, and what is tried on the way. */
public final class BisectReport implements Progress {
  private final Tongue tongue;
  private final PrintStream out;
  private final boolean counting;
  private List<String> others = List.of();

  /**
   * @param counting whether packets are counted, rather than accepted
   */
  public BisectReport(Tongue tongue, PrintStream out, boolean counting) {
    this.tongue = tongue;
    this.out = out;
    this.counting = counting;
  }

  /** More about a rule that was found, in lines; what is not known is left out. */
  public interface Explanation {
    List<String> of(Culprit culprit);
  }

  @Override
  public void tried(int number, @Nullable Step from, boolean behind, boolean passed) {
    StringBuilder line = new StringBuilder();
    line.append(number < 10 ? "  " : " ").append(number).append("  ");
    if (from == null) {
      line.append(tongue.say("as it is", "现状"));
    } else {
      String where = where(from);
      if (counting) {
        line.append(tongue.say("counted before ", "计数位置：之前于 ")).append(where);
      } else if (behind) {
        line.append(tongue.say("accepted behind ", "放行位置：之后于 ")).append(where);
      } else {
        line.append(tongue.say("accepted from ", "放行位置：始于 ")).append(where);
      }
    }
    line.append(tongue.say(": ", "："));
    if (counting) {
      line.append(
          passed ? tongue.say("they come there", "到达") : tongue.say("they don't come", "未到达"));
    } else {
      line.append(
          passed ? tongue.say("gets through", "通") : tongue.say("does not get through", "不通"));
    }
    out.println(tongue.dim(line.toString()));
    out.flush();
  }

  private String where(Step step) {
    RuleId id = step.id();
    String place =
        step.kind() == Kind.ENDS
            ? tongue.say("the end of " + id.chain(), "链 " + id.chain() + " 的末尾")
            : step.rule() == null
                ? tongue.say("the policy of " + id.chain(), "链 " + id.chain() + " 的默认策略")
                : tongue.say(
                    "rule " + id.number() + " of " + id.chain(),
                    "链 " + id.chain() + " 的规则 " + id.number());
    String reply =
        step.stage().direction() == Direction.REPLY ? tongue.say(", replies", "，应答") : "";
    return place + " (" + id.table().word() + ", " + id.mode().word() + reply + ")";
  }

  /** Prints what came of it. */
  public void print(Finding finding, Explanation explanation) {
    out.println();
    switch (finding) {
      case Finding.Passes _ ->
          out.println(
              tongue.green(tongue.say("They get through", "能通"))
                  + tongue.say(" as it is: there is nothing to find.", "：现状即可通过，没有要找的规则。"));
      case Finding.Silence _ ->
          out.println(
              tongue.say(
                  "No such packet came while it was waited for: nothing is counted in any chain."
                      + " Let it be sent while this runs, or wait longer (--wait).",
                  "等待期间没有这样的数据包到来：任何链都没有计数。请在运行期间持续发送，或延长等待（--wait）。"));
      case Finding.Elsewhere elsewhere -> elsewhere(elsewhere);
      case Finding.Accepted accepted -> {
        out.println(
            tongue.say(
                "They are accepted by all rules of iptables that they come to.",
                "所经过的 iptables 规则都放行了这些数据包。"));
        seen(accepted.seen());
        sayOthers();
      }
      case Finding.Found found -> found(found, explanation);
    }
  }

  /**
   * Tells of tables that may drop too.
   *
   * @param names tables of nf_tables that are none of iptables', as "inet firewalld"
   */
  public void tablesOfOthers(List<String> names) {
    others = List.copyOf(names);
  }

  private void sayOthers() {
    if (!others.isEmpty()) {
      out.println(
          tongue.say(
                  "Tables of nft that are none of iptables', not tried: ",
                  "不属于 iptables 的 nft 表（未尝试）：")
              + String.join(", ", others));
    }
  }

  private void elsewhere(Finding.Elsewhere elsewhere) {
    out.println(
        tongue.say(
            "They don't get through though every chain of iptables accepts them: no rule of"
                + " iptables is the reason.",
            "即使 iptables 的所有链都放行，仍然不通：原因不是 iptables 规则。"));
    seen(elsewhere.seen());
    sayOthers();
    out.println(
        tongue.say(
            "Look at: whether something listens there, routes and rp_filter, another firewall on"
                + " the way, tables of nft that are none of iptables' (nft list ruleset), what nat"
                + " translates to, sysctls. \"nf4j why\" tells of routing.",
            "请检查：目标是否有程序监听、路由与 rp_filter、途中的其他防火墙、不属于 iptables 的 nft"
                + " 表（nft list ruleset）、nat 转换的目标、sysctl。路由问题可用 \"nf4j why\" 查看。"));
  }

  private void seen(List<Stage> stages) {
    if (stages.isEmpty()) {
      out.println(
          tongue.say("No such packet came to this machine's chains at all.", "没有这样的数据包到达本机的任何链。"));
      return;
    }
    List<String> names = new ArrayList<>();
    for (Stage stage : stages) {
      names.add(
          stage.table().word()
              + " "
              + stage.hook().chain()
              + " ("
              + stage.mode().word()
              + (stage.direction() == Direction.REPLY ? tongue.say(", replies", "，应答") : "")
              + ")");
    }
    out.println(tongue.say("They came to: ", "到达过：") + String.join(", ", names));
  }

  private void found(Finding.Found found, Explanation explanation) {
    boolean first = true;
    for (Culprit culprit : found.culprits()) {
      if (!first) {
        out.println(tongue.say("and behind it:", "其后还有："));
      }
      culprit(culprit, found.attempts(), first);
      for (String line : explanation.of(culprit)) {
        out.println("  " + line);
      }
      first = false;
    }
    if (!counting) {
      out.println(
          tongue.say(
              "  With a rule that accepts them before it they get through, behind it not.",
              "  在它之前放行则通，在它之后放行则不通。"));
    }
    remedy(found);
  }

  private void culprit(Culprit culprit, int attempts, boolean first) {
    Step step = culprit.step();
    RuleId id = step.id();
    String head = tongue.red(verb(step));
    String after =
        first ? tongue.say(", found by " + attempts + " attempts", "，共试 " + attempts + " 次") : "";
    String place =
        tongue.say(", table ", "，表 ")
            + id.table().word()
            + " ("
            + id.mode().word()
            + ", "
            + (id.family() == Family.IPV4 ? "IPv4" : "IPv6")
            + ")";
    if (step.rule() == null) {
      String chain = step.stage().hook().chain();
      out.println(
          head
              + tongue.say(" by the policy of chain ", "，默认策略，链 ")
              + tongue.bold(chain)
              + place
              + after);
      if (!chain.equals(id.chain())) {
        out.println(
            tongue.say(
                "  It decides at the end of chain "
                    + id.chain()
                    + ", which -g does not come back from.",
                "  数据包在链 " + id.chain() + " 末尾由它决定：-g 不会返回。"));
      }
      return;
    }
    out.println(
        head
            + tongue.say(" by rule ", "，规则 ")
            + id.number()
            + tongue.say(" of chain ", "，链 ")
            + tongue.bold(id.chain())
            + place
            + after);
    out.println("  " + tongue.bold(line(id, step.rule())));
    if (culprit.policy()) {
      out.println(
          tongue.say(
              "  It sends them to the policy of " + step.stage().hook().chain() + ", which drops.",
              "  它使数据包转到 " + step.stage().hook().chain() + " 的默认策略，由其丢弃。"));
    }
    if (step.stage().direction() == Direction.REPLY) {
      out.println(tongue.say("  It meets the replies, not the requests.", "  它作用于应答，而不是请求。"));
    }
  }

  private String verb(Step step) {
    return step.kind() == Kind.CHANGES
        ? tongue.say("KEPT FROM GETTING THROUGH", "因此不通")
        : tongue.say("DROPPED", "丢弃");
  }

  private static Dialect dialect(RuleId id) {
    return (id.family() == Family.IPV4 ? Rules.ipv4() : Rules.ipv6())
        .mode(id.mode())
        .table(id.table());
  }

  private static String line(RuleId id, Rule rule) {
    return dialect(id).print(id.chain(), rule).strip();
  }

  private void remedy(Finding.Found found) {
    List<String> commands = new ArrayList<>();
    for (Culprit culprit : found.culprits()) {
      String words = culprit.remedy();
      if (words != null && culprit.step().stage().table() != TableName.NAT) {
        commands.add(command(culprit.step(), words));
      }
    }
    if (commands.size() < found.culprits().size()) {
      return;
    }
    out.println();
    out.println(
        counting
            ? tongue.say("To let them pass there (not tried):", "在该处放行的命令（未验证）：")
            : found.proven()
                ? tongue.say("To let them pass (tried here: they get through):", "放行命令（已在本机验证，能通）：")
                : tongue.say(
                    "To let them pass there (more keeps them from getting through):",
                    "在该处放行的命令（之后仍有其他原因导致不通）："));
    out.println(String.join(" && ", commands));
  }

  private static String command(Step step, String words) {
    RuleId id = step.id();
    Rule accept = dialect(id).parse(words + " -j " + Target.Standard.ACCEPT);
    return RuleName.program(id.family(), id.mode())
        + (id.table() == TableName.FILTER ? "" : " -t " + id.table().word())
        + " -I "
        + id.chain()
        + " "
        + id.number()
        + " "
        + dialect(id).print(accept).strip();
  }
}
