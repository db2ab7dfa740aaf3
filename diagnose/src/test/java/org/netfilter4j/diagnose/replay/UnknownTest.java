package org.netfilter4j.diagnose.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netfilter4j.engine.Assume;
import org.netfilter4j.engine.Engine;
import org.netfilter4j.host.EmbeddedHost;
import org.netfilter4j.host.HostDirectory;
import org.netfilter4j.host.HostException;
import org.netfilter4j.packet.PacketBuilder;
import org.netfilter4j.packet.capture.CaptureWriter.Format;
import org.netfilter4j.packet.capture.Frame;
import org.netfilter4j.packet.capture.LinkType;
import org.netfilter4j.xt.set.SetNamespace;

/**
 * A rule that can't be evaluated, here because its set is gone, ends a replay unless told what to
 * assume.
 */
class UnknownTest {
  @TempDir Path folder;

  private Player play(Assume assume) throws IOException {
    TestHost host =
        new TestHost(
            folder.resolve("host"),
            "*filter",
            ":INPUT ACCEPT [0:0]",
            "-A INPUT -m set --match-set gone src -j DROP");
    host.write("ipset", "create gone hash:ip\n");
    Path capture =
        new Taken()
            .in(PacketBuilder.ipv4().source("192.168.1.2").destination("192.168.1.10").udp(1, 2))
            .write(folder.resolve("in.pcap"), Format.PCAP, LinkType.RAW);
    try (EmbeddedHost embedded = new EmbeddedHost(new HostDirectory(host.directory))) {
      Engine.Config own = embedded.config();
      Engine engine =
          new Engine(
              new Engine.Config(
                  own.network(), own.rulesets(), new SetNamespace(), own.order(), 1, assume));
      Survey survey = new Survey(LinkType.RAW, false, Set.of(), Set.of());
      Vantage vantage =
          new Vantage(
              own.network(), engine.router(), survey, own.network().link("eth0"), "in.pcap");
      Player player = new Player(engine, vantage, "in.pcap", null);
      List<Frame> frames = Taken.read(capture);
      frames.forEach(player::play);
      return player;
    }
  }

  @Test
  void nothingAssumedRefusesInOneLine() {
    assertThatThrownBy(() -> play(Assume.NOTHING))
        .isInstanceOf(HostException.class)
        .hasMessage(
            "in.pcap: packet 1 meets rule 1 of chain INPUT, table filter (nft), which can't be"
                + " evaluated: set needs a set named gone; say what to assume with --assume yes or"
                + " --assume no");
  }

  @Test
  void assumedToMatchItDropsAndElseThePolicyAccepts() throws IOException {
    assertThat(play(Assume.YES).tally().dropped()).isEqualTo(1);
    assertThat(play(Assume.NO).tally().passed()).isEqualTo(1);
  }
}
