package org.netfilter4j.conformance.persist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.netfilter4j.agent.persist.Layout;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.OwnProcess;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.model.Mode;

/** A namespace with rules and sets, others to be tried there, and {@code nf4j apply}. */
abstract class TrialRig {
  private static final String OLD_SETS =
      """
      create old hash:net family inet hashsize 1024 maxelem 65536 counters comment
      add old 10.0.0.0/8 packets 3 bytes 180 comment "ours"
      create kept hash:ip family inet hashsize 1024 maxelem 65536
      """;

  private static final String OLD_RULES =
      """
      *filter
      :INPUT DROP [0:0]
      :FORWARD ACCEPT [0:0]
      :OUTPUT ACCEPT [0:0]
      :before - [0:0]
      -A INPUT -i lo -j ACCEPT
      -A INPUT -m set --match-set old src -j before
      -A before -p tcp -m tcp --dport 22 -j ACCEPT
      COMMIT
      *mangle
      -A OUTPUT -p udp -j MARK --set-xmark 0x1/0xffffffff
      COMMIT
      """;

  static final String NEW_SETS =
      """
      create old hash:net family inet hashsize 1024 maxelem 65536 counters comment
      add old 192.168.0.0/16
      create fresh bitmap:port range 0-1023
      add fresh 80
      """;

  static final String NEW_RULES =
      """
      *filter
      :INPUT ACCEPT [0:0]
      :after - [0:0]
      -A INPUT -m set --match-set old src -m set --match-set fresh dst -j after
      -A after -p tcp -m tcp --dport 80 -j ACCEPT
      COMMIT
      *nat
      -A POSTROUTING -o eth0 -j MASQUERADE
      COMMIT
      """;

  private static final String NEW_RULES6 = "*filter\n-A INPUT -p ipv6-icmp -j ACCEPT\nCOMMIT\n";

  Namespace namespace;
  Host host;
  private String before;

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-nft", "iptables-legacy", "ip6tables-nft", "ip6tables-legacy", "tmux");
    Oracle.requireKernel("ipset", "create", "x", "hash:ip");
  }

  @BeforeEach
  void open() {
    namespace = Namespace.open();
  }

  @AfterEach
  void close() throws IOException {
    Path place = place();
    await("the watcher's end", () -> !Files.exists(place));
    Files.deleteIfExists(place.resolveSibling(place.getFileName() + ".last"));
    namespace.close();
  }

  void prepare(Mode mode) {
    host = new Host(namespace, namespace.directory(), Layout.DEBIAN, mode);
    try {
      Files.writeString(file("new.ipset"), NEW_SETS);
      Files.writeString(file("new.v4"), NEW_RULES);
      Files.writeString(file("new.v6"), NEW_RULES6);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    host.tool("ipset restore", OLD_SETS).orThrow("ipset");
    host.tool("iptables-restore", OLD_RULES).orThrow("rules");
    before = host.saved();
  }

  Path file(String name) {
    return namespace.directory().resolve(name);
  }

  Path place() throws IOException {
    Object inode = Files.getAttribute(namespace.file(), "unix:ino");
    return Path.of("/run/nf4j", "trial-" + inode);
  }

  List<String> nf4j(String... words) {
    List<String> line = OwnProcess.words();
    line.addAll(List.of("--mode", host.mode().word()));
    line.addAll(List.of(words));
    return line;
  }

  List<String> apply(String... more) {
    List<String> words = new ArrayList<>(List.of("apply"));
    words.addAll(List.of(more));
    for (String name : List.of("new.v4", "new.v6", "new.ipset")) {
      words.add(file(name).toString());
    }
    return nf4j(words.toArray(String[]::new));
  }

  Result run(List<String> words) {
    return namespace.exec(words, "");
  }

  void assertNewIsThere() {
    String now = host.saved();
    assertThat(now).contains("-A after").contains("MASQUERADE").contains("add fresh 80");
    assertThat(now).contains("add old 192.168.0.0/16").doesNotContain("add old 10.0.0.0/8");
    assertThat(now).contains("-A INPUT -p ipv6-icmp -j ACCEPT").doesNotContain("-A before");
    assertThat(now).as("a table of no file").contains("-A OUTPUT -p udp -j MARK");
  }

  /** Rules, sets, their elements and counters; a table that was not there is empty at most. */
  void assertOldIsBack() {
    assertThat(untouched(host.saved())).isEqualTo(untouched(before));
  }

  /** Without tables that leave every packet alone: legacy mode's stay once they are made. */
  private static String untouched(String text) {
    return text.replaceAll("\\*\\w+\\n(:[A-Z]+ ACCEPT \\[0:0]\\n)*COMMIT\\n", "");
  }

  static void await(String what, BooleanSupplier done) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
    while (!done.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as("waiting for " + what).isNegative();
      pause(50);
    }
  }

  private static void pause(int milliseconds) {
    try {
      TimeUnit.MILLISECONDS.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  boolean isBack() {
    return untouched(host.saved()).equals(untouched(before));
  }
}
