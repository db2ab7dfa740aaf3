package org.netfilter4j.conformance.persist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.netfilter4j.agent.persist.Layout;
import org.netfilter4j.agent.persist.Part;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.OwnProcess;
import org.netfilter4j.model.Mode;

/**
 * Saves that are killed at any moment leave each file as it was or as it was to be, and what was
 * kept of it too. A process saves into several roots at once, so that one kill meets several saves,
 * each somewhere else.
 */
@Timeout(120)
class KilledSaveTest {
  private static final int PROCESSES = 25;
  private static final int ROOTS = 8;
  private static final int RULES = 20;

  /** Most of the time goes into writing where there is little to understand of what is read. */
  private static final int ELEMENTS = 3000;

  private static final long SEED = 20_261_123;

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-nft", "ip6tables-nft");
    Oracle.requireKernel("ipset", "create", "x", "hash:ip");
  }

  private static String rules(char which) {
    StringBuilder text = new StringBuilder("*filter\n:" + which + " - [0:0]\n");
    for (int i = 0; i < RULES; i++) {
      text.append("-A ").append(which).append(" -m mark --mark ").append(i + 1).append('\n');
    }
    return text.append("COMMIT\n").toString();
  }

  private static void fill(Namespace namespace, char which) {
    StringBuilder sets = new StringBuilder("create " + which + " hash:ip\n");
    for (int i = 0; i < ELEMENTS; i++) {
      sets.append("add ").append(which).append(" 10.0.").append(i / 200).append('.');
      sets.append(i % 200).append('\n');
    }
    for (String program : List.of("iptables-nft-restore", "ip6tables-nft-restore")) {
      namespace.shell().run(Command.of(program).stdin(rules(which))).orThrow(program);
    }
    namespace.shell().run(Command.of("ipset", "restore").stdin(sets.toString())).orThrow("ipset");
  }

  @Test
  void aFileIsTheOldOrTheNew() throws IOException, InterruptedException {
    Random random = new Random(SEED);
    try (Namespace one = Namespace.open();
        Namespace other = Namespace.open()) {
      fill(one, 'a');
      fill(other, 'b');
      List<Host> hosts = new ArrayList<>();
      for (int i = 0; i < ROOTS; i++) {
        Path root = Files.createDirectory(one.directory().resolve("root" + i));
        Host host = new Host(one, root, Layout.DEBIAN, Mode.NFT);
        Files.createDirectories(host.place().directory());
        hosts.add(host);
      }
      Map<Part, List<String>> whole = new HashMap<>();
      for (Part part : Part.values()) {
        whole.put(part, new ArrayList<>());
      }
      for (Namespace namespace : List.of(one, other)) {
        Host host = new Host(namespace, hosts.getFirst().root(), Layout.DEBIAN, Mode.NFT);
        host.save().orThrow("save");
        whole.forEach((part, texts) -> texts.add(text(host.place().file(part))));
      }
      int halfWay = 0;
      int apart = 0;
      int killed = 0;
      // On, where none met a file that was being written.
      while (killed < PROCESSES || (halfWay == 0 && killed < 3 * PROCESSES)) {
        killed++;
        kill(start(one, other, hosts), random.nextInt(40));
        for (Host host : hosts) {
          apart += check(host, whole);
          halfWay += hidden(host).size();
        }
      }
      System.out.printf(
          Locale.ROOT,
          "%d saves killed: %d files half written, which nobody sees; in %d the files were of two"
              + " saves%n",
          killed * ROOTS,
          halfWay,
          apart);
      assertThat(halfWay).as("files that were being written").isPositive();
      for (Host host : hosts) {
        host.save().orThrow("the next save");
        assertThat(hidden(host)).isEmpty();
      }
    }
  }

  /** Gives 1 where the three files are not of one save. */
  private static int check(Host host, Map<Part, List<String>> whole) {
    int kinds = 0;
    for (Part part : Part.values()) {
      List<String> texts = whole.getOrDefault(part, List.of());
      int which = texts.indexOf(text(host.place().file(part)));
      assertThat(which).as("%s", host.place().file(part)).isNotNegative();
      kinds |= 1 << which;
      Path previous = host.place().previous(part);
      if (Files.exists(previous)) {
        assertThat(texts.indexOf(text(previous))).as("%s", previous).isNotNegative();
      }
    }
    return kinds == 3 ? 1 : 0;
  }

  private static List<Path> hidden(Host host) throws IOException {
    try (Stream<Path> files = Files.list(host.place().directory())) {
      return files.filter(f -> String.valueOf(f.getFileName()).startsWith(".")).toList();
    }
  }

  private static String text(Path file) {
    try {
      return Host.plain(Files.readString(file));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Process start(Namespace one, Namespace other, List<Host> hosts)
      throws IOException {
    List<String> command = OwnProcess.words(SaveLoop.class);
    command.add(one.file().toString());
    command.add(other.file().toString());
    hosts.forEach(host -> command.add(host.root().toString()));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static void kill(Process process, int milliseconds)
      throws IOException, InterruptedException {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(out.readLine()).isEqualTo("begun");
      TimeUnit.MILLISECONDS.sleep(milliseconds);
      process.destroyForcibly();
      process.waitFor();
    }
  }
}
