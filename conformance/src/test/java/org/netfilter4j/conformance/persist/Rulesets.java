package org.netfilter4j.conformance.persist;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.netfilter4j.conformance.Examples;
import org.netfilter4j.model.Mode;

/**
 * Rules and sets of one machine.
 *
 * @param sets as {@code ipset save} prints them
 * @param ipv4 as {@code iptables-save} does
 * @param ipv6 as {@code ip6tables-save} does
 */
record Rulesets(String name, String sets, String ipv4, String ipv6) {
  private static final List<String> CLIENTS = List.of("ufw", "firewalld", "cni", "docker");

  /** The repository's examples, and what real clients made in a mode. */
  static List<Rulesets> of(Mode mode) {
    List<Rulesets> all = new ArrayList<>();
    for (Path file : examples()) {
      String name = String.valueOf(file.getFileName()).replace(".v4", "");
      all.add(new Rulesets(name, read(file.resolveSibling(name + ".ipset")), read(file), ""));
    }
    for (String client : CLIENTS) {
      all.add(
          new Rulesets(
              client,
              "",
              resource(client + "-" + mode.word() + ".v4"),
              resource(client + "-" + mode.word() + ".v6")));
    }
    all.add(new Rulesets("sets", manySets(), NAMING, NAMING.replace("four", "six")));
    return all;
  }

  private static final String NAMING =
      """
      *filter
      -A INPUT -m set --match-set four src,dst -m set --match-set all src -j DROP
      -A FORWARD -j SET --add-set ports dst
      COMMIT
      """;

  /** Sets of many kinds, with so many elements that their hashes grow. */
  private static String manySets() {
    StringBuilder text =
        new StringBuilder(
            """
            create four hash:net,iface family inet counters comment
            add four 10.0.0.0/8,eth0 packets 7 bytes 700 comment "a b, c"
            add four 10.1.0.0/16,physdev:eth1 nomatch
            create six hash:net,port family inet6
            add six 2001:db8::/64,tcp:443
            add six 2001:db8:1::/64,icmpv6:128/0
            create ports bitmap:port range 0-1023
            add ports 22
            create macs bitmap:ip,mac range 10.0.0.0/24
            add macs 10.0.0.7,00:11:22:33:44:55
            create marks hash:ip skbinfo
            add marks 10.0.0.1 skbmark 0x1/0xff skbprio 1:2 skbqueue 3
            create nets hash:net forceadd
            create all list:set size 8
            add all four
            add all six
            """);
    text.append("create many hash:ip\n");
    for (int i = 0; i < 3000; i++) {
      text.append("add many 10.").append(i % 7).append('.').append(i / 250).append('.');
      text.append(i % 250).append('\n');
    }
    return text.toString();
  }

  private static List<Path> examples() {
    try (Stream<Path> files = Files.list(Examples.DIRECTORY.resolve("rules"))) {
      return files.filter(file -> file.toString().endsWith(".v4")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String resource(String name) {
    String path = "/org/netfilter4j/conformance/real/" + name;
    try (InputStream file = Rulesets.class.getResourceAsStream(path)) {
      if (file == null) {
        throw new IllegalStateException("no " + path);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
