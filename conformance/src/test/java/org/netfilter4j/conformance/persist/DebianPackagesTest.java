package org.netfilter4j.conformance.persist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.agent.persist.Layout;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.model.Mode;

/**
 * The scripts of Debian's packages iptables-persistent and ipset-persistent restore what ours
 * saved, and ours what they saved. They run on an /etc of the test's own.
 */
class DebianPackagesTest {
  private static final String PLUGINS = "usr/share/netfilter-persistent/plugins.d";

  private static Path plugins;

  /** Installed, or unpacked into the directory that NF4J_PERSISTENT_PACKAGES names. */
  @BeforeAll
  static void judge() {
    Oracle.require("iptables-nft", "iptables-legacy", "unshare", "mount");
    Oracle.requireKernel("ipset", "create", "x", "hash:ip");
    String unpacked = System.getenv("NF4J_PERSISTENT_PACKAGES");
    plugins = Path.of(unpacked == null ? "/" : unpacked).resolve(PLUGINS);
    Oracle.requireFiles(
        "packages netfilter-persistent, iptables-persistent, ipset-persistent",
        plugins.resolve("10-ipset"),
        plugins.resolve("15-ip4tables"),
        plugins.resolve("25-ip6tables"));
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void eachReadsWhatTheOtherSaved(Mode mode) throws IOException {
    int cases = 0;
    try (Tally tally = new Tally("Debian's scripts and ours in " + mode + " mode")) {
      List<Rulesets> all = Rulesets.of(mode);
      // Half of them in each mode, for the scripts take their time.
      for (int i = mode == Mode.NFT ? 0 : 1; i < all.size(); i += 2) {
        Rulesets each = all.get(i);
        cases++;
        try (Namespace namespace = Namespace.open()) {
          Path root = Files.createDirectory(namespace.directory().resolve("root"));
          Host host = new Host(namespace, root, Layout.DEBIAN, mode);
          prepare(host);
          namespace.exec(List.of("ipset", "restore"), each.sets()).orThrow(each.name());
          host.tool("iptables-restore", each.ipv4()).orThrow(each.name());
          host.tool("ip6tables-restore", each.ipv6()).orThrow(each.name());
          String before = host.saved();

          host.save().orThrow("our save");
          host.flush().orThrow("our flush");
          scripts(host, "start");
          tally.compare(each.name() + ": ours, by the scripts", before, host.saved());

          for (String file : List.of("ipsets", "rules.v4", "rules.v6")) {
            Files.delete(host.place().directory().resolve(file));
          }
          scripts(host, "save");
          if (cases == 1) {
            // It takes seconds.
            scripts(host, "flush");
          } else {
            host.flush().orThrow("our flush");
          }
          assertThat(host.saved()).doesNotContain("-A ").doesNotContain("create");
          host.restore(null).orThrow("our restore");
          tally.compare(each.name() + ": theirs, by ours", before, host.saved());
          assertThat(host.status().stdout())
              .contains("the kernel's sets are those saved")
              .contains("the kernel's IPv4 rules are those saved")
              .contains("the kernel's IPv6 rules are those saved");
        }
      }
      tally.assertAgreement(2L * cases);
    }
  }

  /** An /etc like the machine's, and the tools of the mode where the scripts look first. */
  private static void prepare(Host host) throws IOException {
    Files.createDirectories(host.root().resolve("bin"));
    for (String family : List.of("iptables", "ip6tables")) {
      for (String tool : List.of("", "-save", "-restore")) {
        Files.createSymbolicLink(
            host.root().resolve("bin").resolve(family + tool),
            Path.of("/usr/sbin", family + "-" + host.mode().word() + tool));
      }
    }
    host.shell("cp -a /etc " + host.root()).orThrow("cp");
    // What this machine may have saved is no part of the test.
    host.shell("rm -rf " + host.place().directory()).orThrow("rm");
    Files.createDirectories(host.place().directory());
  }

  private static void scripts(Host host, String verb) throws IOException {
    List<String> all = new ArrayList<>();
    try (var files = Files.list(plugins)) {
      files.map(Path::toString).sorted().forEach(all::add);
    }
    StringBuilder script = new StringBuilder("unshare -m sh -e -c '");
    script
        .append("mount --make-rprivate /; mount --bind ")
        .append(host.root())
        .append("/etc /etc; ");
    script.append("mount --bind ").append(host.root()).append("/bin /usr/local/sbin; ");
    for (String each : all) {
      script.append(each).append(' ').append(verb).append("; ");
    }
    Result result = host.namespace().shell().run(Command.script(script.append("'").toString()));
    if (!verb.equals("flush")) {
      // That one takes users' chains for built-in ones, and goes on.
      assertThat(result.stderr()).as(verb).isEmpty();
    }
    assertThat(result.exit()).as(verb).isZero();
  }
}
