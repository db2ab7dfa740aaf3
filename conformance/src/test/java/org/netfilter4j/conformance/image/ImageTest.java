package org.netfilter4j.conformance.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.netfilter4j.command.Programs;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.image.Container.Setup;

/** The drop-in names in the image, on a host that they did not make. */
@Timeout(120)
class ImageTest {
  private static final long LIMIT = 90_000_000;

  private UnpackedImage image;
  private Namespace host;

  @BeforeEach
  void open() {
    Oracle.require(
        "iptables-nft", "iptables-legacy", "ipset", "conntrack", "unshare", "setpriv", "capsh");
    image = UnpackedImage.get();
    host = Namespace.open();
  }

  @AfterEach
  void close() {
    if (host != null) {
      host.close();
    }
  }

  private Result inside(String line) {
    return new Setup(image, host).exec(line.split(" "));
  }

  private void onHost(String line) {
    host.exec(line.split(" ")).orThrow(line);
  }

  @Test
  void itIsSmallerThanItMayBe() throws IOException {
    long packed = Files.size(image.tar());
    long unpacked = image.size();
    System.out.printf(
        Locale.ROOT, "image: %.1f MB packed, %.1f MB unpacked%n", packed / 1e6, unpacked / 1e6);
    assertThat(packed).isLessThan(LIMIT);
    assertThat(unpacked).isLessThan(LIMIT);
  }

  /** What a container of an engine would say of itself. */
  @Test
  void itRunsWithTheTwoCapabilitiesOnAReadOnlyRoot() {
    Result status =
        new Setup(image, host)
            .exec(
                "/bin/sh",
                "-c",
                "while read -r line; do case $line in Cap*|NoNew*) echo \"$line\";; esac; done"
                    + " </proc/self/status; echo $$; pwd; : >/made");
    assertThat(status.stdout().lines())
        .contains(
            "CapPrm:\t0000000000003000",
            "CapEff:\t0000000000003000",
            "CapBnd:\t0000000000003000",
            "CapAmb:\t0000000000000000",
            "NoNewPrivs:\t1",
            "1",
            "/");
    assertThat(status.stderr()).contains("Read-only file system");
  }

  @Test
  void allNamesAreInThePath() {
    StringBuilder script = new StringBuilder();
    List<String> names = Programs.names();
    assertThat(names).contains("iptables", "ip6tables-restore", "ipset", "conntrack");
    for (String name : names) {
      script.append("command -v ").append(name).append("; ");
    }
    for (String name :
        List.of("nf4j", "iptables-legacy-save", "ip6tables-nft", "xtables-monitor")) {
      script.append("command -v ").append(name).append("; ");
    }
    Result found = new Setup(image, host).exec("/bin/sh", "-c", script.toString());
    assertThat(found.stdout().lines())
        .hasSize(names.size() + 4)
        .allMatch(line -> line.startsWith("/usr/sbin/"));
  }

  /** The cache was made where the image was built, and holds where it runs. */
  @Test
  void theirClassesComeFromTheCache() {
    for (String[] line :
        List.of(
            new String[] {"iptables-save"},
            new String[] {"nf4j", "agent", "--once", "--rules", "/etc/nf4j/rules"})) {
      Result loaded =
          new Setup(image, host)
              .variable("NF4J_JAVA_OPTIONS", "-Xlog:class+load:stderr")
              .exec(line);
      List<String> classes =
          loaded.stderr().lines().filter(each -> each.contains(" source: ")).toList();
      assertThat(classes).hasSizeGreaterThan(500);
      assertThat(classes.stream().filter(each -> each.contains("shared objects file")).count())
          .as(line[0])
          .isGreaterThan(classes.size() * 9L / 10);
    }
  }

  /** The image has one locale, whatever the container's variables ask for. */
  @Test
  void wordsAreBytesInAnyLocale() {
    for (String variable : List.of("LC_ALL=C", "LANG=zh_CN.UTF-8", "LC_ALL=de_DE.UTF-8")) {
      int equals = variable.indexOf('=');
      Result added =
          new Setup(image, host)
              .variable(variable.substring(0, equals), variable.substring(equals + 1))
              .exec("/bin/sh", "-c", "iptables-nft -A OUTPUT -m comment --comment 再见");
      assertThat(added.ok()).as("%s: %s", variable, added).isTrue();
      assertThat(host.exec("iptables-nft", "-S", "OUTPUT").stdout())
          .as(variable)
          .endsWith("-A OUTPUT -m comment --comment \"再见\"\n");
      host.clear();
    }
  }

  @Test
  void theyWorkOnTheHostsRulesInItsMode() {
    for (String mode : List.of("legacy", "nft")) {
      String word = mode.equals("nft") ? "nf_tables" : "legacy";
      for (String program : List.of("iptables", "ip6tables")) {
        onHost(program + "-" + mode + " -A INPUT -p tcp --dport 22 -j ACCEPT");
        onHost(program + "-" + mode + " -A INPUT -p udp --sport 53 -m comment --comment 你好");
        onHost(program + "-" + mode + " -A FORWARD -j DROP");
        onHost(program + "-" + mode + " -D FORWARD -j DROP");
        assertThat(inside(program + " -V").stdout()).endsWith("(" + word + ")\n");
        assertThat(inside(program + " -S")).isEqualTo(host.exec(program + "-" + mode, "-S"));
        assertThat(inside(program + " -A OUTPUT -m comment --comment 再见 -j ACCEPT").ok()).isTrue();
        assertThat(host.exec(program + "-" + mode, "-S", "OUTPUT").stdout())
            .contains("-A OUTPUT -m comment --comment \"再见\" -j ACCEPT");
        assertThat(rules(inside(program + "-save").stdout()))
            .isEqualTo(rules(host.exec(program + "-" + mode + "-save").stdout()))
            .anyMatch(line -> line.contains("你好"));
      }
      host.clear();
    }
  }

  private static List<String> rules(String saved) {
    return saved.lines().filter(line -> !line.startsWith("#")).toList();
  }

  @Test
  void setsAndConnectionsAreTheHosts() {
    onHost("ipset create whiteiplist hash:net");
    onHost("ipset add whiteiplist 192.168.1.0/24");
    assertThat(inside("ipset save").stdout()).isEqualTo(host.exec("ipset", "save").stdout());
    assertThat(inside("ipset add whiteiplist 10.0.0.0/8").ok()).isTrue();
    assertThat(host.exec("ipset", "test", "whiteiplist", "10.1.2.3").ok()).isTrue();
    assertThat(
            inside("iptables -A INPUT -m set ! --match-set whiteiplist src -p tcp --dport ssh")
                .stderr())
        .isEmpty();
    assertThat(host.exec("iptables-nft", "-S", "INPUT").stdout())
        .contains("-A INPUT -p tcp -m set ! --match-set whiteiplist src -m tcp --dport 22");
    onHost("conntrack -I -p udp -s 10.0.0.9 -d 10.0.0.2 --sport 1 --dport 2 -t 600");
    assertThat(inside("conntrack -L").stdout()).contains("src=10.0.0.9 dst=10.0.0.2");
    assertThat(inside("iptables -S -n").exit())
        .isEqualTo(host.exec("iptables-nft", "-S", "-n").exit());
  }

  @Test
  void theLockThatIsMountedIsTheHosts() throws IOException, InterruptedException {
    onHost("iptables-legacy -A INPUT -p tcp");
    assertThat(inside("iptables -w 1 -S").ok()).isTrue();
    String lock = host.directory().resolve("xtables.lock").toString();
    Process holder = new ProcessBuilder("flock", lock, "sleep", "60").start();
    try {
      while (host.exec("flock", "-n", lock, "true").ok()) {
        Thread.sleep(20);
      }
      Result refused = inside("iptables -w 1 -S");
      assertThat(refused.stderr()).contains("Another app is currently holding the xtables lock");
      assertThat(refused.exit()).isEqualTo(4);
    } finally {
      holder.descendants().forEach(ProcessHandle::destroy);
      holder.destroy();
    }
    assertThat(inside("iptables -w 5 -S").ok()).isTrue();
  }
}
