package org.netfilter4j.diagnose.live;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.diagnose.live.PacketClass.Direction;
import org.netfilter4j.diagnose.live.PacketClass.Ports;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.MaskedAddress;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.lower.ForgetfulLowering;
import org.netfilter4j.xt.lower.RuleLowering;
import org.netfilter4j.xt.nft.NftLowering;

/**
 * Which rules can match packets of a class. It looks at addresses, ports, protocol and interface;
 * what else a rule asks for, a packet may have. So it says "no" only where that is certain.
 */
public final class Reach {
  /** What is known of a packet of the class, for a test. */
  private enum Answer {
    YES,
    NO,
    MAYBE;

    Answer not() {
      return switch (this) {
        case YES -> NO;
        case NO -> YES;
        case MAYBE -> MAYBE;
      };
    }

    static Answer of(boolean always, boolean never) {
      return always ? YES : never ? NO : MAYBE;
    }
  }

  private final PacketClass packets;
  private final Direction direction;
  private final Mode mode;
  private final boolean translated;
  private final ForgetfulLowering lowering;

  /**
   * @param translated whether a translation may have changed addresses and ports before
   */
  public Reach(
      PacketClass packets, Direction direction, Mode mode, TableName table, boolean translated) {
    this.packets = packets;
    this.direction = direction;
    this.mode = mode;
    this.translated = translated;
    this.lowering = new ForgetfulLowering(packets.family(), mode, table);
  }

  /** Whether a rule of these may translate packets of the class, or their answers. */
  public static boolean isTranslated(PacketClass packets, List<Ruleset> rulesets) {
    for (Ruleset ruleset : rulesets) {
      Table nat = ruleset.table(TableName.NAT);
      if (nat == null) {
        continue;
      }
      for (Direction direction : Direction.values()) {
        Reach reach = new Reach(packets, direction, ruleset.mode(), TableName.NAT, false);
        for (Chain chain : nat.chains().values()) {
          for (Entry entry : chain.rules()) {
            if (entry.rule().target() instanceof Target.Extended && reach.canMatch(entry.rule())) {
              return true;
            }
          }
        }
      }
    }
    return false;
  }

  /** Whether a packet of the class may match. */
  public boolean canMatch(Rule rule) {
    for (Condition condition : lower(rule).conditions()) {
      if (answer(condition) == Answer.NO) {
        return false;
      }
    }
    return true;
  }

  /** What the rule does with a packet that it matches. */
  public Action action(Rule rule) {
    return RuleLowering.action(rule.target(), rule.family(), lowering);
  }

  /** The rule without the matches that look a set up: a packet may be in it. */
  private RuleLowering lower(Rule rule) {
    List<Match> matches = new ArrayList<>();
    for (Match match : rule.matches()) {
      if (match.sets().isEmpty()) {
        matches.add(match);
      }
    }
    Rule plain = new Rule(rule.selector(), matches, Target.NONE);
    lowering.protocol(rule.selector().notProtocol() ? 0 : rule.selector().protocol());
    return NftLowering.of(plain, mode, _ -> lowering);
  }

  private Answer answer(Condition condition) {
    return switch (condition) {
      case Condition.Test test -> test(test.field(), test.values());
      case Condition.Present present -> present(present.field());
      case Condition.Require require -> present(require.field());
      case Condition.Not not -> answer(not.of()).not();
      case Condition.All all -> all(all.of());
      case Condition.Any any -> any(any.of());
      case Condition.Probe _, Condition.Unknown _ -> Answer.MAYBE;
    };
  }

  private Answer all(List<Condition> of) {
    Answer whole = Answer.YES;
    for (Condition each : of) {
      Answer answer = answer(each);
      if (answer == Answer.NO) {
        return answer;
      }
      whole = answer == Answer.MAYBE ? answer : whole;
    }
    return whole;
  }

  private Answer any(List<Condition> of) {
    Answer whole = Answer.NO;
    for (Condition each : of) {
      Answer answer = answer(each);
      if (answer == Answer.YES) {
        return answer;
      }
      whole = answer == Answer.MAYBE ? answer : whole;
    }
    return whole;
  }

  /** Only a port of a protocol that has none is surely absent. */
  private Answer present(Field field) {
    boolean port =
        field == Field.Header.SOURCE_PORT
            || field == Field.Header.DESTINATION_PORT
            || field == Field.Header.TCP_FLAGS;
    boolean icmp =
        packets.protocol() == PacketClass.ICMP || packets.protocol() == PacketClass.ICMPV6;
    return port && icmp ? Answer.NO : Answer.MAYBE;
  }

  private Answer test(Field field, Values values) {
    if (field == Field.Header.PROTOCOL) {
      return packets.protocol() < 0
          ? Answer.MAYBE
          : number(values, packets.protocol(), packets.protocol());
    }
    if (field == Field.Interface.IN) {
      return device(values);
    }
    if (translated) {
      return Answer.MAYBE;
    }
    if (field == Field.Header.SOURCE_ADDRESS) {
      return address(values, packets.sources(direction));
    }
    if (field == Field.Header.DESTINATION_ADDRESS) {
      return address(values, packets.destinations(direction));
    }
    if (field == Field.Header.SOURCE_PORT) {
      return port(values, packets.sourcePort(direction));
    }
    if (field == Field.Header.DESTINATION_PORT) {
      return port(values, packets.destinationPort(direction));
    }
    return Answer.MAYBE;
  }

  private Answer device(Values values) {
    String in = packets.in();
    // What leaves by it is not said of the other direction: a reply's output interface may differ.
    return in == null || direction == Direction.REPLY
        ? Answer.MAYBE
        : Answer.of(values.contains(in), !values.contains(in) && !values.contains(""));
  }

  private static Answer port(Values values, @Nullable Ports ports) {
    return ports == null ? Answer.MAYBE : number(values, ports.first(), ports.last());
  }

  private static Answer number(Values values, int first, int last) {
    if (last - first > 256) {
      return Answer.MAYBE;
    }
    boolean all = true;
    boolean none = true;
    for (int each = first; each <= last; each++) {
      boolean contained = values.contains(0, each);
      all &= contained;
      none &= !contained;
    }
    return Answer.of(all, none);
  }

  private static Answer address(Values values, MaskedAddress of) {
    return switch (values) {
      case Values.Network network -> network(network.network(), of);
      case Values.AddressRange range -> range(range, of);
      case Values.Range _, Values.Ranges _, Values.Masked _, Values.AnyBit _, Values.Name _ ->
          Answer.MAYBE;
    };
  }

  private static Answer network(MaskedAddress rule, MaskedAddress of) {
    Address both = rule.mask().and(of.mask());
    boolean apart = !rule.address().and(both).equals(of.address().and(both));
    boolean within = both.equals(rule.mask());
    return Answer.of(!apart && within, apart);
  }

  private static Answer range(Values.AddressRange range, MaskedAddress of) {
    if (of.prefixLength() < 0) {
      return Answer.MAYBE;
    }
    Address first = of.first();
    Address last = of.last();
    boolean firstIn = range.contains(first.high(), first.low());
    boolean lastIn = range.contains(last.high(), last.low());
    Values.AddressRange all = new Values.AddressRange(first, last);
    boolean overlap = firstIn || lastIn || all.contains(range.first().high(), range.first().low());
    return Answer.of(firstIn && lastIn, !overlap);
  }
}
