package org.netfilter4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Extension;
import org.netfilter4j.xt.Extensions;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.set.SetType;
import org.netfilter4j.xt.set.SetTypes;

class CompleteCommandTest {
  @TempDir private Path folder;

  private ExampleHost host;

  @BeforeEach
  void copy() {
    host = new ExampleHost(folder, "guide");
  }

  private ExampleHost.Result run(List<String> words) {
    return host.run(words, "");
  }

  /** The candidates for the last of the words, of which a blank at the end makes an empty one. */
  private List<String> after(String line) {
    List<String> words = new ArrayList<>(List.of("nf4j", "complete", "--"));
    words.addAll(List.of(line.split(" ", -1)));
    ExampleHost.Result result = run(words);
    assertThat(result.err()).as(line).isEmpty();
    assertThat(result.exit()).as(line).isZero();
    return result.out().lines().toList();
  }

  @Test
  void commandsThenOptions() {
    assertThat(after("iptables ")).contains("-A", "-L", "-t").doesNotContain("-j", "-s", "!");
    assertThat(after("iptables --ap")).containsExactly("--append");
    assertThat(after("iptables -A INPUT ")).contains("-s", "-j", "-m", "!").doesNotContain("-L");
    assertThat(after("iptables -A INPUT -s 10.0.0.1 ")).doesNotContain("-s").contains("-d");
    assertThat(after("iptables -L ")).contains("INPUT", "BASE-RULE", "-n", "--line-numbers");
    assertThat(after("iptables -L -nv ")).contains("-x").doesNotContain("-n", "INPUT", "-j");
    assertThat(after("iptables -j DROP ")).contains("-A");
  }

  @Test
  void chainsOfTheTableAtHand() {
    assertThat(after("iptables -t nat -A ")).contains("POSTROUTING").doesNotContain("BASE-RULE");
    assertThat(after("iptables -X ")).contains("BASE-RULE").doesNotContain("INPUT");
    assertThat(after("iptables -g ")).contains("BASE-RULE");
    assertThat(after("iptables -A INPUT -g ")).containsExactly("BASE-RULE");
    assertThat(after("iptables -A INPUT -j BASE")).containsExactly("BASE-RULE");
    assertThat(after("iptables-legacy -A ")).doesNotContain("BASE-RULE");
    assertThat(after("iptables -P IN")).containsExactly("INPUT");
    assertThat(after("iptables -P INPUT ")).containsExactly("ACCEPT", "DROP");
    assertThat(after("iptables -E BASE-RULE ")).isEmpty();
  }

  @Test
  void protocolsBringTheirOptions() {
    assertThat(after("iptables -A INPUT -p udp --dpo")).containsExactly("--dport");
    assertThat(after("iptables -A INPUT -p tcp --syn --tcp-f")).isEmpty();
    assertThat(after("iptables -A INPUT -p tcp --tcp-flags SYN,ACK S")).containsExactly("SYN");
    assertThat(after("iptables -A INPUT -p tcp --tcp-flags SYN,")).contains("SYN,ACK");
    assertThat(after("iptables -A INPUT -p ic")).containsExactly("icmp");
    assertThat(after("ip6tables -A INPUT -p i")).containsExactly("ipv6-icmp");
  }

  @Test
  void valuesThatCanBeListed() throws IOException {
    Path names = Files.createDirectory(host.directory().resolve("names"));
    Files.writeString(names.resolve("services"), "# ports\nssh 22/tcp\nhttps\t443/tcp\n");
    Files.writeString(names.resolve("passwd"), "root:x:0:0::/:\n");
    assertThat(after("iptables -A INPUT -p tcp -m multiport --dports ssh,https"))
        .containsExactly("ssh,https");
    assertThat(after("iptables -A INPUT -m time --weekdays Mon,T"))
        .containsExactly("Mon,Tue", "Mon,Thu");
    assertThat(after("iptables -A INPUT -m owner --uid-owner=roo"))
        .containsExactly("--uid-owner=root");
    assertThat(after("iptables -t mangle -A INPUT -j TEE --oif "))
        .containsExactly("lo", "eth0", "eth1");
    assertThat(after("iptables -A INPUT -m pkttype --pkt-type u")).containsExactly("unicast");
    assertThat(after("iptables -A INPUT -m comment --comment ")).isEmpty();
  }

  @Test
  void notIsForWhatCanBeInverted() {
    assertThat(after("iptables -A INPUT -m mark ! --"))
        .contains("--mark", "--source")
        .doesNotContain("--jump", "--match");
  }

  /** All of the index: named where it exists, and with all of its options. */
  @Test
  void everyExtensionIsOffered() {
    for (Family family : Family.values()) {
      String begins = (family == Family.IPV4 ? "iptables" : "ip6tables") + " -A FORWARD ";
      List<String> matches = after(begins + "-m ");
      for (String name : Extensions.MATCH_NAMES) {
        Extension match = Extensions.match(name, family);
        assertThat(matches.contains(name)).as(name).isEqualTo(match != null);
        if (match != null) {
          options(begins + "-m " + name + " --", match);
        }
      }
      List<String> targets = after(begins + "-j ");
      for (String name : Extensions.TARGET_NAMES) {
        Extension target = Extensions.target(name, family);
        assertThat(targets.contains(name)).as(name).isEqualTo(target != null);
        if (target != null) {
          options(begins + "-j " + name + " --", target);
        }
      }
    }
  }

  private void options(String line, Extension extension) {
    assertThat(after(line))
        .as(line)
        .containsAll(extension.options().stream().map(o -> "--" + o.name()).toList());
    for (Option<?> option : extension.options()) {
      if (!option.repeatable()) {
        String argument = option.takesArgument() ? " x".repeat(option.syntax().words()) : "";
        String given = line + option.name() + argument + " --" + option.name();
        assertThat(after(given)).as(given).doesNotContain("--" + option.name());
      }
    }
  }

  @Test
  void setTypesAndTheirWords() {
    for (SetType type : SetTypes.all()) {
      assertThat(after("ipset create x " + type.name())).contains(type.name());
      assertThat(after("ipset create x " + type.name() + " "))
          .containsExactlyElementsOf(type.createKeywords().stream().map(k -> k.word()).toList());
    }
    assertThat(after("ipset create x hash:ip family ")).containsExactly("inet", "inet6");
    assertThat(after("ipset create x hash:ip timeout 5 co")).containsExactly("counters", "comment");
    assertThat(after("ipset ad")).containsExactly("add");
    assertThat(after("ipset add ")).containsExactly("whiteiplist", "whiteportlist");
    assertThat(after("ipset swap whiteiplist ")).containsExactly("whiteportlist");
    assertThat(after("ipset -o ")).contains("save", "xml");
    assertThat(after("ipset list -ex")).containsExactly("-exist");
    assertThat(after("ipset-translate ")).containsExactly("restore", "-file");
    assertThat(after("conntrack ")).doesNotContain("create", "swap");
  }

  @Test
  void theProgramsOwnCommands() {
    assertThat(after("nf4j ")).contains("why", "iptables", "ip6tables-save", "ipset", "--host");
    assertThat(after("nf4j host ")).containsExactly("new", "show", "check", "capture");
    assertThat(after("nf4j why -i ")).containsExactly("lo", "eth0", "eth1");
    assertThat(after("nf4j replay --assume ")).containsExactly("yes", "no");
    assertThat(after("nf4j iptables -t m")).containsExactly("mangle");
    assertThat(after("/usr/sbin/iptables -t m")).containsExactly("mangle");
    assertThat(after("xtables-nft-multi ip6tables-s")).containsExactly("ip6tables-save");
    assertThat(after("xtables-nft-multi iptables -A BASE")).containsExactly("BASE-RULE");
    assertThat(after("xtables-legacy-multi iptables -A BASE")).isEmpty();
    for (Usage.Command command : Usage.Command.values()) {
      ExampleHost.Result result = run(List.of("nf4j", command.word(), "--help"));
      assertThat(result.exit()).as(command.word()).isZero();
      assertThat(result.err()).as(command.word()).isEmpty();
      assertThat(result.out()).as(command.word()).isNotBlank();
    }
  }

  /** By its own name the monitor has our page, and by the C tool's that one's and its exit code. */
  @Test
  void theMonitorIsTwoPrograms() {
    for (String line :
        List.of(
            "nf4j monitor -h",
            "nf4j monitor -e --he",
            "nf4j monitor --host " + folder + " --help",
            "nf4j --host " + folder + " monitor -4h",
            "nf4j --kernel monitor --help")) {
      ExampleHost.Result result = run(List.of(line.split(" ")));
      assertThat(result.exit()).as(line).isZero();
      assertThat(result.out()).as(line).isEqualTo(Usage.MONITOR + "\n");
    }
    ExampleHost.Result theirs = run(List.of("nf4j", "xtables-monitor", "--help"));
    assertThat(theirs.exit()).isEqualTo(1);
    assertThat(theirs.out()).startsWith("xtables-monitor 1.8.9 (nf_tables)\n");
  }

  /** Whatever stands there, nothing is printed that does not begin so, and no error. */
  @Test
  void neverFails() throws IOException {
    for (String line :
        List.of(
            "",
            " ",
            "-",
            "iptables",
            "iptables -",
            "iptables --=",
            "iptables --foo=b",
            "iptables -t nowhere -A ",
            "iptables -m nothing --x",
            "iptables -A INPUT -j NOPE --",
            "iptables ! ! ",
            "iptables -A INPUT --dport",
            "ipset create",
            "ipset add nothing ",
            "ipset add nothing 1.2.3.4 ",
            "nf4j --host",
            "nf4j --host ",
            "nf4j --host /nowhere ipset add ",
            "nf4j foo ",
            "foo ",
            "iptables-foo ",
            "iptables-restore -T ",
            "iptables -p",
            "iptables -A -s ",
            "iptables -- ",
            "iptables -pm ",
            "ipset -output",
            "ipset -output ")) {
      String current = line.substring(line.lastIndexOf(' ') + 1);
      assertThat(after(line)).as(line).allMatch(candidate -> candidate.startsWith(current));
    }
    for (List<String> words :
        List.of(
            List.of("nf4j", "complete"),
            List.of("nf4j", "complete", "--"),
            List.of("nf4j", "complete", "x"))) {
      assertThat(run(words).exit()).isZero();
      assertThat(run(words).out() + run(words).err()).isEmpty();
    }
    Path broken = folder.resolve("broken");
    Files.createDirectories(broken.resolve("nft/rules.v4"));
    Files.writeString(broken.resolve("ipset"), "create\ncreate \n\0");
    Files.writeString(broken.resolve("link.json"), "{");
    assertThat(after("nf4j --host " + broken + " iptables -A B")).isEmpty();
    assertThat(after("nf4j --host " + broken + " ipset add x")).isEmpty();
    assertThat(after("nf4j --host " + broken + " iptables -i x")).isEmpty();
  }
}
