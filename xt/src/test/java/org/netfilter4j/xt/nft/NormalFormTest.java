package org.netfilter4j.xt.nft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Selector;
import org.netfilter4j.model.Target;
import org.netfilter4j.wire.nft.Expression;
import org.netfilter4j.wire.nft.Expression.Cmp;
import org.netfilter4j.wire.nft.Expression.Data;
import org.netfilter4j.wire.nft.Expression.Meta;
import org.netfilter4j.wire.nft.Expression.Payload;
import org.netfilter4j.xt.match.Comment;
import org.netfilter4j.xt.match.Limit;
import org.netfilter4j.xt.match.PortTest;
import org.netfilter4j.xt.match.Tcp;
import org.netfilter4j.xt.option.PortRange;
import org.netfilter4j.xt.option.Rate;
import org.netfilter4j.xt.option.TcpFlags;

/** What iptables-nft 1.8.9 makes of rules when it lists them; seen by running it. */
class NormalFormTest {
  private static final PortTest ANY = PortTest.ANY;

  @Test
  void twoSinglePortsAreOneLoad() {
    Rule rule = rule(tcp(port(1, false), port(2, false)));
    assertThat(RuleEncoder.encode(rule))
        .containsExactly(
            new Meta(Meta.Key.L4PROTO),
            new Cmp(Cmp.Operator.EQ, Data.of(6)),
            new Payload(Payload.Base.TRANSPORT, 0, 4),
            new Cmp(Cmp.Operator.EQ, Data.of(0, 1, 0, 2)),
            new Expression.Counter());
    assertThat(NormalForm.of(rule, Mode.NFT)).isEqualTo(rule);
  }

  @Test
  void allPortsInvertedAreGone() {
    Rule rule = rule(tcp(new PortTest(PortRange.ALL, true), ANY));
    assertThat(NormalForm.of(rule, Mode.NFT).matches()).isEmpty();
    assertThat(NormalForm.of(rule, Mode.LEGACY)).isSameAs(rule);
  }

  @Test
  void aUseThatAsksForNothingStays() {
    Rule rule = rule(tcp(ANY, ANY));
    assertThat(NormalForm.of(rule, Mode.NFT)).isEqualTo(rule);
  }

  @Test
  void rangesFromZeroLoseTheirInversion() {
    Rule rule = rule(tcp(ANY, new PortTest(new PortRange(0, 90), true)));
    assertThat(NormalForm.of(rule, Mode.NFT))
        .isEqualTo(rule(tcp(ANY, new PortTest(new PortRange(91, 0xffff), false))));
  }

  @Test
  void usesBecomeOneInThePlaceOfTheFirst() {
    Match comment = new Comment.Data("x");
    Rule rule = rule(tcp(port(1, true), ANY), comment, tcp(port(2, false), port(3, false)));
    // The inversion of the first stays: one comparison for both ports was read as it stands.
    assertThat(NormalForm.of(rule, Mode.NFT))
        .isEqualTo(rule(tcp(port(2, true), port(3, false)), comment));
  }

  @Test
  void aTcpOptionKeepsItsUseAStruct() {
    Match option = new Tcp.Data(ANY, ANY, 5, false, TcpFlags.ANY, false);
    Rule rule = rule(option, tcp(port(1, false), ANY));
    assertThat(NormalForm.of(rule, Mode.NFT)).isEqualTo(rule);
  }

  @Test
  void limitIsReadBackFromWholePacketsInAUnit() {
    Rule rule = rule(new Limit.Data(new Rate(Rate.SCALE / 3), 0));
    assertThat(NormalForm.of(rule, Mode.NFT))
        .isEqualTo(rule(new Limit.Data(new Rate(Rate.SCALE / 3), 5)));
  }

  private static PortTest port(int port, boolean inverted) {
    return new PortTest(new PortRange(port, port), inverted);
  }

  private static Tcp.Data tcp(PortTest source, PortTest destination) {
    return new Tcp.Data(source, destination, 0, false, TcpFlags.ANY, false);
  }

  private static Rule rule(Match... matches) {
    Selector any = Selector.any(Family.IPV4);
    Selector tcp =
        new Selector(
            any.source(),
            false,
            any.destination(),
            false,
            any.in(),
            false,
            any.out(),
            false,
            6,
            false,
            true,
            false,
            false);
    return new Rule(tcp, List.of(matches), Target.NONE);
  }
}
