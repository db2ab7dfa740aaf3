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
    return all;
  }

  private static List<Path> examples() {
    // Surefire runs in the module's folder, beside which the examples are.
    Path rules =
        Path.of(System.getProperty("basedir", ""))
            .toAbsolutePath()
            .resolveSibling("examples")
            .resolve("rules");
    try (Stream<Path> files = Files.list(rules)) {
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
