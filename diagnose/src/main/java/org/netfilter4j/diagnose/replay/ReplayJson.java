package org.netfilter4j.diagnose.replay;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.RuleWriter;
import org.netfilter4j.diagnose.FateText;
import org.netfilter4j.diagnose.FieldText;
import org.netfilter4j.diagnose.Tongue;
import org.netfilter4j.engine.Fate;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.RuleId;
import org.netfilter4j.model.Target;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A report for programs. */
public final class ReplayJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Tongue tongue;

  public ReplayJson(Tongue tongue) {
    this.tongue = tongue;
  }

  /** The report as one JSON object. Times are nanoseconds since 1970. */
  public String of(ReplayReport report) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("capture", report.capture());
    root.put("first", report.first());
    root.put("last", report.tally().frames() == 0 ? report.first() : report.last());
    tally(root.putObject("packets"), report.tally());
    ArrayNode flows = root.putArray("flows");
    for (Flow flow : report.flows()) {
      flow(flows.addObject(), report, flow);
    }
    ArrayNode counters = root.putArray("counters");
    for (CounterChange change : report.counters()) {
      counter(counters.addObject(), change);
    }
    return MAPPER.writeValueAsString(root);
  }

  private static void tally(ObjectNode node, Tally tally) {
    node.put("captured", tally.frames());
    node.put("judged", tally.judged());
    node.put("bytes", tally.bytes());
    node.put("passed", tally.passed());
    node.put("dropped", tally.dropped());
    node.put("waiting", tally.undecided());
    node.put("received", tally.received());
    node.put("sent", tally.sent());
    node.put("receivedElsewhere", tally.fromElsewhere());
    node.put("leftAsComputed", tally.departed());
    node.put("notSentHere", tally.notSentHere());
    node.put("answersLeftOut", tally.unasked());
    node.put("ownAnswers", tally.answers());
    node.put("ownAnswersPassed", tally.answersPassed());
    node.put("notIp", tally.notIp());
    node.put("malformed", tally.malformed());
    node.put("cutOff", tally.cut());
    node.put("cutOffInHeaders", tally.cutTooShort());
    node.put("forOtherHosts", tally.foreign());
    node.put("onOtherInterfaces", tally.elsewhere());
    node.put("seenTwice", tally.seenTwice());
    node.put("withoutAddress", tally.fromNowhere());
  }

  private void flow(ObjectNode node, ReplayReport report, Flow flow) {
    node.put("flow", FlowText.of(flow));
    if (flow.protocol() >= 0) {
      node.put("protocol", FieldText.protocol(flow.protocol()));
    }
    node.put("source", flow.source().toString());
    node.put("destination", flow.destination().toString());
    if (flow.sourcePort() >= 0) {
      node.put("sourcePort", flow.sourcePort());
      node.put("destinationPort", flow.destinationPort());
    }
    if (flow.icmp() >= 0) {
      node.put("icmpType", flow.icmp() >>> 8);
      node.put("icmpCode", flow.icmp() & 0xff);
    }
    node.put("firstPacket", flow.firstPacket());
    node.put("packets", flow.packets(false));
    node.put("bytes", flow.bytes(false));
    node.put("replyPackets", flow.packets(true));
    node.put("replyBytes", flow.bytes(true));
    node.put("ownAnswers", flow.answers());
    node.put("answersLeftOut", flow.unasked());
    ArrayNode verdicts = node.putArray("verdicts");
    for (Flow.Verdict verdict : flow.verdicts()) {
      verdict(verdicts.addObject(), report, verdict);
    }
  }

  private void verdict(ObjectNode node, ReplayReport report, Flow.Verdict verdict) {
    node.put("direction", verdict.isReply() ? "reply" : "original");
    node.put("verdict", word(verdict.fate()));
    if (verdict.fate() instanceof Fate.Sent sent) {
      node.put("device", sent.device());
    }
    node.put("explanation", FateText.of(verdict.fate(), tongue));
    node.put("packets", verdict.packets());
    node.put("bytes", verdict.bytes());
    node.put("firstPacket", verdict.firstPacket());
    switch (verdict.by()) {
      case Fate.Cause.ByRule by -> rule(node.putObject("decidedBy"), report, by.rule());
      case Fate.Cause.ByMatch by -> rule(node.putObject("decidedBy"), report, by.rule());
      case Fate.Cause.ByPolicy by -> {
        ObjectNode policy = node.putObject("decidedBy");
        policy.put("mode", by.mode().word());
        policy.put("family", by.family().name());
        policy.put("table", by.table().word());
        policy.put("chain", by.chain());
        policy.put("policy", word(verdict.fate()));
      }
      case Fate.Cause.ByRouting _,
          Fate.Cause.ByTracking _,
          Fate.Cause.Malformed _,
          Fate.Cause.ByOthers _,
          Fate.Cause.OnTheWay _ ->
          node.putNull("decidedBy");
      case null -> node.putNull("decidedBy");
    }
  }

  private static void rule(ObjectNode node, ReplayReport report, RuleId id) {
    node.put("mode", id.mode().word());
    node.put("family", id.family().name());
    node.put("table", id.table().word());
    node.put("chain", id.chain());
    node.put("number", id.number());
    Rule rule = report.rule(id);
    if (rule != null) {
      node.put("rule", RuleWriter.line(id.chain(), rule, id.mode()).strip());
    }
  }

  private static void counter(ObjectNode node, CounterChange change) {
    node.put("mode", change.mode().word());
    node.put("family", change.family().name());
    node.put("table", change.table().word());
    node.put("chain", change.chain());
    @Nullable Rule rule = change.rule();
    Target.Standard policy = change.policy();
    if (rule != null) {
      node.put("number", change.number());
      node.put("rule", RuleWriter.line(change.chain(), rule, change.mode()).strip());
    } else if (policy != null) {
      node.put("policy", policy.name());
    }
    counters(node.putObject("added"), change.added());
    counters(node.putObject("total"), change.total());
  }

  private static void counters(ObjectNode node, Counters counters) {
    node.put("packets", counters.packets());
    node.put("bytes", counters.bytes());
  }

  private static String word(Fate fate) {
    return switch (fate) {
      case Fate.Delivered _, Fate.Sent _ -> "ACCEPT";
      case Fate.Dropped _ -> "DROP";
      case Fate.Queued _ -> "QUEUE";
      case Fate.Held _ -> "HELD";
      case Fate.Stolen _ -> "STOLEN";
      case Fate.Unknown _ -> "UNKNOWN";
    };
  }
}
