package org.netfilter4j.conformance.persist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.agent.persist.Layout;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.process.OurProgram;
import org.netfilter4j.model.Mode;

/**
 * {@code nf4j persist} where something is missing, full, forbidden or held: one line, an exit code,
 * and the last good files.
 */
@Timeout(120)
class BadDaysTest {
  private static final String RULES =
      "*filter\n:INPUT DROP [0:0]\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n";

  private Namespace namespace;
  private Path root;

  @BeforeAll
  static void judge() {
    Oracle.require(
        "iptables-nft",
        "iptables-legacy",
        "unshare",
        "mount",
        "setpriv",
        "systemd-analyze",
        "flock");
    Oracle.requireKernel("ipset", "create", "x", "hash:ip");
  }

  @BeforeEach
  void open() throws IOException {
    namespace = Namespace.open();
    root = Files.createDirectory(namespace.directory().resolve("root"));
    // Others than root come by here.
    Files.setPosixFilePermissions(
        namespace.directory(), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void close() {
    namespace.close();
  }

  private Host host(Layout layout, Mode mode) throws IOException {
    Host host = new Host(namespace, root, layout, mode);
    Files.createDirectories(host.place().directory());
    return host;
  }

  private List<String> persist(String verb, String... more) {
    List<String> words =
        new ArrayList<>(List.of("nf4j", "persist", verb, "--root", root.toString()));
    words.addAll(List.of(more));
    return OurProgram.get().command(words);
  }

  private Result run(List<String> command) {
    return namespace.exec(command, "");
  }

  private static void assertOneLine(Result result, String... parts) {
    assertThat(result.exit()).as(result.toString()).isEqualTo(1);
    assertThat(result.stderr()).startsWith("nf4j: ").hasLineCount(1).contains(parts);
  }

  private static List<Path> files(Host host) throws IOException {
    try (Stream<Path> files = Files.list(host.place().directory())) {
      return files.sorted().toList();
    }
  }

  @Test
  void aMissingDirectoryIsNotMade() {
    for (String verb : List.of("save", "restore", "status")) {
      Result result = run(persist(verb, "--layout", "debian"));
      assertOneLine(result, root + "/etc/iptables: there is no such directory");
    }
    assertThat(root.resolve("etc")).doesNotExist();
  }

  @Test
  void aFullDiskKeepsTheLastGoodFiles() throws IOException {
    Host host = host(Layout.DEBIAN, Mode.NFT);
    host.tool("iptables-restore", RULES).orThrow("rules");
    StringBuilder sets = new StringBuilder("create big hash:ip\n");
    for (int i = 0; i < 4000; i++) {
      sets.append("add big 10.0.").append(i / 250).append('.').append(i % 250).append('\n');
    }
    namespace.exec(List.of("ipset", "restore"), sets.toString()).orThrow("sets");
    String directory = host.place().directory().toString();
    String script =
        "mount -t tmpfs -o size=32k tmpfs "
            + directory
            + "\necho old > "
            + directory
            + "/rules.v4; chmod 600 "
            + directory
            + "/rules.v4\n"
            + Command.of(persist("save")).script()
            + "; echo exit $?\ncat "
            + directory
            + "/rules.v4\nls -A "
            + directory;
    Result result = run(List.of("unshare", "-m", "sh", "-c", script));
    assertThat(result.stdout()).isEqualTo("exit 1\nold\nrules.v4\n");
    assertThat(result.stderr())
        .isEqualTo("nf4j: " + directory + "/ipsets: No space left on device\n");
  }

  @Test
  void withoutRightsNothingIsDone() throws IOException {
    Host host = host(Layout.DEBIAN, Mode.NFT);
    host.tool("iptables-restore", RULES).orThrow("rules");
    host.save().orThrow("save");
    String before = host.saved();
    String file = Files.readString(host.place().directory().resolve("rules.v4"));
    for (String verb : List.of("save", "restore", "flush")) {
      List<String> command =
          new ArrayList<>(List.of("setpriv", "--reuid", "65534", "--clear-groups", "--"));
      command.addAll(persist(verb));
      Result result = run(command);
      assertThat(result.exit()).as("%s: %s", verb, result).isEqualTo(1);
      assertThat(result.stderr()).doesNotContain("Exception").doesNotContain("\tat ");
      assertThat(result.stderr().lines()).allMatch(line -> line.startsWith("nf4j: "));
      assertThat(result.stderr()).containsAnyOf("denied", "not permitted");
    }
    assertThat(host.saved()).isEqualTo(before);
    assertThat(host.place().directory().resolve("rules.v4")).hasContent(file);
  }

  @Test
  void aDirectoryThatMayNotBeWrittenKeepsItsFiles() throws IOException {
    Host host = host(Layout.DEBIAN, Mode.NFT);
    host.tool("iptables-restore", RULES).orThrow("rules");
    String directory = host.place().directory().toString();
    String script =
        "mount --bind "
            + directory
            + " "
            + directory
            + "; mount -o remount,ro,bind "
            + directory
            + "\nexec "
            + Command.of(persist("save")).script();
    Result result = run(List.of("unshare", "-m", "sh", "-c", script));
    assertOneLine(result, directory + "/ipsets: Read-only file system");
    assertThat(files(host)).isEmpty();
  }

  @Test
  void whatIsNoFileIsNotTouched() throws IOException {
    Host host = host(Layout.REDHAT, Mode.NFT);
    host.tool("iptables-restore", RULES).orThrow("rules");
    Files.createDirectory(host.place().directory().resolve("iptables"));
    assertOneLine(run(persist("save")), "/etc/sysconfig/iptables: Is a directory");
    Result restored = run(persist("restore"));
    assertOneLine(restored, "/etc/sysconfig/iptables: Is a directory");
    assertThat(files(host)).containsExactly(host.place().directory().resolve("iptables"));
  }

  @Test
  void nothingIsNotSavedInThePlaceOfSomething() throws IOException {
    Host host = host(Layout.DEBIAN, Mode.NFT);
    host.tool("iptables-restore", RULES).orThrow("rules");
    run(persist("save")).orThrow("save");
    String good = Files.readString(host.place().directory().resolve("rules.v4"));
    run(persist("flush")).orThrow("flush");
    assertOneLine(run(persist("save")), "/rules.v4 has IPv4 rules and the kernel has none");
    assertThat(host.place().directory().resolve("rules.v4")).hasContent(good);
    run(persist("save", "--force")).orThrow("save --force");
    assertThat(host.place().directory().resolve("rules.v4.previous")).hasContent(good);
    assertThat(host.place().directory().resolve("rules.v4")).content().doesNotContain("-A");
  }

  @Test
  void aLockThatIsNeverReleasedIsWaitedForAsLongAsIsSaid() throws IOException {
    Host host = host(Layout.REDHAT, Mode.LEGACY);
    Files.writeString(host.place().directory().resolve("iptables"), RULES);
    Files.writeString(
        host.place().directory().resolve("iptables-config"), "IPTABLES_RESTORE_WAIT=1\n");
    Path lock = namespace.directory().resolve("xtables.lock");
    Process holder =
        new ProcessBuilder("flock", lock.toString(), "sh", "-c", "echo held; read x")
            .redirectErrorStream(true)
            .start();
    try {
      assertThat(holder.inputReader().readLine()).isEqualTo("held");
      long start = System.nanoTime();
      Result result = run(persist("restore", "--mode", "legacy"));
      assertOneLine(
          result,
          "another program holds the xtables lock; stopped waiting after 1 s",
          "table filter is not restored");
      assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(20);
    } finally {
      holder.destroy();
    }
    run(persist("restore", "--mode", "legacy")).orThrow("restore");
    assertThat(host.saved()).contains("-A INPUT -i lo -j ACCEPT");
  }

  @Test
  void filesTellTheModeThatTheyWereSavedIn() throws IOException {
    Host host = host(Layout.DEBIAN, Mode.LEGACY);
    host.tool("iptables-restore", RULES).orThrow("rules");
    run(persist("save", "--mode", "legacy")).orThrow("save");
    run(persist("flush", "--mode", "legacy")).orThrow("flush");
    assertThat(run(persist("restore")).orThrow("restore").stdout()).contains("1 rule in 1 table");
    assertThat(host.saved()).contains("-A INPUT -i lo -j ACCEPT");
    assertThat(namespace.exec("iptables-nft-save").stdout()).doesNotContain("-A INPUT");
    Result other = run(persist("save", "--mode", "nft", "--force"));
    assertThat(other.stderr())
        .isEqualTo(
            "nf4j: warning: the kernel has 1 rule of legacy mode too, which are not saved with"
                + " these\n");
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void aStopDoesWhatTheOptionsSay(Layout layout) throws IOException {
    Host host = host(layout, Mode.NFT);
    host.tool("iptables-restore", RULES).orThrow("rules");
    namespace.exec("ipset", "create", "s", "hash:ip").orThrow("set");
    run(persist("stop")).orThrow("stop");
    // Red Hat's services flush, and save if they are told; Debian's do neither.
    assertThat(host.saved().contains("-i lo")).isEqualTo(layout == Layout.DEBIAN);
    assertThat(files(host)).isEmpty();

    host.tool("iptables-restore", RULES).orThrow("rules");
    namespace.exec("ipset", "-exist", "create", "s", "hash:ip").orThrow("set");
    switch (layout) {
      case DEBIAN -> {
        Files.createDirectories(root.resolve("etc/default"));
        Files.writeString(root.resolve("etc/default/netfilter-persistent"), "FLUSH_ON_STOP=1\n");
      }
      case REDHAT -> {
        write(
            host, "iptables-config", "IPTABLES_SAVE_ON_STOP=\"yes\"\nIPTABLES_SAVE_COUNTER=yes\n");
        write(host, "ipset-config", "# as it comes\nIPSET_SAVE_ON_STOP=\"yes\"\n");
      }
    }
    run(persist("stop", "--layout", layout.word())).orThrow("stop");
    assertThat(host.saved()).doesNotContain("-A").doesNotContain("create");
    if (layout == Layout.REDHAT) {
      assertThat(host.place().directory().resolve("iptables")).content().contains("[0:0] -A INPUT");
      assertThat(host.place().directory().resolve("ipset")).content().contains("create s hash:ip");
      assertThat(host.place().directory().resolve("ip6tables")).doesNotExist();
    }
  }

  @Test
  void aRestartSavesIfItIsTold() throws IOException {
    Host host = host(Layout.REDHAT, Mode.NFT);
    host.tool("iptables-restore", RULES).orThrow("rules");
    run(persist("save")).orThrow("save");
    host.tool("iptables -A INPUT -s 9.9.9.9", "").orThrow("rule");
    run(persist("restart")).orThrow("restart");
    assertThat(host.saved()).doesNotContain("9.9.9.9").contains("-i lo");
    host.tool("iptables -A INPUT -s 9.9.9.9", "").orThrow("rule");
    write(host, "iptables-config", "IPTABLES_SAVE_ON_RESTART=yes\nIPTABLES_STATUS_VERBOSE=yes\n");
    run(persist("restart")).orThrow("restart");
    assertThat(host.saved()).contains("9.9.9.9");
    assertThat(host.place().directory().resolve("iptables.save")).content().contains("-i lo");
    assertThat(run(persist("status", "--list")).stdout())
        .contains("IPv4 table: filter\nChain INPUT (policy DROP 0 packets, 0 bytes)")
        .contains("num   pkts bytes target");
  }

  private static void write(Host host, String name, String text) throws IOException {
    Files.writeString(host.place().directory().resolve(name), text);
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void systemdTakesTheUnit(Layout layout) throws IOException {
    String program = Files.writeString(root.resolve("a program"), "#!/bin/sh\n").toString();
    assertThat(Path.of(program).toFile().setExecutable(true)).isTrue();
    String[] words = {
      "--layout", layout.word(), "--mode", "legacy", "--fallback", "drop", "--program", program
    };
    String dry = run(persist("install", append(words, "--dry-run"))).orThrow("dry").stdout();
    Path unit = root.resolve("etc/systemd/system/nf4j-persist.service");
    assertThat(unit).doesNotExist();
    run(persist("install", words)).orThrow("install");
    assertThat(unit).content().contains("Before=network-pre.target");
    for (String line : Files.readAllLines(unit)) {
      assertThat(dry).contains(line);
    }
    Result verified = run(List.of("systemd-analyze", "verify", "--man=no", unit.toString()));
    assertThat(verified.stdout() + verified.stderr()).doesNotContain("nf4j-persist");
    assertThat(root.resolve("etc/systemd/system/sysinit.target.wants/nf4j-persist.service"))
        .isSymbolicLink()
        .hasSameTextualContentAs(unit);
    assertThat(run(persist("status", "--layout", layout.word())).stdout())
        .contains("nf4j-persist.service restores them at start");
    Files.createDirectories(root.resolve("etc/systemd/system/multi-user.target.wants"));
    Files.createFile(
        root.resolve("etc/systemd/system/multi-user.target.wants/netfilter-persistent.service"));
    Result twice = run(persist("status", "--layout", layout.word()));
    assertOneLine(twice, "netfilter-persistent.service restores the same files too");
  }

  private static String[] append(String[] words, String more) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add(more);
    return all.toArray(String[]::new);
  }
}
