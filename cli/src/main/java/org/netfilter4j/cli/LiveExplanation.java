package org.netfilter4j.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.diagnose.Answer;
import org.netfilter4j.diagnose.QuestionSyntax;
import org.netfilter4j.diagnose.Tongue;
import org.netfilter4j.diagnose.Why;
import org.netfilter4j.diagnose.WhyReport;
import org.netfilter4j.diagnose.bisect.BisectReport;
import org.netfilter4j.diagnose.bisect.Finding.Culprit;
import org.netfilter4j.diagnose.bisect.Step;
import org.netfilter4j.diagnose.live.PacketClass;
import org.netfilter4j.diagnose.live.PacketClass.Direction;
import org.netfilter4j.diagnose.live.PacketClass.Ports;
import org.netfilter4j.engine.TraceEvent;
import org.netfilter4j.engine.route.Link;
import org.netfilter4j.host.EmbeddedHost;
import org.netfilter4j.linux.KernelException;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.RuleId;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.rules.provenance.Origin;
import org.netfilter4j.rules.provenance.Provenance;
import org.netfilter4j.xt.Rejected;

/**
 * Why a rule that was found matches, as {@code why} says it on a copy of this machine: where a
 * packet of the class is decided by the same rule there.
 */
final class LiveExplanation implements BisectReport.Explanation {
  private final Nf4j nf4j;
  private final PacketClass packets;
  private final List<Ruleset> rulesets;
  private final Tongue tongue;

  /**
   * @param rulesets the rules as they are
   */
  LiveExplanation(Nf4j nf4j, PacketClass packets, List<Ruleset> rulesets, Tongue tongue) {
    this.nf4j = nf4j;
    this.packets = packets;
    this.rulesets = List.copyOf(rulesets);
    this.tongue = tongue;
  }

  @Override
  public List<String> of(Culprit culprit) {
    List<String> lines = new ArrayList<>();
    Origin origin = origin(culprit.step());
    if (culprit.step().rule() == null) {
      owner(origin, lines);
      return lines;
    }
    try (Captured captured = Captured.of(nf4j);
        EmbeddedHost host = captured.host()) {
      TraceEvent.RuleTested tested = tested(culprit, host);
      String because =
          tested == null ? "" : new WhyReport(tongue, WhyReport.Detail.BRIEF, null).because(tested);
      if (!because.isEmpty()) {
        lines.add(tongue.say("because ", "因为 ") + because);
      }
    } catch (KernelException e) {
      // What is known without it has been said.
    }
    owner(origin, lines);
    return lines;
  }

  private void owner(Origin origin, List<String> lines) {
    if (!origin.isByHand()) {
      lines.add(tongue.say("whose: ", "归属：") + origin.text(tongue.language()));
      lines.add(tongue.say(origin.program().advice()));
    }
  }

  private Origin origin(Step step) {
    RuleId id = step.id();
    for (Ruleset ruleset : rulesets) {
      Table table = ruleset.mode() == id.mode() ? ruleset.table(id.table()) : null;
      if (table != null) {
        Provenance provenance = Provenance.of(ruleset);
        Rule rule = step.rule();
        if (rule != null) {
          return provenance.rule(id.table(), id.chain(), rule);
        }
        Chain chain = table.chain(step.stage().hook().chain());
        if (chain != null) {
          return provenance.policy(id.table(), chain);
        }
      }
    }
    return Origin.BY_HAND;
  }

  private TraceEvent.@Nullable RuleTested tested(Culprit culprit, EmbeddedHost host) {
    Why why = new Why(host, System.currentTimeMillis() * 1_000_000L);
    boolean reply = culprit.step().stage().direction() == Direction.REPLY;
    List<String> devices = new ArrayList<>();
    String in = packets.in();
    if (in != null && !reply) {
      devices.add(in);
    } else {
      devices.add("");
      for (Link link : host.network().links()) {
        devices.add(link.name());
      }
    }
    for (String device : devices) {
      try {
        Answer answer = why.askAssuming(question(device, reply, host), true);
        TraceEvent.RuleTested deciding = answer.decidingRule();
        if (deciding != null && deciding.id().equals(culprit.step().id())) {
          return deciding;
        }
      } catch (Rejected e) {
        // No such packet comes in by that interface.
      }
    }
    return null;
  }

  private org.netfilter4j.diagnose.Question question(
      String device, boolean reply, EmbeddedHost host) {
    List<String> words = new ArrayList<>();
    if (packets.family() == Family.IPV6) {
      words.add("-6");
    }
    if (!device.isEmpty()) {
      words.addAll(List.of("-i", device));
    }
    Address from = packets.anySource();
    Address to = packets.anyDestination();
    add(words, reply ? "-d" : "-s", from);
    add(words, reply ? "-s" : "-d", to);
    if (packets.protocol() >= 0) {
      words.addAll(List.of("-p", Integer.toString(packets.protocol())));
    }
    port(words, reply ? "--dport" : "--sport", packets.sourcePort());
    port(words, reply ? "--sport" : "--dport", packets.destinationPort());
    if (reply) {
      words.addAll(List.of("--ctstate", "ESTABLISHED"));
    }
    QuestionSyntax syntax = new QuestionSyntax(host.names());
    for (int at = 0; at < words.size(); ) {
      at += syntax.take(words, at);
    }
    return syntax.question(host.network());
  }

  private static void add(List<String> words, String flag, @Nullable Address address) {
    if (address != null) {
      words.addAll(List.of(flag, address.toString()));
    }
  }

  private static void port(List<String> words, String flag, @Nullable Ports ports) {
    if (ports != null) {
      words.addAll(List.of(flag, Integer.toString(ports.first())));
    }
  }
}
