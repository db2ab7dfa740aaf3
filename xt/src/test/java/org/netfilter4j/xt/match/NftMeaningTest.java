package org.netfilter4j.xt.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.InterfacePattern;
import org.netfilter4j.model.MaskedAddress;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Selector;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;
import org.netfilter4j.xt.lower.ForgetfulLowering;
import org.netfilter4j.xt.nft.NftLowering;

/** Where the same rule means something else in nft mode than in legacy mode. */
class NftMeaningTest {
  private static final int TCP = 6;
  private static final int SYN = PacketBuilder.SYN;

  @Test
  void twoInvertedPortsAreInvertedTogether() {
    Rule rule = rule(TCP, "tcp", "! --sport 1 ! --dport 2");
    Packet half = PacketBuilder.ipv4().tcp(1, 3, SYN).build();
    assertThat(test(rule, Mode.LEGACY, half)).isEqualTo(Outcome.FALSE);
    assertThat(test(rule, Mode.NFT, half)).isEqualTo(Outcome.TRUE);
    Packet both = PacketBuilder.ipv4().tcp(1, 2, SYN).build();
    assertThat(test(rule, Mode.NFT, both)).isEqualTo(Outcome.FALSE);
  }

  @Test
  void aHeaderCutShortDropsInLegacyModeAndGoesOnInNft() throws Exception {
    Rule rule = rule(TCP, "tcp", "! --dport 80");
    byte[] whole = PacketBuilder.ipv4().tcp(1, 2, SYN).toBytes();
    byte[] cut = Arrays.copyOf(whole, 22);
    cut[3] = 22;
    Packet packet = Packet.of(cut);
    assertThat(test(rule, Mode.LEGACY, packet)).isEqualTo(Outcome.DROP);
    assertThat(test(rule, Mode.NFT, packet)).isEqualTo(Outcome.FALSE);
  }

  @Test
  void noPortIsNoMatchUnderInversionToo() {
    Packet later = PacketBuilder.ipv4().protocol(TCP).fragment(64, false).payloadLength(40).build();
    assertThat(test(rule(TCP, "tcp", "! --dport 80"), Mode.NFT, later)).isEqualTo(Outcome.FALSE);
    assertThat(test(rule(TCP, "tcp", "! --syn"), Mode.NFT, later)).isEqualTo(Outcome.FALSE);
  }

  @Test
  void everyPortInvertedIsNothingInLegacyModeAndAllInNft() {
    Rule rule = rule(TCP, "tcp", "! --sport 0:65535");
    Packet packet = PacketBuilder.ipv4().tcp(1, 2, SYN).build();
    assertThat(test(rule, Mode.LEGACY, packet)).isEqualTo(Outcome.FALSE);
    assertThat(test(rule, Mode.NFT, packet)).isEqualTo(Outcome.TRUE);
  }

  @Test
  void underAnInvertedProtocolPortsAreWhateverStandsThere() {
    Rule rule = rule(TCP, "tcp", "--dport 53");
    Selector selector = selector(TCP, true);
    Rule inverted = new Rule(selector, rule.matches(), rule.target());
    Packet udp = PacketBuilder.ipv4().udp(1, 53).build();
    assertThat(test(inverted, Mode.NFT, udp)).isEqualTo(Outcome.TRUE);
    assertThat(test(rule, Mode.NFT, udp)).isEqualTo(Outcome.FALSE);
  }

  @Test
  void limitHasABucketOfNanoseconds() {
    Rule rule = rule(0, "limit", "--limit 2/s --limit-burst 3");
    Situation situation = new Situation(PacketBuilder.ipv4().udp(1, 2).build());
    situation.now = 1_000_000_000L;
    List<Condition> conditions = conditions(rule, Mode.NFT);
    assertThat(taken(conditions, situation, 5)).isEqualTo(3);
    situation.now += 499_999_999L;
    assertThat(taken(conditions, situation, 2)).isEqualTo(0);
    situation.now += 1;
    assertThat(taken(conditions, situation, 2)).isEqualTo(1);
    situation.now += 3_600_000_000_000L;
    assertThat(taken(conditions, situation, 5)).isEqualTo(3);
  }

  @Test
  void addressesAndInterfacesMeanTheSameInBothModes() {
    MaskedAddress net = MaskedAddress.of(Address.ipv4(0xc0000200L), 23);
    for (String device : List.of("eth0", "eth+", "+", "lo")) {
      for (boolean inverted : List.of(false, true)) {
        Selector selector =
            new Selector(
                net,
                inverted,
                MaskedAddress.any(Family.IPV4),
                false,
                new InterfacePattern(device),
                inverted,
                InterfacePattern.ANY,
                false,
                0,
                false,
                false,
                true,
                true);
        Rule rule = new Rule(selector, List.of(), Target.NONE);
        for (String in : List.of("eth0", "lo", "eth")) {
          for (String source : List.of("192.0.2.1", "192.0.3.1", "192.0.4.1")) {
            Packet packet = PacketBuilder.ipv4().source(source).udp(1, 2).in(in).build();
            assertThat(test(rule, Mode.NFT, packet))
                .as("%s from %s through %s", rule, source, in)
                .isEqualTo(test(rule, Mode.LEGACY, packet));
          }
        }
      }
    }
  }

  private static int taken(List<Condition> conditions, Situation situation, int packets) {
    int taken = 0;
    for (int i = 0; i < packets; i++) {
      taken += situation.test(new Condition.All(conditions)) == Outcome.TRUE ? 1 : 0;
    }
    return taken;
  }

  private static Outcome test(Rule rule, Mode mode, Packet packet) {
    return new Situation(packet).test(new Condition.All(conditions(rule, mode)));
  }

  private static List<Condition> conditions(Rule rule, Mode mode) {
    return NftLowering.of(
            rule, mode, _ -> new ForgetfulLowering(rule.family(), Mode.LEGACY, TableName.FILTER))
        .conditions();
  }

  private static Rule rule(int protocol, String match, String options) {
    List<Match> matches = new ArrayList<>();
    matches.add(Written.match(match, Family.IPV4, options));
    return new Rule(selector(protocol, false), matches, Target.NONE);
  }

  private static Selector selector(int protocol, boolean inverted) {
    Selector any = Selector.any(Family.IPV4);
    return new Selector(
        any.source(),
        false,
        any.destination(),
        false,
        any.in(),
        false,
        any.out(),
        false,
        protocol,
        inverted,
        protocol != 0,
        false,
        false);
  }
}
