package org.netfilter4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code nf4j why} says of the examples, and that its remedies work when they are typed. */
class WhyCommandTest {
  private static final String QUESTION =
      "nf4j why -i eth0 -s 192.168.1.2 -d 192.168.1.10 -p tcp --dport 80";

  @TempDir private Path folder;
  private ExampleHost guide;

  @BeforeEach
  void copy() {
    guide = new ExampleHost(folder, "guide");
  }

  private static String remedy(String out) {
    return out.lines().filter(line -> line.matches("ip6?tables.* -I .*")).findFirst().orElseThrow();
  }

  @Test
  void namesTheRuleThatDropsAndSaysWhy() {
    ExampleHost.Result why = guide.run(QUESTION);
    assertThat(why.exit()).isEqualTo(1);
    assertThat(why.err()).isEmpty();
    assertThat(why.out())
        .contains(
            "DROPPED by rule 1 of chain BASE-RULE, table filter",
            "-A BASE-RULE -i eth0 -m set ! --match-set whiteiplist src"
                + " -m set --match-set whiteportlist dst -j DROP",
            "192.168.1.2 is not in set whiteiplist",
            "port 80 (destination) is in set whiteportlist");
  }

  @Test
  void saysItInChinese() {
    ExampleHost.Result why = guide.run(QUESTION + " --lang zh");
    assertThat(why.out())
        .contains("丢弃", "BASE-RULE", "192.168.1.2 不在集合 whiteiplist 中", "在集合 whiteportlist 中");
    assertThat(guide.with("LANG", "zh_CN.UTF-8").run(QUESTION).out()).isEqualTo(why.out());
  }

  @Test
  void pingPasses() {
    ExampleHost.Result why = guide.run("nf4j why -i eth0 -s 192.168.1.2 -d 192.168.1.10 -p icmp");
    assertThat(why.exit()).isZero();
    assertThat(why.out())
        .contains("ACCEPTED by rule 1 of chain INPUT", "-A INPUT -p icmp -j ACCEPT");
  }

  @ParameterizedTest
  @CsvSource({
    "guide, -i eth0 -s 192.168.1.2 -d 192.168.1.10 -p tcp --dport 80",
    "guide, -s 192.168.1.10 -d 192.168.1.2 -p tcp --sport 8082 --dport 9000",
    "guide, -6 -i eth0 -s fd00:1::2 -d fd00:1::10 -p tcp --dport 80",
    "guide, -6 -i eth0 -s fd00:1::2 -d fd00:1::10 -p udp --dport 53",
    "docker-host, -i eth0 -s 198.51.100.7 -d 203.0.113.10 -p tcp --dport 8080",
    "docker-host, -i docker0 -s 172.17.0.2 -d 172.18.0.2 -p tcp --dport 5432",
    "docker-host, -i eth0 -s 203.0.113.50 -d 172.17.0.2 -p icmp",
    "kubernetes-node, -i eth0 -s 10.0.0.10 -d 10.244.1.8 -p tcp --dport 5432",
    "kubernetes-node, -i cni0 -s 10.244.1.6 -d 10.96.99.9 -p tcp --dport 80",
  })
  void theRemedyWorksWhenItIsTyped(String example, String packet) {
    ExampleHost host = new ExampleHost(folder.resolve("remedy"), example);
    ExampleHost.Result dropped = host.run("nf4j why " + packet);
    assertThat(dropped.exit()).as(dropped.out()).isEqualTo(1);
    for (String command : remedy(dropped.out()).split(" && ", -1)) {
      ExampleHost.Result typed = host.run(command);
      assertThat(typed.exit()).as("%s: %s", command, typed.err()).isZero();
    }
    ExampleHost.Result passed = host.run("nf4j why " + packet);
    assertThat(passed.exit()).as(passed.out()).isZero();
  }

  @Test
  void whatCantBeToldIsShownBothWays() {
    guide.run("iptables -I OUTPUT -m owner --uid-owner 1000 -j REJECT");
    String packet = "nf4j why -s 192.168.1.10 -d 192.168.1.2 -p tcp --dport 443 --brief";
    assertThat(guide.run(packet).out())
        .contains(
            "can't be told",
            "the sender's user id can't be told here",
            "if it matches: dropped by rule filter OUTPUT 1",
            "if it does not: accepted, sent out of eth0");
    // The rule is met again by the host's answer, which has no sender: that is not why.
    assertThat(guide.run(packet + " --uid-owner 1000").out())
        .contains("DROPPED by rule 1 of chain OUTPUT", "because sender's user id is 1000");
    assertThat(guide.run(packet + " --uid-owner 1001").out()).contains("ACCEPTED");
  }

  @Test
  void askingChangesNothing() throws java.io.IOException {
    Path rules = guide.directory().resolve("nft/rules.v4");
    String before = java.nio.file.Files.readString(rules);
    guide.run(QUESTION);
    assertThat(rules).hasContent(before);
    assertThat(guide.run("iptables -nvL BASE-RULE").out()).contains("    0     0 DROP ");
  }

  @Test
  void aCapturedPacketCanBeAskedAbout() {
    String capture = guide.directory().resolve("capture.pcap").toString();
    boolean found = false;
    for (int packet = 1; packet <= 40 && !found; packet++) {
      ExampleHost.Result why =
          guide.run("nf4j why --pcap " + capture + " --packet " + packet + " -i eth0 --brief");
      found = why.out().contains("192.168.1.10:80 SYN") && why.out().contains("chain BASE-RULE");
    }
    assertThat(found).as("a dropped SYN to port 80 in the guide's capture").isTrue();
    ExampleHost.Result none = guide.run("nf4j why --pcap " + capture + " --packet 9999 -i eth0");
    assertThat(none.exit()).isEqualTo(1);
    assertThat(none.err()).contains("so none with the number 9999");
  }

  @Test
  void jsonIsForPrograms() {
    assertThat(guide.run(QUESTION + " --json").out())
        .contains("\"verdict\" : \"DROP\"", "\"chain\" : \"BASE-RULE\"", "\"commands\" : [");
  }

  @ParameterizedTest
  @CsvSource({
    "-i eth9 -p tcp, 2, no interface",
    "-i eth0 -s fd00::1 -d 192.168.1.10 -p tcp --dport 80, 2, not an IPv6 address",
    "-i eth0 -p tcp --dport 99999, 2, not a port",
    "-i eth0 --dport 80, 2, -p",
    "-i eth0 --wat, 2, unknown option",
    "-i, 2, requires an argument",
    "--ctstate WAT -i eth0, 2, NEW",
    "--pcap /nowhere.pcap -i eth0, 1, no such file",
  })
  void badInputGetsOneLine(String words, int exit, String says) {
    ExampleHost.Result why = guide.run("nf4j why " + words);
    assertThat(why.exit()).as(why.err()).isEqualTo(exit);
    assertThat(why.err().lines()).hasSize(1);
    assertThat(why.err()).contains(says);
    assertThat(why.out()).isEmpty();
  }
}
