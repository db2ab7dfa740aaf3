package org.netfilter4j.command.ipset;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.model.Address;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;
import org.netfilter4j.xt.set.SetKeyword;
import org.netfilter4j.xt.set.SetNamespace;
import org.netfilter4j.xt.set.SetQuery;
import org.netfilter4j.xt.set.SetType;
import org.netfilter4j.xt.set.SetTypes;

/** All set types, also those that the kernel of the conformance tests does not have. */
class SetTypesTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochSecond(1_800_000_000), ZoneOffset.UTC);

  private final SystemNames names = new SystemNames(Path.of("/etc"), false);
  private final SetNamespace sets = new SetNamespace(() -> 9);

  @TempDir private Path directory;

  static List<SetType> types() {
    return SetTypes.all();
  }

  /** Carries out a line; what it said follows its exit code. */
  private String run(String line, String in) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, false, StandardCharsets.UTF_8);
    ByteArrayInputStream input = new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8));
    int exit =
        Ipset.run(
            List.of(line.split(" ", -1)),
            new IpsetEnvironment(sets, names, input, out, out, CLOCK));
    return exit + " " + said.toString(StandardCharsets.UTF_8);
  }

  private static String part(String type, String part, SplittableRandom random) {
    return switch (part) {
      case "ip" -> "10.0.0." + (1 + random.nextInt(200));
      case "net" -> "10.0." + random.nextInt(4) + ".0/" + (24 + random.nextInt(3));
      case "port" -> (type.startsWith("bitmap") ? "" : "udp:") + (1 + random.nextInt(200));
      case "mac" -> "02:00:00:00:00:0" + (1 + random.nextInt(9));
      case "mark" -> "0x" + random.nextInt(200);
      case "iface" -> "eth" + random.nextInt(30);
      default -> "m" + random.nextInt(3);
    };
  }

  private static String element(SetType type, SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (String part : type.name().substring(type.name().indexOf(':') + 1).split(",", -1)) {
      text.append(text.isEmpty() ? "" : ",").append(part(type.name(), part, random));
    }
    return text.toString();
  }

  private String create(SetType type) {
    for (int i = 0; i < 3; i++) {
      run("create m" + i + " hash:ip", "");
    }
    String range =
        !type.name().startsWith("bitmap")
            ? ""
            : type.name().equals("bitmap:port") ? " range 0-300" : " range 10.0.0.0/24";
    return run("create s " + type + range + " timeout 600 counters comment skbinfo", "");
  }

  @ParameterizedTest
  @MethodSource("types")
  void whatIsWrittenIsReadAgain(SetType type) throws Exception {
    SplittableRandom random = new SplittableRandom(3);
    assertThat(create(type)).isEqualTo("0 ");
    for (int i = 0; i < 40; i++) {
      String element = element(type, random);
      String options = " packets 1 bytes 60 skbmark 0x1/0xff skbprio 1:2 skbqueue 3 comment c";
      String nomatch = type.testKeywords().contains(SetKeyword.NOMATCH) ? " nomatch" : "";
      assertThat(run("-exist add s " + element + nomatch + options, "")).isEqualTo("0 ");
      assertThat(run("test s " + element + nomatch, "")).startsWith("0 ");
    }
    String written = written();
    Path file = Files.writeString(directory.resolve("ipset"), written);
    SetNamespace again = new SetNamespace(() -> 9);
    SetsFile.read(file, again, names, CLOCK);
    StringBuilder second = new StringBuilder();
    SetsFile.write(second, again, names, CLOCK);
    assertThat(second.toString().lines().sorted()).isEqualTo(written.lines().sorted().toList());
  }

  private String written() throws IOException {
    StringBuilder text = new StringBuilder();
    SetsFile.write(text, sets, names, CLOCK);
    return text.toString();
  }

  private static Packet packet(SplittableRandom random) {
    Packet packet =
        PacketBuilder.ipv4()
            .source("10.0.0." + (1 + random.nextInt(3)))
            .destination("10.0.0." + (1 + random.nextInt(3)))
            .udp(1 + random.nextInt(2), 3)
            .build();
    byte[] ethernet = {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, (byte) (2 + random.nextInt(2)), 8, 0};
    packet.setEthernet(ethernet, 0, ethernet.length);
    packet.setInInterface("eth" + random.nextInt(2));
    packet.setMark(random.nextInt(2));
    return packet;
  }

  /** Those whose elements are all of what a rule gives of a packet. */
  static List<SetType> exactTypes() {
    return types().stream().filter(type -> !type.isLastPartOptional()).toList();
  }

  /** A packet that adds itself is in, one that deletes itself is out. */
  @ParameterizedTest
  @MethodSource("exactTypes")
  void packetsAddAndDeleteThemselves(SetType type) {
    SplittableRandom random = new SplittableRandom(4);
    create(type);
    run("add s m0", "");
    var set = requireNonNull(sets.find("s"));
    SetQuery query = SetQuery.plain(3, 0b111);
    for (int i = 0; i < 300; i++) {
      Packet packet = packet(random);
      boolean in = set.contains(packet, query, 0);
      if (random.nextBoolean()) {
        assertThat(set.add(packet, query, false, -1, 0)).isNotEqualTo(in);
        assertThat(set.contains(packet, query, 0)).isTrue();
      } else {
        assertThat(set.delete(packet, query, 0)).isEqualTo(in);
        assertThat(set.contains(packet, query, 0)).isFalse();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hash:mac|02:00:00:00:00:02|src|true
          hash:mac|02:00:00:00:00:01|src|false
          hash:mac|2:0:0:0:0:1|dst|true
          hash:ip,mac|10.0.0.1,2:0:0:0:0:2|src,src|true
          hash:ip,mac|10.0.0.1,2:0:0:0:0:2|dst,src|false
          hash:ip,mark|10.0.0.1,0x5|src,src|true
          hash:ip,mark|10.0.0.1,0x4|src,src|false
          hash:ip,mark markmask 0x4|10.0.0.1,0x7|src,src|true
          hash:net,net|10.0.0.0/24,10.0.9.0/28|src,dst|true
          hash:net,net|10.0.0.0/24,10.0.9.0/28|dst,src|false
          hash:net,net bitmask 0.0.0.255|1.1.1.1,9.9.9.2|src,dst|true
          hash:net,port,net|10.0.0.0/8,udp:53,0.0.0.0/0|src,dst,dst|true
          hash:net,port,net|10.0.0.0/8,udp:53,0.0.0.0/0|src,src,dst|false
          hash:net,port,net|10.0.0.0/8,tcp:53,0.0.0.0/0|src,dst,dst|false
          hash:net,iface|10.0.0.0/8,eth0|src,src|true
          hash:net,iface|10.0.0.0/8,eth wildcard|src,src|true
          hash:net,iface|10.0.0.0/8,physdev:eth0|src,src|false
          hash:net,iface|10.0.0.0/8,eth0|src,dst|false
          hash:ip,port,ip|10.0.0.1,udp:53,10.0.9.2|src,dst,dst|true
          hash:ip,port,net|10.0.0.1,udp:53,10.0.9.0/29|src,dst,dst|true
          bitmap:ip,mac range 10.0.0.0/24|10.0.0.1|src,src|true
          bitmap:ip,mac range 10.0.0.0/24|10.0.0.1,2:0:0:0:0:1|src,src|false
          bitmap:ip range 10.0.0.0/16 netmask 24|10.0.0.9|src|true
          """)
  void aPacketIsIn(String type, String element, String directions, boolean in) {
    assertThat(run("create s " + type, "")).isEqualTo("0 ");
    assertThat(run("add s " + element, "")).isEqualTo("0 ");
    Packet packet =
        PacketBuilder.ipv4().source("10.0.0.1").destination("10.0.9.2").udp(1000, 53).build();
    byte[] ethernet = {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0};
    packet.setEthernet(ethernet, 0, ethernet.length);
    packet.setInInterface("eth0");
    packet.setMark(5);
    int sources = 0;
    String[] words = directions.split(",", -1);
    for (int i = 0; i < words.length; i++) {
      sources |= words[i].equals("src") ? 1 << i : 0;
    }
    SetQuery query = SetQuery.plain(words.length, sources);
    assertThat(requireNonNull(sets.find("s")).contains(packet, query, 0)).isEqualTo(in);
  }

  /** An element that waits for its Ethernet address takes that of the packet that asks. */
  @Test
  void aBitmapLearnsEthernetAddresses() {
    run("create s bitmap:ip,mac range 10.0.0.0/24", "");
    run("add s 10.0.0.1", "");
    Packet packet = packet(new SplittableRandom(1));
    packet.setSource(Address.ipv4(0x0a00_0001));
    assertThat(requireNonNull(sets.find("s")).contains(packet, SetQuery.plain(2, 0b11), 0))
        .isTrue();
    assertThat(run("save s", "")).contains("add s 10.0.0.1,02:00:00:00:00:0");
  }

  @Test
  void jsonHasWhatTheOtherFormsHave() {
    run("create s hash:net,iface initval 1 timeout 60 comment", "");
    run("add s 10.0.0.0/8,eth wildcard nomatch comment x", "");
    assertThat(run("-o json list", ""))
        .isEqualTo(
            """
            0 [
              {
                "name" : "s",
                "type" : "hash:net,iface",
                "revision" : 8,
                "header" : {
                  "family" : "inet",
                  "hashsize" : 1024,
                  "maxelem" : 65536,
                  "timeout" : 60,
                  "comment" : true,
                  "bucketsize" : 12,
                  "initval" : "0x00000001",
                  "memsize" : 634,
                  "references" : 0,
                  "numentries" : 1
                },
                "members" : [
                  {
                    "elem" : "10.0.0.0/8,eth",
                    "timeout" : 60,
                    "nomatch" : true,
                    "wildcard" : true,
                    "comment" : "x"
                  }
                ]
              }
            ]
            """);
  }

  /** Whatever is typed is answered in words. */
  @ParameterizedTest
  @MethodSource("types")
  void nothingThatIsTypedBreaksIt(SetType type) {
    SplittableRandom random = new SplittableRandom(6);
    create(type);
    String alphabet = "0123456789abcdef:,./-[]x \"tcpnomatchwildcard";
    for (int i = 0; i < 2000; i++) {
      StringBuilder text = new StringBuilder(element(type, random));
      for (int j = random.nextInt(4); j > 0; j--) {
        char c = alphabet.charAt(random.nextInt(alphabet.length()));
        int at = random.nextInt(text.length() + 1);
        if (random.nextBoolean() || at == text.length()) {
          text.insert(at, c);
        } else {
          text.setCharAt(at, c);
        }
      }
      String verb = List.of("add", "del", "test").get(random.nextInt(3));
      // Ranges of millions of addresses take their time, as in the kernel.
      if (text.indexOf("-") < 0 && text.indexOf("/") < 0) {
        assertThat(run(verb + " s " + text, ""))
            .matches("(?s)[012] .*")
            .doesNotContain("Exception");
      }
    }
  }
}
