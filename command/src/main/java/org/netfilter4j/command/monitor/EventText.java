package org.netfilter4j.command.monitor;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.RuleWriter;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.watch.ChainAt;
import org.netfilter4j.model.watch.EventsLost;
import org.netfilter4j.model.watch.Families;
import org.netfilter4j.model.watch.RuleAt;
import org.netfilter4j.model.watch.RulesetChange;
import org.netfilter4j.model.watch.RulesetEvent;
import org.netfilter4j.model.watch.RulesetEvents;
import org.netfilter4j.model.watch.TableAt;
import org.netfilter4j.model.watch.TraceEvent;
import org.netfilter4j.model.watch.Verdict;
import org.netfilter4j.xt.Names;

/** Events as the C tool prints them. */
final class EventText {
  private static final String EVENT = " EVENT: ";

  private final StringBuilder out;
  private final MonitorOptions options;
  private final RulesetEvents events;
  private final RuleWriter rules;
  private final PacketText packets;

  EventText(StringBuilder out, MonitorOptions options, Names names, RulesetEvents events) {
    this.out = out;
    this.options = options;
    this.events = events;
    this.rules = new RuleWriter(out, Mode.NFT, names);
    this.packets = new PacketText(out, events);
  }

  /**
   * Writes the lines of an event; none where it is of a family that is not wanted.
   *
   * @return whether they go to standard output, else to standard error
   */
  boolean write(RulesetEvent event) {
    switch (event) {
      case RulesetChange change -> change(change);
      case TraceEvent trace -> {
        if (isWanted(trace.family())) {
          trace(trace);
        }
      }
      case EventsLost _ -> {
        out.append("xtables-monitor: some events were lost, for they came too fast\n");
        return false;
      }
    }
    return true;
  }

  private boolean isWanted(int family) {
    return options.family() == null || Families.number(options.family()) == family;
  }

  private void change(RulesetChange change) {
    switch (change) {
      case RulesetChange.TableSet set -> table("NEW", set.table());
      case RulesetChange.TableDeleted deleted -> table("DEL", deleted.table());
      case RulesetChange.ChainSet set -> chain('N', set.chain());
      case RulesetChange.ChainDeleted deleted -> chain('X', deleted.chain());
      case RulesetChange.RuleAdded added -> {
        if (isWanted(added.rule().family())) {
          out.append(EVENT);
          rule("-A ", added.rule());
        }
      }
      case RulesetChange.RuleDeleted deleted -> {
        if (isWanted(deleted.rule().family())) {
          out.append(EVENT);
          rule("-D ", deleted.rule());
        }
      }
      case RulesetChange.Committed committed -> {
        if (!committed.program().isEmpty()) {
          out.append("NEWGEN: GENID=").append(committed.generation());
          out.append(" PID=").append(committed.pid());
          out.append(" NAME=").append(committed.program()).append('\n');
        }
      }
    }
  }

  private void table(String change, TableAt table) {
    if (isWanted(table.family())) {
      out.append(EVENT).append("nft: ").append(change).append(" table: table ");
      out.append(table.name()).append(' ').append(Families.word(table.family()));
      out.append(" flags ").append(Long.toHexString(table.flags()));
      out.append(" use ").append(table.use());
      out.append(" handle ").append(Long.toUnsignedString(table.handle())).append('\n');
    }
  }

  private void chain(char change, ChainAt chain) {
    if (!isWanted(chain.family())) {
      return;
    }
    out.append(EVENT);
    if (chain.base() == null && Families.family(chain.family()) != null) {
      out.append('-').append(chain.family() == Families.IPV4 ? '4' : '6');
      out.append(" -t ").append(chain.table());
      out.append(" -").append(change).append(' ').append(chain.name()).append('\n');
      return;
    }
    out.append("# nft: ").append(Families.word(chain.family())).append(' ').append(chain.table());
    out.append(' ').append(chain.name()).append(" use ").append(chain.use());
    if (chain.base() != null) {
      base(chain.family(), chain.base());
    }
    out.append('\n');
  }

  private void base(int family, ChainAt.Base base) {
    out.append(" type ").append(base.type());
    out.append(" hook ").append(HookWords.of(family, base.hook()));
    out.append(" prio ").append(base.priority());
    if (base.policy() >= 0) {
      out.append(" policy ").append(policy(base.policy()));
    }
    out.append(" packets ").append(Long.toUnsignedString(base.counters().packets()));
    out.append(" bytes ").append(Long.toUnsignedString(base.counters().bytes()));
    if (base.devices().size() == 1) {
      out.append(" dev ").append(base.devices().getFirst()).append(' ');
    }
    if (!base.devices().isEmpty()) {
      out.append(" dev { ");
      for (String device : base.devices()) {
        out.append(' ').append(device).append(' ');
      }
      out.append(" } ");
    }
    if (base.flags() >= 0) {
      out.append(" flags ").append(Long.toHexString(base.flags()));
    }
  }

  private static String policy(long policy) {
    if (policy == Verdict.DROP) {
      return "drop";
    }
    return policy == Verdict.ACCEPT ? "accept" : "unknown";
  }

  private void rule(String command, RuleAt at) {
    if (Families.family(at.family()) == null && at.family() != Families.ARP) {
      // The C tool says no more of such a rule.
      out.append('\n');
      return;
    }
    out.append(at.family() == Families.IPV4 ? "-4" : at.family() == Families.IPV6 ? "-6" : "-0");
    out.append(" -t ").append(at.table()).append(' ');
    if (options.counters()) {
      out.append('[').append(Long.toUnsignedString(at.counters().packets())).append(':');
      out.append(Long.toUnsignedString(at.counters().bytes())).append("] ");
    }
    out.append(command).append(at.chain());
    if (at.rule() != null) {
      rules.specification(at.rule(), null);
    }
    if (!at.complete()) {
      out.append(" # handle ").append(at.handle()).append(" of nft, not iptables' alone");
    }
    out.append('\n');
  }

  private void trace(TraceEvent trace) {
    switch (trace.step()) {
      case TraceEvent.RuleMet met -> {
        if (trace.packet() != null) {
          packets.write(trace, trace.packet());
        }
        if (met.handle() != 0) {
          step(trace, "rule").append("0x").append(Long.toHexString(met.handle())).append(':');
          verdict(met.verdict()).append(' ');
          rule(events.rule(trace.family(), trace.table(), trace.chain(), met.handle()));
        }
      }
      case TraceEvent.PolicyApplied policy -> {
        step(trace, "policy");
        verdict(policy.verdict()).append('\n');
      }
      case TraceEvent.Returned returned -> {
        step(trace, "return").append(returned.chain() == null ? "" : returned.chain());
        out.append('\n');
      }
      case TraceEvent.Unknown _ -> {}
    }
  }

  private void rule(@Nullable RuleAt found) {
    if (found == null) {
      out.append("# deleted meanwhile\n");
    } else {
      rule("-A ", found);
    }
  }

  private StringBuilder step(TraceEvent trace, String kind) {
    out.append(" TRACE: ").append(trace.family()).append(' ').append(PacketText.id(trace));
    out.append(' ').append(trace.table()).append(':').append(trace.chain());
    return out.append(':').append(kind).append(':');
  }

  private StringBuilder verdict(Verdict verdict) {
    // The kernel's numbers fill 32 bits.
    switch ((int) verdict.code()) {
      case (int) Verdict.ACCEPT -> out.append("ACCEPT");
      case (int) Verdict.DROP -> out.append("DROP");
      case (int) Verdict.QUEUE -> out.append("QUEUE");
      case (int) Verdict.STOLEN -> out.append("STOLEN");
      case (int) Verdict.BREAK -> out.append("BREAK");
      case (int) Verdict.CONTINUE -> out.append("CONTINUE");
      case (int) Verdict.GOTO -> jump("GOTO", verdict.chain());
      case (int) Verdict.JUMP -> jump("JUMP", verdict.chain());
      default -> out.append("0x").append(Long.toHexString(verdict.code()));
    }
    return out.append(' ');
  }

  private void jump(String word, @Nullable String chain) {
    out.append(word);
    if (chain != null) {
      out.append(':').append(chain);
    }
  }
}
