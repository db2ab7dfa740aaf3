package org.netfilter4j.diagnose;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.netfilter4j.engine.TraceEvent;
import org.netfilter4j.engine.TraceEvent.Leaf;
import org.netfilter4j.engine.Value;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Operation;
import org.netfilter4j.packet.Packet;

/** The way of a packet as lines: hooks, tables, chains, and each rule tested with its reason. */
final class WayText {
  /**
   * More rules than this in a row that did not match are told as a number, unless all are wanted.
   */
  private static final int PATIENCE = 12;

  private final Tongue tongue;
  private final boolean all;
  private final Function<TraceEvent.RuleTested, String> ruleText;
  private final List<String> lines = new ArrayList<>();
  private final List<TraceEvent.RuleTested> unmatched = new ArrayList<>();
  private int emitted;

  /** Whether the packet that the host sent last is a copy that a rule asked for. */
  private boolean copy;

  WayText(Tongue tongue, boolean all, Function<TraceEvent.RuleTested, String> ruleText) {
    this.tongue = tongue;
    this.all = all;
    this.ruleText = ruleText;
  }

  List<String> of(List<TraceEvent> events) {
    for (TraceEvent event : events) {
      add(event);
    }
    flush();
    return lines;
  }

  private void line(int indent, String text) {
    lines.add("  ".repeat(indent + 2 * emitted) + text);
  }

  private void add(TraceEvent event) {
    if (event instanceof TraceEvent.RuleTested tested && tested.outcome() == Outcome.FALSE) {
      unmatched.add(tested);
      return;
    }
    flush();
    switch (event) {
      case TraceEvent.HookEntered e -> hook(e);
      case TraceEvent.Tracked e -> line(1, tongue.say("conntrack: ", "连接跟踪：") + state(e));
      case TraceEvent.Confirmed _ ->
          line(1, tongue.say("conntrack: connection confirmed", "连接跟踪：连接已确认"));
      case TraceEvent.TableEntered e ->
          line(1, tongue.bold(e.mode().word() + " " + e.table().word() + " " + e.hook().chain()));
      case TraceEvent.NatSkipped e ->
          line(
              1,
              "nat "
                  + e.hook().chain()
                  + tongue.say(" not asked: ", " 未查询：")
                  + tongue.say(e.reason()));
      case TraceEvent.RuleTested e -> tested(e, true);
      case TraceEvent.ChainEntered e ->
          line(2, tongue.bold((e.isGoto() ? "=> " : "-> ") + e.chain()));
      case TraceEvent.ChainLeft e -> left(e);
      case TraceEvent.ActionTaken e -> action(e);
      case TraceEvent.RuleDecided e -> line(4, verdict(e.verdict()));
      case TraceEvent.PolicyDecided e ->
          line(
              2,
              tongue.say("policy of " + e.chain() + ": ", e.chain() + " 的默认策略：")
                  + verdict(e.verdict().name()));
      case TraceEvent.Changed e -> changed(e);
      case TraceEvent.Bound e -> bound(e);
      case TraceEvent.Rewritten e ->
          line(
              1,
              tongue.say("nat: ", "地址转换：")
                  + endpoints(e.before())
                  + tongue.say(" becomes ", " 变为 ")
                  + endpoints(e.after()));
      case TraceEvent.Routed e -> routed(e);
      case TraceEvent.Reassembled e ->
          line(
              1,
              tongue.say(
                  e.fragments() + " fragments put together: " + e.length() + " bytes",
                  e.fragments() + " 个分片已重组：" + e.length() + " 字节"));
      case TraceEvent.MetOthers e ->
          line(
              1,
              FateText.others(e.place(), e.handle(), tongue)
                  + ": "
                  + verdict(e.verdict().toUpperCase(Locale.ROOT)));
      case TraceEvent.Logged e ->
          line(4, tongue.say("logged: ", "记录日志：") + "\"" + e.entry().prefix() + "\"");
      case TraceEvent.Emitting e -> emitting(e);
      case TraceEvent.Emitted e -> {
        emitted--;
        line(
            4,
            (copy
                    ? tongue.say("(the copy: ", "（该副本：")
                    : tongue.say("(the host's answer: ", "（主机的应答："))
                + FateText.of(e.fate(), tongue)
                + tongue.say(")", "）"));
      }
      case TraceEvent.Ended _ -> {
        // The verdict is told at the end of the report.
      }
    }
  }

  private void hook(TraceEvent.HookEntered e) {
    StringBuilder text = new StringBuilder(tongue.bold(e.hook().name()));
    if (!e.in().isEmpty()) {
      text.append(tongue.say("  in ", "  入接口 ")).append(e.in());
    }
    if (!e.out().isEmpty()) {
      text.append(tongue.say("  out ", "  出接口 ")).append(e.out());
    }
    line(0, text.toString());
  }

  private String state(TraceEvent.Tracked e) {
    String name =
        FieldText.value(
            org.netfilter4j.model.Field.Flow.STATE, new Value(0, e.state(), null), Family.IPV4);
    return e.reply() ? name + tongue.say(", reply direction", "，应答方向") : name;
  }

  private void flush() {
    int shown = all || unmatched.size() <= PATIENCE ? unmatched.size() : PATIENCE - 2;
    for (int i = 0; i < shown; i++) {
      tested(unmatched.get(i), false);
    }
    if (shown < unmatched.size()) {
      int rest = unmatched.size() - shown;
      line(
          2,
          tongue.dim(
              tongue.say(
                  "… " + rest + " more rules that do not match (--all shows them)",
                  "… 另有 " + rest + " 条规则不匹配（--all 可全部显示）")));
    }
    unmatched.clear();
  }

  private void tested(TraceEvent.RuleTested e, boolean matched) {
    String text = String.format("%3d  %s", e.id().number(), ruleText.apply(e));
    line(2, matched ? text : tongue.dim(text));
    String answer =
        switch (e.outcome()) {
          case TRUE -> tongue.green(tongue.say("yes", "匹配"));
          case FALSE -> tongue.dim(tongue.say("no", "不匹配"));
          case DROP -> tongue.red(tongue.say("malformed", "数据包异常"));
          case UNKNOWN -> tongue.say("can't tell", "无法判断");
        };
    line(4, answer + reason(e, tongue));
  }

  /** The sentences that explain a rule's outcome: all of a match's, or the one that failed. */
  static String reason(TraceEvent.RuleTested e, Tongue tongue) {
    List<Leaf> leaves = e.leaves();
    if (leaves.isEmpty()) {
      return "  " + tongue.say("every packet matches", "匹配所有数据包");
    }
    if (e.outcome() != Outcome.TRUE) {
      return "  " + tongue.say(Sentences.of(leaves.getLast(), e.id().family()));
    }
    List<String> sentences = new ArrayList<>();
    for (Leaf leaf : leaves) {
      String sentence = tongue.say(Sentences.of(leaf, e.id().family()));
      if (!sentences.contains(sentence)) {
        sentences.add(sentence);
      }
    }
    return "  " + String.join(tongue.say("; ", "；"), sentences);
  }

  private void left(TraceEvent.ChainLeft e) {
    String to =
        e.to() == null
            ? tongue.say("to the policy", "转到默认策略")
            : tongue.say("back to ", "回到 ") + e.to();
    line(
        e.rule() == null ? 2 : 4,
        e.rule() == null
            ? tongue.say("end of ", "链尾 ") + e.chain() + tongue.say(", ", "，") + to
            : "RETURN" + tongue.say(", ", "，") + to);
  }

  private void action(TraceEvent.ActionTaken e) {
    switch (e.action()) {
      case Action.Do effect -> line(4, tongue.say(effect.operation().label()) + after(e.result()));
      case Action.Unknown unknown ->
          line(
              4,
              tongue.say(
                  "can't be told here; it would need " + unknown.needs().en(),
                  "无法判断；需要" + unknown.needs().zh()));
      case Action.Verdict _, Action.Jump _, Action.Goto _, Action.Return _, Action.Continue _ -> {
        // Told by the events of their own that follow.
      }
    }
  }

  private String after(Operation.Result result) {
    return switch (result) {
      case CONTINUE -> tongue.say(", goes on", "，继续");
      case ACCEPT -> ": " + verdict("ACCEPT");
      case DROP -> ": " + verdict("DROP");
      case QUEUE -> ": " + verdict("QUEUE");
      case STOLEN -> ": STOLEN";
    };
  }

  private String verdict(Action.Verdict.Kind kind) {
    return verdict(kind.name());
  }

  private String verdict(String name) {
    return switch (name) {
      case "DROP" -> tongue.red(name);
      case "ACCEPT" -> tongue.green(name);
      default -> name;
    };
  }

  private void changed(TraceEvent.Changed e) {
    Family family = e.id().family();
    String before = e.before() == null ? "-" : FieldText.value(e.field(), e.before(), family);
    String after = e.after() == null ? "-" : FieldText.value(e.field(), e.after(), family);
    line(4, tongue.say(e.field().label()) + ": " + before + " -> " + after);
  }

  private void bound(TraceEvent.Bound e) {
    if (e.id() == null) {
      return;
    }
    line(
        4,
        switch (e.side()) {
          case SOURCE -> tongue.say("the connection's source is translated", "转换连接的源地址");
          case DESTINATION -> tongue.say("the connection's destination is translated", "转换连接的目的地址");
        });
  }

  private String endpoints(TraceEvent.Endpoints e) {
    return PacketText.endpoint(e.source(), e.sourcePort() == 0 ? -1 : e.sourcePort())
        + " -> "
        + PacketText.endpoint(e.destination(), e.destinationPort() == 0 ? -1 : e.destinationPort());
  }

  private void routed(TraceEvent.Routed e) {
    StringBuilder text =
        new StringBuilder(
            e.again() ? tongue.say("routed again: ", "重新路由：") : tongue.say("routing: ", "路由："));
    text.append(tongue.say(e.reason().label()));
    if (!e.device().isEmpty()) {
      text.append(tongue.say(", out ", "，出接口 ")).append(e.device());
      if (e.gateway() != null) {
        text.append(tongue.say(" via ", "，网关 ")).append(e.gateway());
      }
    }
    if (e.route() != null) {
      text.append(tongue.dim("  [" + e.route() + "]"));
    }
    line(1, text.toString());
  }

  private void emitting(TraceEvent.Emitting e) {
    Packet packet = new Packet();
    byte[] bytes = e.packet().clone();
    String what =
        packet.wrap(bytes, 0, bytes.length) == null ? PacketText.of(packet) : bytes.length + " B";
    copy = e.isCopy();
    String says =
        copy
            ? tongue.say("the host sends a copy: ", "主机发送副本：")
            : tongue.say("the host answers: ", "主机应答：");
    line(4, says + what);
    emitted++;
  }
}
