package org.netfilter4j.diagnose;

import org.netfilter4j.command.RuleWriter;
import org.netfilter4j.engine.Fate;
import org.netfilter4j.engine.TraceEvent;
import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.RuleId;
import org.netfilter4j.rules.provenance.Detail;
import org.netfilter4j.rules.provenance.Origin;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An answer for programs. */
public final class WhyJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Tongue tongue;

  public WhyJson(Tongue tongue) {
    this.tongue = tongue;
  }

  /** The answer as one JSON object. */
  public String of(Answer answer, Why why) {
    return MAPPER.writeValueAsString(node(answer, why));
  }

  ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  String text(ArrayNode node) {
    return MAPPER.writeValueAsString(node);
  }

  ObjectNode node(Answer answer, Why why) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("packet", PacketText.of(answer.question().packet()));
    root.put("passed", answer.passed());
    root.put("verdict", verdict(answer.fate()));
    root.put("explanation", FateText.of(answer.fate(), tongue));
    switch (answer.decision()) {
      case Decision.ByRule by -> rule(root.putObject("decidedBy"), by.rule(), why);
      case Decision.ByPolicy by -> {
        ObjectNode policy = root.putObject("decidedBy");
        policy.put("mode", by.policy().mode().word());
        policy.put("family", by.policy().family().name());
        policy.put("table", by.policy().table().word());
        policy.put("chain", by.policy().chain());
        policy.put("policy", by.policy().verdict().name());
        TraceEvent.PolicyDecided at = by.policy();
        origin(policy, why.origin(at.mode(), at.family(), at.table(), at.chain()));
      }
      case Decision.ByNobody _ -> {
        if (answer.fate() instanceof Fate.Dropped dropped
            && dropped.cause() instanceof Fate.Cause.ByOthers others) {
          ObjectNode by = root.putObject("decidedBy");
          by.put("mode", "nftables");
          by.put("chain", others.place());
          by.put("handle", others.handle());
        } else {
          root.putNull("decidedBy");
        }
      }
    }
    ArrayNode tested = root.putArray("rules");
    for (TraceEvent event : answer.events()) {
      if (event instanceof TraceEvent.RuleTested rule) {
        rule(tested.addObject(), rule, why);
      }
    }
    Answer.Remedy remedy = answer.remedy();
    if (remedy == null) {
      root.putNull("remedy");
    } else {
      ArrayNode commands = root.putObject("remedy").putArray("commands");
      remedy.commands().forEach(commands::add);
    }
    return root;
  }

  private static String verdict(Fate fate) {
    return switch (fate) {
      case Fate.Delivered _, Fate.Sent _ -> "ACCEPT";
      case Fate.Dropped _ -> "DROP";
      case Fate.Queued _ -> "QUEUE";
      case Fate.Held _ -> "HELD";
      case Fate.Stolen _ -> "STOLEN";
      case Fate.Unknown _ -> "UNKNOWN";
    };
  }

  /** Whose it is: the program's word, its name, and the details that the rule tells. */
  private void origin(ObjectNode node, Origin origin) {
    ObjectNode made = node.putObject("origin");
    made.put("owner", origin.owner());
    made.put("name", tongue.say(origin.program().name()));
    ObjectNode details = made.putObject("details");
    for (Detail detail : origin.details()) {
      details.put(detail.kind().word(), detail.value());
    }
  }

  private void rule(ObjectNode node, TraceEvent.RuleTested tested, Why why) {
    RuleId id = tested.id();
    node.put("mode", id.mode().word());
    node.put("family", id.family().name());
    node.put("table", id.table().word());
    node.put("chain", id.chain());
    node.put("number", id.number());
    node.put("rule", RuleWriter.line(id.chain(), tested.rule(), id.mode()).strip());
    origin(node, why.origin(id, tested.rule()));
    node.put("matched", tested.outcome() == Outcome.TRUE);
    node.put("outcome", tested.outcome().name());
    node.put("reason", WayText.reason(tested, tongue).strip());
  }
}
