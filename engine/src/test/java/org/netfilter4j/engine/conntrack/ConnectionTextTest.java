package org.netfilter4j.engine.conntrack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netfilter4j.model.conntrack.FlowStatus;
import org.netfilter4j.packet.PacketBuilder;

class ConnectionTextTest {
  /** As conntrack 1.4.7 prints the entries of Linux 6.18. */
  private static final String KERNEL =
      """
      ipv4     2 tcp      6 99 SYN_SENT src=1.2.3.4 dst=5.6.7.8 sport=11 dport=21 [UNREPLIED] src=5.6.7.8 dst=1.2.3.4 sport=21 dport=11 mark=0 zone=7 use=1
      ipv4     2 tcp      6 99 SYN_SENT src=1.2.3.4 dst=5.6.7.8 sport=13 dport=21 [UNREPLIED] src=5.6.7.8 dst=1.2.3.4 sport=21 dport=13 zone-reply=9 mark=0 use=1
      ipv4     2 tcp      6 99 SYN_SENT src=1.2.3.4 dst=5.6.7.8 sport=12 dport=21 zone-orig=8 [UNREPLIED] src=5.6.7.8 dst=1.2.3.4 sport=21 dport=12 mark=0 use=1
      ipv4     2 udplite  136 99 src=1.2.3.4 dst=5.6.7.8 sport=4 dport=5 packets=0 bytes=0 [UNREPLIED] src=5.6.7.8 dst=1.2.3.4 sport=5 dport=4 packets=3 bytes=99 mark=0 use=1
      ipv4     2 icmp     1 99 src=1.2.3.4 dst=5.6.7.8 type=8 code=0 id=77 [UNREPLIED] src=5.6.7.8 dst=1.2.3.4 type=0 code=0 id=77 mark=0 use=1
      ipv4     2 unknown  253 99 src=1.2.3.4 dst=5.6.7.8 [UNREPLIED] src=5.6.7.8 dst=1.2.3.4 mark=0 use=1
      ipv4     2 tcp      6 431999 ESTABLISHED src=1.2.3.4 dst=5.6.7.8 sport=10 dport=21 src=5.6.7.8 dst=9.9.9.9 sport=21 dport=10 [ASSURED] mark=4294967295 use=1
      ipv6     10 icmpv6   58 99 src=1::1 dst=2::1 type=128 code=0 id=77 [UNREPLIED] src=2::1 dst=1::1 type=129 code=0 id=77 mark=0 use=1
      ipv4     2 udp      17 29 src=127.0.0.1 dst=127.0.0.1 sport=33477 dport=69 [UNREPLIED] src=127.0.0.1 dst=127.0.0.1 sport=69 dport=33477 mark=0 zone=3 helper=tftp use=1
      ipv4     2 sctp     132 99 ESTABLISHED src=1.2.3.4 dst=5.6.7.8 sport=13 dport=21 [UNREPLIED] src=5.6.7.8 dst=1.2.3.4 sport=21 dport=13 mark=0 use=1
      ipv4     2 gre      47 99 src=1.2.3.4 dst=5.6.7.8 srckey=0x11 dstkey=0x22 [UNREPLIED] src=5.6.7.8 dst=1.2.3.4 srckey=0x22 dstkey=0x11 mark=0 use=1
      """;

  private final Flow flow = new Flow(Settings.DEFAULTS);

  private void read(String text) throws ConnectionTextException {
    ConnectionText.read(flow.connections, text, flow.now);
  }

  @Test
  void whatTheToolPrintsIsReadAndPrintedAgain() throws ConnectionTextException {
    read(KERNEL);
    assertThat(flow.text()).isEqualTo(KERNEL);
  }

  @Test
  void otherWaysOfPrintingAreRead() throws ConnectionTextException {
    read(
        """
        udp      17 29 src=1.1.1.1 dst=2.2.2.2 sport=1 dport=2 [UNREPLIED] src=2.2.2.2 dst=1.1.1.1 sport=2 dport=1 mark=0 use=1 id=123456
        ipv6     10 icmpv6   58 29 src=0000:0000:0000:0000:0000:0000:0000:0001 dst=0000:0000:0000:0000:0000:0000:0000:0002 type=128 code=0 id=20715 src=0000:0000:0000:0000:0000:0000:0000:0002 dst=0000:0000:0000:0000:0000:0000:0000:0001 type=129 code=0 id=20715 mark=0 zone=0 use=2

        ipv4     2 gre      47 99 timeout=0, stream_timeout=0 src=1.2.3.4 dst=5.6.7.8 srckey=0x11 dstkey=0x22 [UNREPLIED] src=5.6.7.8 dst=1.2.3.4 srckey=0x22 dstkey=0x11 mark=0 zone=0 use=2
        """);
    assertThat(flow.text())
        .isEqualTo(
            """
            ipv4     2 udp      17 29 src=1.1.1.1 dst=2.2.2.2 sport=1 dport=2 [UNREPLIED] src=2.2.2.2 dst=1.1.1.1 sport=2 dport=1 mark=0 use=1
            ipv6     10 icmpv6   58 29 src=::1 dst=::2 type=128 code=0 id=20715 src=::2 dst=::1 type=129 code=0 id=20715 mark=0 use=1
            ipv4     2 gre      47 99 src=1.2.3.4 dst=5.6.7.8 srckey=0x11 dstkey=0x22 [UNREPLIED] src=5.6.7.8 dst=1.2.3.4 srckey=0x22 dstkey=0x11 mark=0 use=1
            """);
  }

  @Test
  void whatWasReadGoesOn() throws ConnectionTextException {
    read(KERNEL);
    PacketBuilder packet =
        PacketBuilder.ipv4()
            .source("5.6.7.8")
            .destination("9.9.9.9")
            .tcp(21, 10, PacketBuilder.ACK)
            .sequence(5)
            .acknowledgement(6);
    assertThat(flow.state(packet)).isEqualTo("ESTABLISHED reply");
    ConnectionEntry entry = Objects.requireNonNull(flow.tracking.connection);
    assertThat(entry.has(FlowStatus.SRC_NAT)).isTrue();
    assertThat(entry.has(FlowStatus.DST_NAT)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ipv4                                  | expected the number of the family, not the end of the line
          ipv4 2 tcp six 3 src=1.1.1.1          | expected a number from 0 to 255, not six
          tcp 6 9 src=1.1.1.1 dst=2.2.2.2       | expected src= of both directions, not the end of the line
          tcp 6 9 dst=1.1.1.1                   | expected src= first, not dst=1.1.1.1
          tcp 6 9 src=1.1.1                     | expected an address, not 1.1.1
          tcp 6 9 src=1.1.1.1 sport=70000       | expected a number from 0 to 65535, not 70000
          tcp 6 9 src=1.1.1.1 src=2.2.2.2 src=3 | expected src= of two directions, not a third
          tcp 6 9 OPEN src=1.1.1.1 src=2.2.2.2  | expected a state, one of [NONE, SYN_SENT, SYN_RECV, ESTABLISHED, FIN_WAIT, CLOSE_WAIT, LAST_ACK, TIME_WAIT, CLOSE, SYN_SENT2], not OPEN
          udp 17 9 NEW src=1.1.1.1 src=2.2.2.2  | expected src=, not NEW
          udp 17 9 src=1.1.1.1 src=::1          | expected addresses of one family, not udp 17 9 src=1.1.1.1 src=::1
          udp 17 9 src=1.1.1.1 [GONE]           | expected [UNREPLIED], [ASSURED] or [OFFLOAD], not [GONE]
          udp 17 9 src=1.1.1.1 what             | expected name=value or a flag in brackets, not what
          """)
  void errorsSayWhereAndWhat(String line, String message) {
    String first = KERNEL.lines().findFirst().orElseThrow();
    assertThatThrownBy(() -> read(first + "\n" + line + "\n"))
        .isInstanceOf(ConnectionTextException.class)
        .hasMessage("line 2: " + message);
    assertThat(flow.connections.count()).isZero();
  }

  @Test
  void damagedTextIsReadOrRefused() {
    SplittableRandom random = new SplittableRandom(3);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(KERNEL);
      for (int j = random.nextInt(1, 4); j > 0; j--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.setCharAt(at, (char) random.nextInt(32, 127));
          case 1 -> text.deleteCharAt(at);
          default -> text.insert(at, " =0[".charAt(random.nextInt(4)));
        }
      }
      Connections connections = new Connections(Settings.DEFAULTS);
      try {
        ConnectionText.read(connections, text.toString(), 0);
        ConnectionText.format(connections, 0);
      } catch (ConnectionTextException e) {
        refused++;
        assertThat(e.getMessage()).startsWith("line ").doesNotContain("\n");
      }
    }
    assertThat(refused).isBetween(5_000, 19_000);
  }
}
