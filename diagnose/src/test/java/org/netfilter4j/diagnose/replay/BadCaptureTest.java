package org.netfilter4j.diagnose.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.engine.Assume;
import org.netfilter4j.host.HostException;
import org.netfilter4j.packet.PacketBuilder;
import org.netfilter4j.packet.capture.CaptureWriter.Format;
import org.netfilter4j.packet.capture.LinkType;

/** Damaged and random captures: one line, nothing changed, nothing left behind. */
class BadCaptureTest {
  @TempDir Path folder;
  private TestHost host;
  private Path out;

  @BeforeEach
  void make() throws IOException {
    host =
        new TestHost(
            folder.resolve("host"),
            "*nat",
            ":PREROUTING ACCEPT [0:0]",
            ":POSTROUTING ACCEPT [0:0]",
            "-A PREROUTING -p udp -j REDIRECT --to-ports 5300",
            "-A POSTROUTING -o eth0 -j MASQUERADE",
            "*filter",
            ":INPUT ACCEPT [0:0]",
            ":FORWARD ACCEPT [0:0]",
            ":OUTPUT ACCEPT [0:0]",
            "-A INPUT -m conntrack --ctstate INVALID -j DROP",
            "-A FORWARD -j REJECT");
    Files.createDirectories(folder.resolve("out"));
    out = folder.resolve("out/out.pcap");
  }

  private Replay.Request commit(Path capture, String device) {
    return new Replay.Request(capture, device, out, Assume.NOTHING, 1, true);
  }

  private void assertRefused(Replay.Request request, String... words) throws IOException {
    Map<String, String> before = host.content();
    assertThatThrownBy(() -> host.replay(request))
        .isInstanceOf(HostException.class)
        .message()
        .contains(words)
        .doesNotContain("\n", "Exception");
    assertThat(host.content()).isEqualTo(before);
    try (Stream<Path> left = Files.list(folder.resolve("out"))) {
      assertThat(left.toList()).as("nothing is left of the output").isEmpty();
    }
  }

  private Path capture(Format format) throws IOException {
    Taken taken = new Taken();
    for (int i = 0; i < 20; i++) {
      taken.in(
          PacketBuilder.ipv4().source("192.168.1.2").destination("192.168.1.10").udp(i + 1, 53));
    }
    return taken.write(folder.resolve("whole.pcap"), format, LinkType.ETHERNET);
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void aTruncatedCaptureIsRefusedWherever(Format format) throws IOException {
    byte[] whole = Files.readAllBytes(capture(format));
    SplittableRandom random = new SplittableRandom(format.name().length());
    Path cut = folder.resolve("cut.pcap");
    int refused = 0;
    for (int i = 0; i < 60; i++) {
      Files.write(cut, Arrays.copyOf(whole, random.nextInt(whole.length)));
      try {
        host.replay(commit(cut, "eth0"));
        // Cut between two frames it is a shorter capture.
        Files.delete(out);
      } catch (HostException e) {
        refused++;
        assertRefused(commit(cut, "eth0"), "cut.pcap: byte ");
      }
    }
    assertThat(refused).isGreaterThan(40);
  }

  @Test
  void whateverBytesAreCapturedGetAVerdictOrAreSkipped() throws IOException {
    SplittableRandom random = new SplittableRandom(42);
    int judged = 0;
    for (int round = 0; round < 40; round++) {
      Taken taken = new Taken();
      for (int i = 0; i < 100; i++) {
        byte[] bytes = new byte[random.nextInt(120)];
        random.nextBytes(bytes);
        if (bytes.length > 20 && random.nextInt(4) != 0) {
          bytes[0] = (byte) (0x45 + random.nextInt(2));
          bytes[2] = 0;
          bytes[3] = (byte) bytes.length;
          bytes[9] = (byte) new int[] {1, 6, 17, 47, 132}[random.nextInt(5)];
          byte[] client = {(byte) 192, (byte) 168, 1, (byte) random.nextInt(12)};
          System.arraycopy(client, 0, bytes, 12, 4);
        }
        if (random.nextBoolean()) {
          taken.in(bytes, 2);
        } else {
          taken.out(bytes, 2);
        }
      }
      List<Integer> types =
          List.of(LinkType.ETHERNET, LinkType.RAW, LinkType.LINUX_SLL, LinkType.LINUX_SLL2);
      Path file =
          taken.write(
              folder.resolve("random.pcap"),
              Format.PCAPNG,
              types.get(round % 4),
              round % 3 == 0 ? 30 : 200);
      ReplayReport report =
          host.replay(new Replay.Request(file, "eth0", out, Assume.NOTHING, 1, false));
      Tally tally = report.tally();
      assertThat(
              tally.judged()
                  + tally.notIp()
                  + tally.malformed()
                  + tally.cutTooShort()
                  + tally.foreign()
                  + tally.elsewhere()
                  + tally.seenTwice()
                  + tally.departed()
                  + tally.unasked()
                  + tally.notSentHere()
                  + tally.fromNowhere())
          .as("every frame is accounted for")
          .isEqualTo(tally.frames())
          .isEqualTo(100);
      judged += (int) tally.judged();
    }
    assertThat(judged).isGreaterThan(1000);
  }

  @Test
  void filesAndInterfacesThatAreNotThere() throws IOException {
    Path capture = capture(Format.PCAP);
    assertRefused(commit(folder.resolve("none.pcap"), "eth0"), "none.pcap", "no such file");
    assertRefused(commit(folder, "eth0"), "can't be read");
    assertRefused(commit(capture, "eth9"), "no interface \"eth9\"; it has lo, eth0, eth1");
    Files.writeString(folder.resolve("text"), "no capture at all\n");
    assertRefused(commit(folder.resolve("text"), "eth0"), "expected a pcap or pcapng");
    Files.writeString(folder.resolve("empty"), "");
    assertRefused(commit(folder.resolve("empty"), "eth0"), "the file is empty");
  }

  @Test
  void aCaptureOfNoInterfaceInParticularWantsOne() throws IOException {
    Path raw =
        new Taken()
            .in(PacketBuilder.ipv4().source("192.168.1.2").destination("192.168.1.10").udp(1, 2))
            .write(folder.resolve("raw.pcap"), Format.PCAP, LinkType.RAW);
    assertRefused(commit(raw, null), "raw.pcap: packet 1", "name it with -i");
  }

  @Test
  void outputThatCanNotBeWritten() throws IOException {
    Path capture = capture(Format.PCAP);
    Map<String, String> before = host.content();
    for (Path bad : List.of(folder, folder.resolve("nowhere/out.pcap"), capture)) {
      assertThatThrownBy(
              () -> host.replay(new Replay.Request(capture, "eth0", bad, Assume.NOTHING, 1, true)))
          .isInstanceOf(HostException.class)
          .message()
          .contains(bad.toString())
          .doesNotContain("\n", "Exception");
    }
    assertThat(host.content()).isEqualTo(before);
  }

  @Test
  void damagedConnectionsOfTheHostAreNamed() throws IOException {
    host.write("conntrack", "tcp 6 what\n");
    assertRefused(commit(capture(Format.PCAP), "eth0"), "conntrack: ", "line 1");
  }

  @Test
  void anEmptyCaptureIsNone() throws IOException {
    Path empty = new Taken().write(folder.resolve("e.pcap"), Format.PCAP, LinkType.ETHERNET);
    ReplayReport report = host.replay(commit(empty, null));
    assertThat(report.tally().frames()).isZero();
    assertThat(Taken.read(out)).isEmpty();
  }
}
