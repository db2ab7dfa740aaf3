package org.netfilter4j.conformance.persist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.agent.persist.Layout;
import org.netfilter4j.agent.persist.Part;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.model.Mode;

/**
 * Saved, flushed and restored, the examples' and real clients' rules and sets are the same, as the
 * C tools save them; also where they are restored over others.
 */
class RoundTripTest {
  private static final String OTHERS =
      """
      *filter
      :INPUT DROP [0:0]
      :other - [0:0]
      -A INPUT -s 9.9.9.9/32 -j other
      COMMIT
      *raw
      -A OUTPUT -d 9.9.9.9/32 -j ACCEPT
      COMMIT
      """;

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-nft", "iptables-legacy", "ip6tables-nft", "ip6tables-legacy");
    Oracle.requireKernel("ipset", "create", "x", "hash:ip");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void whatIsSavedComesBack(Mode mode, @TempDir Path directory) throws IOException {
    int cases = 0;
    try (Tally tally = new Tally("saved, flushed, restored in " + mode + " mode")) {
      for (Rulesets each : Rulesets.of(mode)) {
        // By turns, for what differs between the layouts is where the files are.
        Layout layout = cases++ % 2 == 0 ? Layout.DEBIAN : Layout.REDHAT;
        Path root = Files.createDirectory(directory.resolve(each.name()));
        try (Namespace namespace = Namespace.open()) {
          Host host = new Host(namespace, root, layout, mode);
          Files.createDirectories(host.place().directory());
          comesBack(each, host, tally);
        }
      }
      tally.assertAgreement(6L * cases);
    }
  }

  private static void comesBack(Rulesets rules, Host host, Tally tally) throws IOException {
    String name = rules.name() + ", " + host.layout().word();
    load(rules, host);
    String before = host.saved();
    tally.compare(name + ": save", 0, said(host.save()).exit());
    for (Part part : Part.values()) {
      String modes =
          PosixFilePermissions.toString(Files.getPosixFilePermissions(host.place().file(part)));
      assertThat(modes).isEqualTo("rw-------");
    }
    tally.compare(name + ": flush", 0, said(host.flush()).exit());
    String gone = host.saved();
    assertThat(gone).as("after the flush").doesNotContain("-A ").doesNotContain("create");
    tally.compare(name + ": restore", 0, said(host.restore(null)).exit());
    tally.compare(name + ": restored", before, host.saved());

    // Over others' rules, and sets with other elements.
    host.tool("iptables-restore -n", OTHERS).orThrow("others");
    host.shell("ipset list -n | while read s; do ipset flush $s; done").orThrow("flush");
    tally.compare(name + ": restore over others", 0, said(host.restore(null)).exit());
    String again = host.saved();
    tally.compare(name + ": restored over others", before, withoutOthers(again, before));
    assertThat(host.shell("ipset list -n | grep -c '~'").stdout()).isEqualTo("0\n");
  }

  /** Tables that no file names stay as they were. */
  private static String withoutOthers(String text, String before) {
    if (before.contains("*raw\n:PREROUTING ACCEPT [0:0]\n:OUTPUT")) {
      return text;
    }
    int start = text.indexOf("*raw\n");
    assertThat(start).as("the others' table").isNotNegative();
    int end = text.indexOf("COMMIT\n", start) + "COMMIT\n".length();
    assertThat(text.substring(start, end)).contains("-A OUTPUT -d 9.9.9.9/32 -j ACCEPT");
    return text.substring(0, start) + text.substring(end);
  }

  private static void load(Rulesets rules, Host host) {
    host.namespace()
        .exec(java.util.List.of("ipset", "restore"), rules.sets())
        .orThrow(rules.name());
    host.tool("iptables-restore", rules.ipv4()).orThrow(rules.name());
    host.tool("ip6tables-restore", rules.ipv6()).orThrow(rules.name());
  }

  private static Result said(Result result) {
    if (!result.ok()) {
      System.out.println(result.stderr());
    }
    return result;
  }
}
