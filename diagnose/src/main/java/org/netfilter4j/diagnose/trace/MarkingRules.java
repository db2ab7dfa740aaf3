package org.netfilter4j.diagnose.trace;

import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.diagnose.live.PacketClass;
import org.netfilter4j.diagnose.live.PacketClass.By;
import org.netfilter4j.diagnose.live.PacketClass.Direction;
import org.netfilter4j.diagnose.live.Tag;
import org.netfilter4j.diagnose.live.TemporaryRule;
import org.netfilter4j.diagnose.live.TemporaryRules;
import org.netfilter4j.linux.TraceTable;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.RuleId;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.rules.Dialect;
import org.netfilter4j.rules.Rules;

/** The rules that mark the packets of a wish for the kernel to trace: {@code -j TRACE}. */
record MarkingRules(KernelTrace.Wish wish) {
  /** What the kernel traces at most, so that a busy class does not flood it. */
  private static final String LIMIT = " -m limit --limit 20/second --limit-burst 20";

  /** For a table of their own in nf_tables. */
  TraceTable.Rules nft(Tag tag) {
    Dialect dialect =
        (family() == Family.IPV4 ? Rules.ipv4() : Rules.ipv6()).mode(Mode.NFT).table(TableName.RAW);
    String end = LIMIT + " -m comment --comment \"" + tag.text() + "\" -j TRACE";
    List<Rule> arriving = new ArrayList<>();
    List<Rule> sent = new ArrayList<>();
    List<Rule> tracked = new ArrayList<>();
    described(Hook.PREROUTING).forEach(words -> arriving.add(dialect.parse(words + end)));
    described(Hook.OUTPUT).forEach(words -> sent.add(dialect.parse(words + end)));
    if (wish.replies()) {
      tracked.add(dialect.parse(wish.packets().words(Direction.REPLY, By.CONNECTION) + end));
    }
    return new TraceTable.Rules(arriving, sent, tracked);
  }

  /** At the head of the chains of the legacy table raw. */
  List<TemporaryRule> legacy(TemporaryRules maker, Table raw) {
    List<TemporaryRule> wanted = new ArrayList<>();
    for (Hook at : List.of(Hook.PREROUTING, Hook.OUTPUT)) {
      for (String words : described(at)) {
        Rule rule = maker.rule(Mode.LEGACY, TableName.RAW, words + LIMIT, "-j TRACE");
        Chain chain = raw.chain(at.chain());
        Rule next =
            chain == null || chain.rules().isEmpty() ? null : chain.rules().getFirst().rule();
        RuleId before = new RuleId(Mode.LEGACY, family(), TableName.RAW, at.chain(), 1);
        wanted.add(new TemporaryRule(before, null, next, rule));
      }
    }
    return wanted;
  }

  private List<String> described(Hook at) {
    PacketClass packets = wish.packets();
    return at == Hook.PREROUTING || packets.in() == null
        ? List.of(packets.words(Direction.REQUEST, By.HEADERS, at))
        : List.of();
  }

  private Family family() {
    return wish.packets().family();
  }
}
