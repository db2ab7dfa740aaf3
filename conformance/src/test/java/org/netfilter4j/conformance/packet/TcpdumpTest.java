package org.netfilter4j.conformance.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field.Header;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;
import org.netfilter4j.packet.capture.CaptureException;
import org.netfilter4j.packet.capture.CaptureReader;
import org.netfilter4j.packet.capture.CaptureWriter;
import org.netfilter4j.packet.capture.Frame;
import org.netfilter4j.packet.capture.LinkType;

/** Captures, as tcpdump and libpcap read them. */
class TcpdumpTest {
  private static final long TIME = 1_700_000_000_123_456_000L;

  @BeforeAll
  static void judge() {
    Oracle.require("tcpdump", "bash");
  }

  /** A frame as both sides describe it. */
  private static String describe(Frame frame) {
    Packet packet = new Packet();
    assertThat(frame.into(packet)).isNull();
    return String.format(
        Locale.ROOT,
        "%d.%09d tos %d ttl %d proto %d length %d %s",
        frame.timestamp() / 1_000_000_000,
        frame.timestamp() % 1_000_000_000,
        packet.number(Header.TOS),
        packet.number(Header.TTL),
        packet.protocol(),
        packet.totalLength(),
        ends(packet));
  }

  /** Addresses, and ports where there are some, as tcpdump writes them. */
  private static String ends(Packet packet) {
    return packet.has(Header.SOURCE_PORT)
        ? packet.source()
            + "."
            + packet.number(Header.SOURCE_PORT)
            + " > "
            + packet.destination()
            + "."
            + packet.number(Header.DESTINATION_PORT)
        : packet.source() + " > " + packet.destination();
  }

  private static final Pattern IPV4 =
      Pattern.compile(
          "(\\d+\\.\\d+) IP \\(tos 0x([0-9a-f]+)(?:,(?:ECT\\(\\d\\)|CE))?, ttl (\\d+), id \\d+,"
              + " offset \\d+, flags \\[[^]]*], proto \\S+ \\((\\d+)\\), length (\\d+)(?:, options"
              + " \\(.*?\\))?\\)\\s+(\\S+ > \\S+?):? .*");
  private static final Pattern IPV6 =
      Pattern.compile(
          "(\\d+\\.\\d+) IP6 \\((?:class 0x([0-9a-f]+), )?(?:flowlabel 0x[0-9a-f]+, )?hlim (\\d+),"
              + " next-header \\S+ \\((\\d+)\\) payload length: (\\d+)\\) (\\S+ > \\S+?):? .*");

  /** A line of {@code tcpdump -nn -vv -tt --nano}, in the same words. */
  private static String describe(String line) {
    Matcher four = IPV4.matcher(line);
    Matcher six = IPV6.matcher(line);
    Matcher found = four.matches() ? four : six.matches() ? six : null;
    if (found == null) {
      return line;
    }
    String tos = found.group(2);
    return String.format(
        Locale.ROOT,
        "%s tos %d ttl %s proto %s length %d %s",
        found.group(1),
        tos == null ? 0 : Integer.parseInt(tos, 16),
        found.group(3),
        found.group(4),
        Integer.parseInt(found.group(5)) + (found == six ? 40 : 0),
        found.group(6));
  }

  private static Packet packet(SplittableRandom random) {
    Family family = random.nextBoolean() ? Family.IPV4 : Family.IPV6;
    PacketBuilder builder =
        PacketBuilder.of(family)
            .source(address(random, family))
            .destination(address(random, family))
            .tos(random.nextInt(256))
            .ttl(1 + random.nextInt(255))
            .payloadLength(random.nextInt(60));
    // Ports whose payload tcpdump does not take for some application's.
    int source = 20_000 + random.nextInt(500);
    int destination = 20_000 + random.nextInt(500);
    switch (random.nextInt(4)) {
      case 0 -> builder.tcp(source, destination, 1 << random.nextInt(5)).mss(random.nextInt(65536));
      case 1 -> builder.udp(source, destination);
      case 2 -> builder.ping(random.nextInt(65536), random.nextInt(65536));
      default -> builder.sctp(source, destination, random.nextInt()).payload();
    }
    return builder.build();
  }

  private static Address address(SplittableRandom random, Family family) {
    return family == Family.IPV4
        ? Address.ipv4(0xc000_0200L | random.nextInt(256))
        : Address.ipv6(0x2001_0db8_0000_0000L, random.nextLong());
  }

  @Test
  void printsWhatWeWriteAndFindsEveryChecksumRight() throws IOException {
    try (Namespace namespace = Namespace.open();
        Tally tally = new Tally("tcpdump -vv of captures that we wrote")) {
      for (CaptureWriter.Format format : CaptureWriter.Format.values()) {
        for (int linkType : new int[] {LinkType.ETHERNET, LinkType.RAW}) {
          SplittableRandom random = new SplittableRandom(linkType);
          Path file = namespace.directory().resolve(format + "-" + linkType);
          try (CaptureWriter writer = CaptureWriter.create(file, format, linkType)) {
            for (int i = 0; i < 500; i++) {
              Packet packet = packet(random);
              rewrite(packet, random);
              writer.write(TIME + i * 1_000_000L, packet);
            }
          }
          compare(tally, namespace, file);
        }
      }
      tally.assertAgreement(3000);
    }
  }

  private static void rewrite(Packet packet, SplittableRandom random) {
    packet.setSource(address(random, packet.family()));
    packet.setDestinationPort(20_000 + random.nextInt(500));
    packet.setTtl(1 + random.nextInt(255));
    packet.setIcmpId(random.nextInt(65536));
    if (packet.protocol() == 6) {
      packet.setTcpMss(random.nextInt(65536));
    }
  }

  private static void compare(Tally tally, Namespace namespace, Path file) throws IOException {
    String out =
        namespace
            .exec("tcpdump", "-nn", "-vv", "-tt", "--nano", "-r", file.toString())
            .orThrow("tcpdump")
            .stdout();
    assertThat(out).doesNotContain("bad cksum", "wrong icmp", "incorrect", "bad udp", "bad sctp");
    // What belongs to one packet stands on one line or is indented.
    List<String> judged = List.of(out.replaceAll("\n\\s+", " ").split("\n"));
    List<Frame> frames = new ArrayList<>();
    assertThat(read(file, frames)).isNull();
    assertThat(frames).hasSameSizeAs(judged);
    for (int i = 0; i < frames.size(); i++) {
      tally.compare(file + " " + i, describe(judged.get(i)), describe(frames.get(i)));
    }
  }

  /** Reads what can be read; why it ended early, or null. */
  private static @Nullable String read(Path file, List<Frame> into) throws IOException {
    try (CaptureReader reader = CaptureReader.open(file)) {
      for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
        into.add(frame);
      }
      return null;
    } catch (CaptureException e) {
      return e.getMessage();
    }
  }

  /** What tcpdump copies from a damaged file is what we read from it, and both complain or not. */
  @Test
  void readsDamagedCapturesAsFarAsWeDo() throws IOException {
    try (Namespace namespace = Namespace.open();
        Tally tally = new Tally("tcpdump -w of damaged captures")) {
      List<byte[]> originals = new ArrayList<>();
      for (CaptureWriter.Format format : CaptureWriter.Format.values()) {
        Path file = namespace.directory().resolve("original");
        SplittableRandom random = new SplittableRandom(format.ordinal());
        try (CaptureWriter writer = CaptureWriter.create(file, format, LinkType.ETHERNET)) {
          for (int i = 0; i < 6; i++) {
            writer.write(TIME + i, packet(random));
          }
        }
        originals.add(Files.readAllBytes(file));
      }
      List<Path> files = new ArrayList<>();
      List<Command> commands = new ArrayList<>();
      for (int seed = 0; seed < 600; seed++) {
        Path file = namespace.directory().resolve("damaged-" + seed);
        Files.write(file, damage(originals.get(seed % originals.size()), seed));
        files.add(file);
        commands.add(Command.of("tcpdump", "--nano", "-r", file.toString(), "-w", file + ".copy"));
      }
      List<Result> results = namespace.shell().runAll(commands);
      for (int i = 0; i < files.size(); i++) {
        List<Frame> ours = new ArrayList<>();
        String error = read(files.get(i), ours);
        Result judge = results.get(i);
        if (judge.stderr().contains("unknown data link type")) {
          continue; // tcpdump -w refuses what tcpdump -r would read
        }
        String copied = copied(files.get(i).resolveSibling("damaged-" + i + ".copy"));
        tally.compare(
            "seed " + i + ": " + error + " / " + judge.stderr().strip(),
            (judge.ok() ? "whole " : "damaged ") + copied,
            (error == null ? "whole " : "damaged ") + text(ours));
      }
      tally.assertAgreement(580);
    }
  }

  private static String copied(Path copy) {
    List<Frame> frames = new ArrayList<>();
    try {
      if (Files.exists(copy) && Files.size(copy) > 0) {
        assertThat(read(copy, frames)).isNull();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text(frames);
  }

  private static String text(List<Frame> frames) {
    StringBuilder text = new StringBuilder();
    for (Frame frame : frames) {
      text.append(' ')
          .append(frame.bytes().length)
          .append('#')
          .append(Arrays.hashCode(frame.bytes()));
    }
    return text.toString();
  }

  private static byte[] damage(byte[] original, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = original.clone();
    int changes = random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      bytes[random.nextInt(bytes.length)] =
          (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(4));
    }
    return random.nextInt(3) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
  }

  /** Real captures: every link type that tcpdump can be asked for on lo and on "any". */
  @Test
  void liveCapturesHaveTheSameFrames() throws IOException {
    try (Namespace namespace = Namespace.open();
        Tally tally = new Tally("live captures of tcpdump")) {
      List<List<String>> ways =
          List.of(
              List.of("-i", "lo"),
              List.of("-i", "lo", "-s", "60"),
              List.of("-i", "any"),
              List.of("-i", "any", "-y", "LINUX_SLL"),
              List.of("-i", "lo", "--nano"));
      StringBuilder script = new StringBuilder("d=" + namespace.directory() + "\n");
      for (int i = 0; i < ways.size(); i++) {
        script
            .append("timeout 20 tcpdump --immediate-mode -c 20 -Z root -w $d/live-")
            .append(i)
            .append(' ');
        script.append(String.join(" ", ways.get(i))).append(" 2> $d/err-").append(i).append(" &\n");
      }
      script.append(
          """
          n=0
          until [ "$(cat $d/err-* | grep -c 'listening on')" = %d ] || [ $n -gt 200 ]; do
            n=$((n+1)); sleep 0.02
          done
          for i in 1 2 3 4 5; do
            bash -c 'echo hello > /dev/udp/127.0.0.1/20000; echo hello > /dev/udp/::1/20000'
            bash -c 'head -c 3000 /dev/zero > /dev/udp/127.0.0.1/20000' 2> /dev/null
            bash -c ': > /dev/tcp/::1/20000' 2> /dev/null
          done
          wait
          """
              .formatted(ways.size()));
      namespace.shell().run(Command.script(script.toString())).orThrow("live captures");
      for (int i = 0; i < ways.size(); i++) {
        Path file = namespace.directory().resolve("live-" + i);
        String out =
            namespace
                .exec("tcpdump", "-nn", "-q", "-t", "-r", file.toString())
                .orThrow("tcpdump")
                .stdout();
        List<Frame> frames = new ArrayList<>();
        assertThat(read(file, frames)).isNull();
        assertThat(frames).hasSize(20);
        List<String> lines = out.lines().toList();
        assertThat(lines).hasSameSizeAs(frames);
        for (int j = 0; j < frames.size(); j++) {
          Packet packet = new Packet();
          assertThat(frames.get(j).into(packet)).isNull();
          Matcher addresses = ADDRESSES.matcher(lines.get(j));
          tally.compare(
              ways.get(i) + " " + j,
              addresses.find() ? addresses.group() : lines.get(j),
              (packet.family() == Family.IPV4 ? "IP " : "IP6 ") + ends(packet));
          assertThat(frames.get(j).isTruncated())
              .isEqualTo(i == 1 && frames.get(j).originalLength() > 60);
        }
      }
      tally.assertAgreement(100);
    }
  }

  private static final Pattern ADDRESSES =
      Pattern.compile("IP6? [0-9a-f.:]+ > [0-9a-f.:]*[0-9a-f]");
}
