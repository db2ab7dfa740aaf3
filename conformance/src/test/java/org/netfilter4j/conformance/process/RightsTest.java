package org.netfilter4j.conformance.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.Tally;

/**
 * What commands do with few rights: ours and the C tools' are started alike, by setpriv, and must
 * print and leave the same.
 */
@Timeout(300)
class RightsTest {
  private static final String RULES =
      """
      *filter
      :INPUT ACCEPT [0:0]
      :FORWARD DROP [0:0]
      :OUTPUT ACCEPT [0:0]
      :web - [0:0]
      -A INPUT -p tcp -m tcp --dport 80 -j web
      -A web -j ACCEPT
      COMMIT
      """;

  /** Both modes' programs, with each operation that asks the kernel in its own way. */
  private static final List<String> TABLES =
      List.of(
          "iptables-MODE -S",
          "iptables-MODE -L -n -v",
          "iptables-MODE -A FORWARD -p tcp -m tcp --dport 80 -j ACCEPT",
          "iptables-MODE -A OUTPUT -m conntrack --ctstate NEW -j LOG",
          "iptables-MODE -A INPUT -m set --match-set known src -j DROP",
          "iptables-MODE -C INPUT -p udp",
          "iptables-MODE -N x",
          "iptables-MODE -t nat -S",
          "iptables-MODE -A INPUT --bogus",
          "iptables-MODE -V",
          "ip6tables-MODE -P FORWARD DROP",
          "ip6tables-MODE -S",
          "iptables-MODE-restore",
          "iptables-MODE-restore -t",
          "ip6tables-MODE-save",
          "iptables-MODE-save -t raw",
          "iptables-MODE-save -t filter");

  private static final List<String> OTHERS =
      List.of(
          "ipset list",
          "ipset create more hash:net",
          "ipset add known 10.0.0.1",
          "ipset test known 10.0.0.2",
          "ipset save",
          "ipset destroy known",
          "ipset restore",
          "ipset version",
          "conntrack -L",
          "conntrack -L expect",
          "conntrack -C",
          "conntrack -F",
          "conntrack -I -p udp -s 10.0.0.1 -d 10.0.0.2 --sport 1 --dport 2 -t 60",
          "conntrack -D -p udp -s 10.0.0.9",
          "conntrack -V");

  /** What would not end by itself with the right to it. */
  private static final List<String> WATCHING = List.of("conntrack -E", "conntrack -E expect");

  private Namespace theirs;
  private Namespace ours;
  private Path locks;

  @BeforeEach
  void open() throws IOException {
    Oracle.require("iptables-nft", "iptables-legacy", "ipset", "conntrack", "setpriv", "unshare");
    theirs = Namespace.open();
    ours = Namespace.open();
    locks =
        Files.createTempDirectory(
            theirs.directory(),
            "locks",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxrwxrwx")));
    Files.setPosixFilePermissions(locks, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.setPosixFilePermissions(theirs.directory(), PosixFilePermissions.fromString("rwxr-xr-x"));
    for (Namespace namespace : List.of(theirs, ours)) {
      for (String line :
          List.of(
              "ipset create known hash:ip",
              "ipset add known 10.0.0.2",
              "iptables-nft -A INPUT -p udp",
              "iptables-legacy -A INPUT -p udp",
              "conntrack -I -p udp -s 10.0.0.9 -d 10.0.0.2 --sport 1 --dport 2 -t 600")) {
        namespace.exec(line.split(" ")).orThrow(line);
      }
    }
  }

  @AfterEach
  void close() {
    if (theirs != null) {
      theirs.close();
    }
    if (ours != null) {
      ours.close();
    }
  }

  private static List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (String mode : List.of("nft", "legacy")) {
      for (String line : TABLES) {
        lines.add(line.replace("MODE", mode));
      }
    }
    lines.addAll(OTHERS);
    return lines;
  }

  private void compare(String name, List<String> confined, List<String> lines) {
    try (Tally tally = new Tally("rights: " + name)) {
      for (String line : lines) {
        compare(tally, name, confined, line);
      }
      for (String line : List.of("nft list ruleset", "iptables-legacy-save", "ipset save")) {
        tally.compare(
            name + ": " + line + " afterwards",
            normal(line, theirs.exec(line.split(" "))),
            normal(line, ours.exec(line.split(" "))));
      }
      tally.assertAgreement(lines.size());
    }
  }

  private void compare(Tally tally, String name, List<String> confined, String line) {
    List<String> words = Command.words(line);
    String stdin =
        line.startsWith("ipset")
            ? "create other hash:ip\nadd other 10.0.0.1\n"
            : line.contains("-restore") ? RULES : "";
    List<String> command = new ArrayList<>(confined);
    command.addAll(words);
    Result judge = theirs.exec(command, stdin);
    command = new ArrayList<>(confined);
    command.addAll(OurProgram.get().command(words));
    Result result = ours.exec(command, stdin);
    tally.compare(name + ": " + line, normal(line, judge), normal(line, result));
  }

  /** Without what holds the time, or is of the kernel's choice. */
  private static String normal(String line, Result result) {
    List<String> lines = new ArrayList<>();
    // The C tool prints, after the error, a number that it never got.
    if (!line.equals("conntrack -C") || result.ok()) {
      for (String each : result.stdout().lines().toList()) {
        if (!each.startsWith("# Generated by ") && !each.startsWith("# Completed on ")) {
          lines.add(
              each.replaceAll("initval 0x[0-9a-f]+", "initval")
                  .replaceAll("^(udp +17) [0-9]+", "$1 TIME"));
        }
      }
    }
    if (line.startsWith("ipset")) {
      lines.sort(null);
    }
    String errors = result.stderr();
    if (line.contains("--match-set")) {
      // Ours looks for the set first, and stops there.
      errors = errors.replaceAll("set: Could not determine whether revision .*\n", "");
    }
    return String.join("\n", lines) + "\n" + errors + "exit " + result.exit();
  }

  private List<String> confined(String name, boolean root, String... capabilities) {
    List<String> words = new ArrayList<>();
    words.add("env");
    words.add("XTABLES_LOCKFILE=" + locks.resolve(name.replace(' ', '-')));
    words.add("setpriv");
    words.add("--no-new-privs");
    StringBuilder set = new StringBuilder("-all");
    for (String capability : capabilities) {
      set.append(",+").append(capability);
    }
    words.add("--bounding-set=" + set);
    words.add("--inh-caps=" + set);
    if (!root) {
      words.add("--ambient-caps=" + set);
      words.addAll(List.of("--reuid=65534", "--regid=65534", "--clear-groups"));
    }
    return words;
  }

  /** Each third, for rights that say little that others do not. */
  private static List<String> some(int first) {
    List<String> lines = lines();
    List<String> some = new ArrayList<>();
    for (int i = first; i < lines.size(); i += 3) {
      some.add(lines.get(i));
    }
    return some;
  }

  @Test
  void rootWithoutCapabilities() {
    List<String> lines = lines();
    lines.addAll(WATCHING);
    compare("root without", confined("root without", true), lines);
  }

  @Test
  void anotherUserWithoutCapabilities() {
    compare("another without", confined("another without", false), some(0));
  }

  @Test
  void rootWithNetAdminAlone() {
    compare("root with net_admin", confined("root with net_admin", true, "net_admin"), some(1));
  }

  @Test
  void anotherUserWithNetAdminAlone() {
    compare("another with net_admin", confined("another", false, "net_admin"), some(2));
  }

  @Test
  void anotherUserWithNetRawAlone() {
    compare("another with net_raw", confined("another", false, "net_raw"), some(2));
  }

  @Test
  void anotherUserWithNetAdminAndNetRaw() {
    compare("another with both", confined("another", false, "net_admin", "net_raw"), lines());
  }

  /** Where the lock's file can't be made, as in a container whose files are read-only. */
  @Test
  void readOnlyRun() {
    String script = "mount -t tmpfs -o ro none /run && unset XTABLES_LOCKFILE && exec \"$@\"";
    List<String> confined = List.of("unshare", "--mount", "sh", "-c", script, "sh");
    compare("read-only /run", confined, some(0));
  }

  /** Where the lock's file is another's. */
  @Test
  void aLockOfAnotherUser() throws IOException {
    Files.createFile(
        locks.resolve("closed"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    compare(
        "lock of root's",
        confined("closed", false, "net_admin", "net_raw"),
        List.of(
            "iptables-legacy -S",
            "iptables-legacy -w 1 -A INPUT",
            "iptables-legacy-restore",
            "iptables-legacy-save",
            "iptables-nft -A INPUT"));
  }
}
