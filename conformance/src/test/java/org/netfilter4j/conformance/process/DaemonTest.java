package org.netfilter4j.conformance.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;

/** Commands that a daemon runs for launchers: the same, and by nobody else's rights. */
@Timeout(120)
class DaemonTest {
  /** What the C tools do the same with, word for word. */
  private static final List<String> LINES =
      List.of(
          "iptables-nft -S",
          "iptables-nft -N web",
          "iptables-nft -A web -p tcp -m multiport --dports 80,443 -m comment --comment 'a b' -j"
              + " ACCEPT",
          "iptables-nft -A web -m comment --comment '中文 é' -j RETURN",
          "iptables-nft -A INPUT -m comment --comment '' -j web",
          "iptables-nft -A INPUT -m comment --comment 'two\nlines'",
          "iptables-nft -C web -m comment --comment '中文 é' -j RETURN",
          "iptables-nft -C web -p udp",
          "iptables-nft -N web",
          "iptables-nft -A nowhere -j ACCEPT",
          "iptables-nft -L -n -v -x --line-numbers",
          "iptables-nft -D INPUT 9",
          "iptables-nft -D INPUT 2",
          "iptables-nft-save -t filter | grep -v '^#'",
          "printf '*filter\\n:a - [0:0]\\n-A a -s 10.0.0.1 -j DROP\\nCOMMIT\\n' |"
              + " iptables-nft-restore -n",
          "printf '*filter\\n-A a -s 10.0.0.2 -j DROP\\nCOMMIT\\n' >rules; iptables-nft-restore -n"
              + " rules",
          "printf '*filter\\n-A a -s 10.0.0.300\\nCOMMIT\\n' | iptables-nft-restore -n",
          "mkdir -p d; cd d; echo '*filter' >r; echo COMMIT >>r; iptables-nft-restore -n r",
          "iptables-nft -S a",
          "ip6tables-nft -A INPUT -s 2001:db8::/32 -j DROP",
          "ip6tables-nft -S INPUT",
          "iptables-legacy -A INPUT -p icmp -j ACCEPT",
          "iptables-legacy -S",
          "iptables-legacy-save -c | grep -v '^#'",
          "iptables-nft -S 2>&1 >/dev/null",
          "ipset create s hash:net comment",
          "ipset add s 10.0.0.0/8 comment 'x y'",
          "ipset add s 10.0.0.0/8",
          "ipset list s | grep -v Header",
          "echo 'add s 192.0.2.0/24' | ipset restore",
          "ipset save | grep -v create | sort",
          "ipset test s 10.1.1.1",
          "iptables-nft -A web -m set --match-set s src -j DROP",
          "iptables-nft -S web",
          "conntrack -C",
          "conntrack -L",
          "iptables-nft -S | head -n 1",
          "iptables-nft -F web && iptables-nft -F && iptables-nft -X && ipset destroy s",
          "iptables-nft -S");

  private StandingCopy copy;
  private Namespace namespace;

  @BeforeEach
  void open() throws IOException {
    Oracle.require("iptables-nft", "iptables-legacy", "ipset", "conntrack", "nsenter", "setpriv");
    namespace = Namespace.open();
    copy = new StandingCopy(Files.createDirectory(directory()));
  }

  private Path directory() {
    return namespace.directory().resolve("copy");
  }

  @AfterEach
  void close() {
    if (copy != null) {
      copy.close();
    }
    if (namespace != null) {
      namespace.close();
    }
  }

  @Test
  void answersAsTheToolsDoAndStartsNoJvm() throws IOException {
    copy.stand();
    try (Namespace theirs = Namespace.open()) {
      for (String line : LINES) {
        Result expected = theirs.exec("sh", "-c", "cd " + theirs.directory() + "; " + line);
        assertThat(copy.in(namespace, line)).as(line).isEqualTo(expected);
      }
    }
    assertThat(copy.starts()).isZero();
  }

  /** The launcher's part in other shells than this machine's sh. */
  @Test
  void asksFromOtherShells() throws IOException {
    Oracle.require("bash", "busybox");
    copy.stand();
    Path launcher = directory().resolve("nf4j");
    String script = Files.readString(launcher);
    for (String shell : List.of("/bin/bash", "/bin/bash --posix", "/bin/busybox sh")) {
      Files.writeString(launcher, script.replaceFirst("#!/bin/sh", "#!" + shell));
      copy.in(namespace, "iptables-nft -F");
      copy.in(namespace, "iptables-nft -A INPUT -m comment --comment 'a  b'");
      copy.in(
          namespace, "printf '*filter\\n-A INPUT -j DROP\\nCOMMIT\\n' | iptables-nft-restore -n");
      assertThat(copy.in(namespace, "iptables-nft -S INPUT").stdout())
          .as(shell)
          .isEqualTo("-P INPUT ACCEPT\n-A INPUT -m comment --comment \"a  b\"\n-A INPUT -j DROP\n");
      assertThat(copy.in(namespace, "iptables-nft -A nowhere").exit()).isNotZero();
      assertThat(copy.starts()).as(shell).isZero();
      assertThat(copy.in(namespace, "TZ=UTC+3 iptables-nft -S INPUT").stdout()).contains("DROP");
      assertThat(copy.starts()).as(shell).isEqualTo(1);
    }
  }

  @Test
  void manyAtOnceInSeveralNamespaces() throws IOException {
    copy.stand();
    try (Namespace other = Namespace.open()) {
      // Fewer than there are places, and the launcher finds a free one.
      String script =
          "for i in 1 2 3 4 5 6 7 8 9 10; do (for j in 1 2 3 4 5; do iptables-%1$s -w -A INPUT"
              + " -s 10.%2$d.$i.$j -j ACCEPT || echo bad; done) & done; wait;"
              + " iptables-%1$s -S INPUT | grep -c 10.%2$d.";
      for (String mode : List.of("nft", "legacy")) {
        assertThat(copy.in(namespace, script.formatted(mode, 1)).stdout()).isEqualTo("50\n");
        assertThat(copy.in(other, script.formatted(mode, 2)).stdout()).isEqualTo("50\n");
        assertThat(other.exec("iptables-" + mode, "-S").stdout()).doesNotContain("10.1.");
      }
    }
    assertThat(copy.starts()).isZero();
  }

  /** Who is not as the daemon is has a JVM of his own, with what he may and no more. */
  @Test
  void saysNo() throws IOException {
    copy.stand();
    Result refused =
        copy.in(namespace, "setpriv --bounding-set -net_admin iptables-nft -A INPUT -j DROP");
    assertThat(refused.exit()).as("%s", refused).isEqualTo(4);
    assertThat(copy.starts()).isEqualTo(1);
    assertThat(copy.in(namespace, "setpriv --reuid 65534 iptables-nft -S").exit()).isNotZero();
    copy.starts();
    List<String> others = new ArrayList<>();
    others.add("unshare -m iptables-nft -S");
    others.add("TZ=UTC+3 iptables-nft -S");
    others.add("unshare -U -r iptables-nft -V");
    others.add("unshare -p -f iptables-nft -S");
    others.add("iptables-nft -S <&-");
    others.add("timeout -s KILL 0.1 conntrack -E");
    others.add("NF4J_DAEMON=off iptables-nft -S");
    others.add("NF4J_DAEMON=/nowhere iptables-nft -S");
    for (String line : others) {
      copy.in(namespace, line);
      assertThat(copy.starts()).as(line).isEqualTo(1);
    }
    assertThat(namespace.exec("iptables-nft", "-S").stdout()).doesNotContain("DROP");
    assertThat(copy.in(namespace, "iptables-nft -S >/dev/full").exit()).isZero();
    assertThat(copy.starts()).isZero();
  }

  private Process holdLock() throws IOException, InterruptedException {
    Path held = namespace.directory().resolve("held");
    Process holder =
        new ProcessBuilder(
                "flock",
                namespace.directory().resolve("xtables.lock").toString(),
                "sh",
                "-c",
                "echo >" + held + "; exec sleep 100")
            .start();
    while (!Files.exists(held)) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return holder;
  }

  @Test
  void whoIsKilledWhileItWaitsChangesNothing() throws IOException, InterruptedException {
    copy.stand();
    copy.in(namespace, "iptables-legacy -A INPUT -s 10.0.0.1");
    Process holder = holdLock();
    copy.in(namespace, "timeout -s KILL 0.3 iptables-legacy -w -A INPUT -s 10.0.0.2");
    holder.descendants().forEach(ProcessHandle::destroy);
    holder.waitFor();
    assertThat(copy.in(namespace, "iptables-legacy -w -S INPUT").stdout())
        .isEqualTo("-P INPUT ACCEPT\n-A INPUT -s 10.0.0.1/32\n");
    assertThat(copy.starts()).isZero();
  }

  @Test
  void aRestoreOfWhoIsKilledIsNotCarriedOut() throws IOException, InterruptedException {
    copy.stand();
    copy.in(
        namespace,
        "mkfifo p; (timeout -s KILL 0.3 iptables-nft-restore <p) & exec 3>p;"
            + " printf '*filter\\n-A INPUT -j DROP\\n' >&3; sleep 0.5;"
            + " printf 'COMMIT\\n' >&3; exec 3>&-; wait");
    TimeUnit.MILLISECONDS.sleep(200);
    assertThat(namespace.exec("iptables-nft", "-S").stdout()).doesNotContain("DROP");
    assertThat(copy.starts()).isZero();
  }

  @Test
  void aKilledDaemonLeavesNobodyWaiting() throws IOException, InterruptedException {
    Process daemon = copy.stand();
    Process holder = holdLock();
    ProcessHandle self = daemon.toHandle();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            TimeUnit.MILLISECONDS.sleep(500);
          } catch (InterruptedException e) {
            return;
          }
          self.destroyForcibly();
        });
    Result waiting = copy.in(namespace, "iptables-legacy -w -A INPUT -s 10.0.0.2");
    assertThat(waiting.exit()).isEqualTo(4);
    assertThat(waiting.stderr())
        .isEqualTo(
            "iptables-legacy: the daemon ended before it answered: whether the command was carried"
                + " out is not known\n");
    holder.descendants().forEach(ProcessHandle::destroy);
    holder.waitFor();
    assertThat(copy.in(namespace, "iptables-legacy -w -S INPUT").exit()).isZero();
    assertThat(copy.starts()).isEqualTo(1);
    // What a killed one left keeps nobody from taking its place.
    copy.stand();
    assertThat(copy.in(namespace, "iptables-nft -S").exit()).isZero();
    assertThat(copy.starts()).isZero();
  }

  @Test
  void nobodyFeelsThatItIsStartedAnew() throws IOException, InterruptedException {
    copy.stand();
    Path done = namespace.directory().resolve("done");
    Thread restarts =
        Thread.ofPlatform()
            .start(() -> {
              try {
                while (!Files.exists(done)) {
                  TimeUnit.MILLISECONDS.sleep(300);
                  copy.run("nf4j", "daemon", "stop");
                  copy.stand();
                }
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    Result result =
        copy.in(
            namespace,
            "for j in 1 2 3; do (for i in $(seq 60); do"
                + " iptables-nft -A INPUT -s 10.0.$j.$i || echo bad; done) & done; wait; >done");
    restarts.join();
    assertThat(result).isEqualTo(new Result(0, "", ""));
    assertThat(namespace.exec("iptables-nft", "-S", "INPUT").stdout().lines().distinct())
        .hasSize(1 + 3 * 60);
    assertThat(namespace.exec("iptables-nft", "-S", "INPUT").stdout().lines()).hasSize(1 + 3 * 60);
  }

  @Test
  void oneAtATimeAndItEndsWithItsCopy() throws IOException, InterruptedException {
    assertThat(copy.run("nf4j", "daemon", "status").exit()).isEqualTo(1);
    Process daemon = copy.stand();
    assertThat(copy.run("nf4j", "daemon", "status").stdout())
        .isEqualTo("runs as process " + daemon.pid() + "\n");
    Result second = copy.run("nf4j", "daemon");
    assertThat(second.exit()).isEqualTo(1);
    assertThat(second.stdout()).contains("another one has");
    assertThat(copy.run("nf4j", "daemon", "stop").exit()).isZero();
    assertThat(daemon.waitFor()).isZero();
    assertThat(copy.meeting()).isDirectoryNotContaining("glob:**/{of,requests,reply.*,claim.*}");

    daemon = copy.stand();
    Path jar = Files.readSymbolicLink(copy.jar());
    Files.delete(copy.jar());
    Files.copy(jar, copy.jar());
    assertThat(copy.in(namespace, "iptables-nft -S").exit()).isZero();
    assertThat(copy.starts()).isEqualTo(1);
    assertThat(daemon.waitFor(20, TimeUnit.SECONDS)).isTrue();

    Files.setPosixFilePermissions(
        copy.meeting(), java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    Result open = copy.run("nf4j", "daemon");
    assertThat(open.exit()).isEqualTo(1);
    assertThat(open.stdout()).contains("only its owner may enter");
  }

  @Test
  void rubbishIsNoRequest() throws IOException, InterruptedException {
    copy.stand();
    Path requests = copy.meeting().resolve("requests");
    for (String line : List.of("", "x", "1 2", "1 99 1", "-1 0 0", "999999999 3 1", "1 2 3 4")) {
      Files.writeString(requests, line + "\n");
    }
    for (int i = 0; i < 16; i++) {
      Files.writeString(copy.meeting().resolve("claim." + i), "999999999\n");
    }
    assertThat(copy.in(namespace, "iptables-nft -S").exit()).isZero();
    assertThat(copy.starts()).as("all places were claimed").isEqualTo(1);
    for (int i = 0; i < 100 && Files.exists(copy.meeting().resolve("claim.0")); i++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertThat(copy.in(namespace, "iptables-nft -S").exit()).isZero();
    assertThat(copy.starts()).isZero();
  }
}
