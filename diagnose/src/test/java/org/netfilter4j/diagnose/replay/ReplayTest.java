package org.netfilter4j.diagnose.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netfilter4j.diagnose.Tongue;
import org.netfilter4j.engine.Assume;
import org.netfilter4j.engine.Fate;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Label.Language;
import org.netfilter4j.packet.Checksums;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;
import org.netfilter4j.packet.Replies;
import org.netfilter4j.packet.capture.CaptureWriter.Format;
import org.netfilter4j.packet.capture.Frame;
import org.netfilter4j.packet.capture.LinkType;

class ReplayTest {
  private static final String CLIENT = "192.168.1.2";
  private static final String HOST = "192.168.1.10";

  @TempDir Path folder;
  private TestHost host;

  @BeforeEach
  void make() throws IOException {
    host =
        new TestHost(
            folder.resolve("host"),
            "*nat",
            ":PREROUTING ACCEPT [0:0]",
            "-A PREROUTING -i eth0 -p udp -m udp --dport 53 -j REDIRECT --to-ports 5300",
            "*filter",
            ":INPUT DROP [0:0]",
            ":FORWARD ACCEPT [0:0]",
            ":OUTPUT ACCEPT [0:0]",
            "-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
            "-A INPUT -i eth0 -p udp -m udp --dport 5300 -j ACCEPT",
            "-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT",
            "-A INPUT -p tcp -m tcp --dport 23 -j REJECT --reject-with tcp-reset",
            "-A OUTPUT -p udp -m udp --sport 5300 -j ACCEPT");
  }

  private static PacketBuilder packet(String from, String to) {
    return PacketBuilder.ipv4().source(from).destination(to);
  }

  private static PacketBuilder syn(int port) {
    return packet(CLIENT, HOST).tcp(40000, port, PacketBuilder.SYN);
  }

  /** A question for port 53, its answer, a handshake, and a port that is dropped. */
  private static Taken conversation() {
    return new Taken()
        .in(packet(CLIENT, HOST).udp(5555, 53).payloadLength(20))
        .out(packet(HOST, CLIENT).udp(53, 5555).payloadLength(30))
        .in(syn(22))
        .out(
            packet(HOST, CLIENT)
                .tcp(22, 40000, PacketBuilder.SYN | PacketBuilder.ACK)
                .acknowledgement(1))
        .in(syn(80));
  }

  /** The same conversation, however it was captured. */
  @ParameterizedTest
  @CsvSource({
    "PCAP, 1, eth0",
    "PCAP, 1, ",
    "PCAP_MICROSECONDS, 1, eth0",
    "PCAPNG, 1, eth0",
    "PCAP, 101, eth0",
    "PCAPNG, 101, eth0",
    "PCAP, 113, eth0",
    "PCAP, 276, ",
    "PCAP, 276, any",
    "PCAPNG, 276, eth0",
  })
  void theWayOfCapturingMakesNoDifference(Format format, int linkType, String device)
      throws IOException {
    Path capture = conversation().write(folder.resolve("in.pcap"), format, linkType);
    Map<String, String> before = host.content();
    ReplayReport report = host.replay(capture, device);
    assertThat(TestHost.counters(report))
        .containsExactly(
            "[2:80] nat PREROUTING policy",
            "[1:48] nat PREROUTING 1",
            "[2:88] nat INPUT policy",
            "[1:40] filter INPUT policy",
            "[1:48] filter INPUT 2",
            "[1:40] filter INPUT 3",
            "[1:40] filter OUTPUT policy",
            "[1:58] filter OUTPUT 1");
    assertThat(report.flows()).hasSize(3);
    Flow dropped = report.flows().get(2);
    assertThat(FlowText.of(dropped)).isEqualTo("tcp 192.168.1.2:40000 -> 192.168.1.10:80");
    assertThat(dropped.verdicts())
        .singleElement()
        .satisfies(verdict -> {
          assertThat(verdict.fate()).isInstanceOf(Fate.Dropped.class);
          assertThat(verdict.by()).isInstanceOf(Fate.Cause.ByPolicy.class);
          assertThat(verdict.firstPacket()).isEqualTo(5);
        });
    assertThat(report.tally().passed()).isEqualTo(4);
    assertThat(host.content()).as("asking changes nothing").isEqualTo(before);
  }

  /** A capture of another machine's card: what the host itself would have sent went out. */
  @Test
  void withoutTheInterfacesEthernetAddressTheSourceTellsTheWay() throws IOException {
    Taken taken = conversation();
    host.write(
        "addr.json",
        java.nio.file.Files.readString(host.directory.resolve("addr.json"))
            .replace("02:00:00:00:00:02", "0a:00:00:00:00:77"));
    Path capture = taken.write(folder.resolve("in.pcap"), Format.PCAP, LinkType.ETHERNET);
    assertThat(TestHost.counters(host.replay(capture, "eth0")))
        .contains("[1:58] filter OUTPUT 1", "[1:48] filter INPUT 2", "[1:40] filter INPUT policy");
  }

  @Test
  void whatPassesIsWrittenAsItLeftAndRejectsAnswersToo() throws IOException {
    Taken taken = conversation().in(syn(23));
    Path capture = taken.write(folder.resolve("in.pcap"), Format.PCAP, LinkType.ETHERNET);
    Path out = folder.resolve("out.pcap");
    ReplayReport report =
        host.replay(new Replay.Request(capture, "eth0", out, Assume.NOTHING, 1, false));
    List<Frame> frames = Taken.read(out);
    assertThat(frames).hasSize(5);
    Packet packet = new Packet();
    assertThat(frames.getFirst().into(packet)).isNull();
    assertThat(packet.number(org.netfilter4j.model.Field.Header.DESTINATION_PORT))
        .as("redirected")
        .isEqualTo(5300);
    assertThat(frames.get(1).into(packet)).isNull();
    assertThat(packet.number(org.netfilter4j.model.Field.Header.SOURCE_PORT))
        .as("and back")
        .isEqualTo(53);
    Frame reset = frames.getLast();
    assertThat(reset.into(packet)).isNull();
    assertThat(packet.destination()).isEqualTo(Address.parse(CLIENT));
    assertThat(Survey.mac(reset.bytes(), 0)).isEqualTo(Taken.PEER);
    assertThat(Survey.mac(reset.bytes(), 6)).isEqualTo(TestHost.ETH0);
    for (Frame frame : frames) {
      assertThat(frame.into(packet)).isNull();
      assertThat(Checksums.headerValid(packet) && Checksums.transportValid(packet)).isTrue();
    }
    assertThat(report.tally().answersPassed()).isEqualTo(1);
    assertThat(frames.getFirst().timestamp()).isEqualTo(Taken.TIME);
  }

  @Test
  void aResetThatWasCapturedIsNotSentTwice() throws IOException {
    PacketBuilder reset =
        packet(HOST, CLIENT)
            .tcp(23, 40000, PacketBuilder.RST | PacketBuilder.ACK)
            .acknowledgement(1)
            .window(0);
    Path capture =
        new Taken()
            .in(syn(23))
            .out(reset)
            .write(folder.resolve("in.pcap"), Format.PCAP, LinkType.ETHERNET);
    ReplayReport report = host.replay(capture, null);
    assertThat(report.tally().departed()).isEqualTo(1);
    assertThat(TestHost.counters(report))
        .containsExactly(
            "[1:40] nat PREROUTING policy",
            "[1:40] nat POSTROUTING policy",
            "[1:40] filter INPUT 4",
            "[1:40] filter OUTPUT policy");
  }

  @Test
  void whatWouldNotHaveArrivedIsNotAnswered() throws IOException {
    Path capture =
        new Taken()
            .in(syn(80))
            .out(
                packet(HOST, CLIENT)
                    .tcp(80, 40000, PacketBuilder.SYN | PacketBuilder.ACK)
                    .acknowledgement(1))
            .write(folder.resolve("in.pcap"), Format.PCAP, LinkType.ETHERNET);
    ReplayReport report = host.replay(capture, "eth0");
    assertThat(report.tally().unasked()).isEqualTo(1);
    assertThat(report.tally().sent()).isZero();
    assertThat(report.flows().getFirst().unasked()).isEqualTo(1);
  }

  /** The answer of a machine behind eth1, seen leaving by eth0 with its translation. */
  @Test
  void anAnswerFromBehindAnotherInterfaceComesInThere() throws IOException {
    host.rules(
        "*nat",
        ":PREROUTING ACCEPT [0:0]",
        "-A PREROUTING -i eth0 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.10.0.5:8080",
        "*filter",
        ":FORWARD DROP [0:0]",
        "-A FORWARD -i eth0 -o eth1 -p tcp -m tcp --dport 8080 -j ACCEPT",
        "-A FORWARD -i eth1 -o eth0 -s 10.10.0.5/32"
            + " -m conntrack --ctstate ESTABLISHED -j ACCEPT");
    Path capture =
        new Taken()
            .in(syn(80))
            .out(
                packet(HOST, CLIENT)
                    .ttl(63)
                    .tcp(80, 40000, PacketBuilder.SYN | PacketBuilder.ACK)
                    .acknowledgement(1))
            .write(folder.resolve("in.pcap"), Format.PCAP, LinkType.ETHERNET);
    Path out = folder.resolve("out.pcap");
    ReplayReport report =
        host.replay(new Replay.Request(capture, null, out, Assume.NOTHING, 1, false));
    assertThat(TestHost.counters(report))
        .containsExactly(
            "[1:40] nat PREROUTING 1",
            "[1:40] nat POSTROUTING policy",
            "[1:40] filter FORWARD 1",
            "[1:40] filter FORWARD 2");
    assertThat(report.tally().fromElsewhere()).isEqualTo(1);
    assertThat(report.flows())
        .singleElement()
        .satisfies(f -> assertThat(f.packets(true)).isEqualTo(1));
    assertThat(Taken.read(out).getLast().bytes())
        .as("it leaves as it was seen")
        .isEqualTo(Taken.read(capture).getLast().bytes());
  }

  /** Captured on all interfaces, each packet is there twice; with other rules once is enough. */
  @Test
  void aForwardedPacketIsOneWhetherItPassesOrNot() throws IOException {
    byte[] came = packet("10.10.0.7", "8.8.8.8").udp(7, 53).payloadLength(9).toBytes();
    byte[] left = packet(HOST, "8.8.8.8").ttl(63).udp(7, 53).payloadLength(9).toBytes();
    Path capture =
        new Taken()
            .in(came, 3)
            .out(left, 2)
            .write(folder.resolve("in.pcap"), Format.PCAP, LinkType.LINUX_SLL2);
    String masquerade = "-A POSTROUTING -o eth0 -j MASQUERADE";
    host.rules("*nat", ":POSTROUTING ACCEPT [0:0]", masquerade);
    ReplayReport passed = host.replay(capture, null);
    assertThat(TestHost.counters(passed))
        .containsExactly("[1:37] nat PREROUTING policy", "[1:37] nat POSTROUTING 1");
    assertThat(passed.tally().departed()).isEqualTo(1);

    host.rules(
        "*nat",
        ":POSTROUTING ACCEPT [0:0]",
        masquerade,
        "*filter",
        ":FORWARD DROP [0:0]",
        ":OUTPUT ACCEPT [0:0]");
    ReplayReport dropped = host.replay(capture, null);
    assertThat(TestHost.counters(dropped))
        .containsExactly("[1:37] nat PREROUTING policy", "[1:37] filter FORWARD policy");
    assertThat(dropped.tally().notSentHere()).isEqualTo(1);
  }

  /** What the sender left to its network card is not damage; what is wrong is. */
  @Test
  void aChecksumThatIsOnlyBegunIsRight() throws IOException {
    host.rules("*filter", ":INPUT ACCEPT [0:0]", "-A INPUT -m conntrack --ctstate INVALID -j DROP");
    byte[] begun = syn(22).toBytes();
    long pseudo = Checksums.pseudoHeader(org.netfilter4j.model.Family.IPV4, begun, 12, 6, 20);
    begun[36] = (byte) (Checksums.fold(pseudo) >>> 8);
    begun[37] = (byte) Checksums.fold(pseudo);
    byte[] wrong = syn(23).toBytes();
    wrong[36] ^= 0x55;
    Path capture =
        new Taken()
            .in(begun, 2)
            .in(wrong, 2)
            .write(folder.resolve("in.pcap"), Format.PCAP, LinkType.ETHERNET);
    assertThat(TestHost.counters(host.replay(capture, null)))
        .containsExactly("[1:40] filter INPUT policy", "[1:40] filter INPUT 1");
  }

  @Test
  void aSnapLengthLeavesBytesCountedAndSaysSo() throws IOException {
    Taken taken =
        new Taken()
            .in(packet(CLIENT, HOST).udp(1, 53).payloadLength(1000))
            .in(packet(CLIENT, HOST).udp(2, 53).payloadLength(8));
    Path capture = taken.write(folder.resolve("in.pcap"), Format.PCAP, LinkType.ETHERNET, 40);
    ReplayReport report = host.replay(capture, null);
    assertThat(TestHost.counters(report)).contains("[2:1064] filter INPUT 2");
    assertThat(report.tally().cut()).isEqualTo(1);
    Path shorter = taken.write(folder.resolve("short.pcap"), Format.PCAP, LinkType.ETHERNET, 12);
    assertThat(host.replay(shorter, null).tally().cutTooShort()).isEqualTo(2);
  }

  @Test
  void aCommitKeepsCountersAndConnections() throws IOException {
    Path capture = conversation().write(folder.resolve("in.pcap"), Format.PCAP, LinkType.ETHERNET);
    host.replay(new Replay.Request(capture, null, null, Assume.NOTHING, 1, true));
    assertThat(host.directory.resolve("nft/rules.v4"))
        .content()
        .contains("[1:40] -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT", ":INPUT DROP [1:40]");
    assertThat(host.directory.resolve("conntrack"))
        .content()
        .contains("dport=53 ", "sport=5300 ", "SYN_RECV");
    // A second run goes on from there: the connections are known now.
    ReplayReport again = host.replay(capture, "eth0");
    assertThat(TestHost.counters(again)).noneMatch(line -> line.contains("nat PREROUTING 1"));
  }

  @Test
  void framesOfOthersAreLetAlone() throws IOException {
    byte[] foreign = syn(22).ethernet(Taken.PEER, 0x02_00_00_00_00_55L).toFrame();
    byte[] arp = new byte[42];
    arp[12] = 8;
    arp[13] = 6;
    Path capture = folder.resolve("in.pcap");
    try (var writer =
        org.netfilter4j.packet.capture.CaptureWriter.create(
            capture, Format.PCAP, LinkType.ETHERNET)) {
      byte[] own = syn(22).ethernet(Taken.PEER, TestHost.ETH0).toFrame();
      writer.write(1, own, 0, own.length);
      writer.write(2, foreign, 0, foreign.length);
      writer.write(3, arp, 0, arp.length);
    }
    ReplayReport report = host.replay(capture, "eth0");
    assertThat(report.tally().foreign()).isEqualTo(1);
    assertThat(report.tally().notIp()).isEqualTo(1);
    assertThat(report.tally().judged()).isEqualTo(1);
  }

  @Test
  void theReportSpeaksBothLanguagesAndJson() throws IOException {
    Path capture =
        conversation()
            .in(Replies.icmpError(syn(22).build(), Address.parse("192.168.1.1"), 3, 1, 0))
            .write(folder.resolve("in.pcap"), Format.PCAP, LinkType.ETHERNET);
    ReplayReport report = host.replay(capture, "eth0");
    assertThat(text(report, Language.ENGLISH))
        .contains(
            "udp 192.168.1.2:5555 -> 192.168.1.10:53",
            "-> 1 delivered (packet 1): filter INPUT 2  -i eth0 -p udp -m udp --dport 5300",
            "-> 1 DROPPED (packet 5): filter INPUT policy",
            "[1:40] -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT",
            "6 packets captured in 0.005 s");
    assertThat(text(report, Language.CHINESE)).contains("丢弃", "捕获 6 个数据包");
    assertThat(new ReplayJson(new Tongue(Language.ENGLISH, false)).of(report))
        .contains(
            "\"flow\" : \"tcp 192.168.1.2:40000 -> 192.168.1.10:80\"",
            "\"verdict\" : \"DROP\"",
            "\"rule\" : \"-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\"",
            "\"captured\" : 6");
  }

  private static String text(ReplayReport report, Language language) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
    new ReplayText(new Tongue(language, false), false).print(report, out);
    out.flush();
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
