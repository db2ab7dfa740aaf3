package org.netfilter4j.conformance.ipset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.command.ipset.IpsetTranslate;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.Tally;

/** Files of generated command lines, given to {@code ipset-translate restore}. */
class IpsetTranslateTest {
  private static final int FILES = 150;
  private static final int LENGTH = 40;
  private static final long SEED = Long.getLong("nf4j.seed", 7);
  private static final SystemNames NAMES = SystemNames.ofMachine();

  @BeforeAll
  static void judge() {
    Oracle.require("ipset-translate");
    Oracle.requireKernel("ipset", "create", "x", "hash:ip", "netmask", "24");
  }

  private static Result ours(List<String> words, String stdin) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit =
        IpsetTranslate.run(
            words,
            NAMES,
            new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, false, StandardCharsets.UTF_8));
    return new Result(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /**
   * Of a sequence the lines that the tool translates as it should. It forgets no set, knows the
   * first of those that have the same name, and ends in silence at an element of a set that it does
   * not know, or whose creation it has left out; it makes sets of no type, and forgets bitmasks,
   * nomatch, that a port is a bridge's, that a name is the beginning of names; a second address has
   * the end of the first one's range.
   */
  private static List<List<String>> translated(List<List<String>> lines) {
    Set<String> created = new HashSet<>();
    Set<String> known = new HashSet<>();
    List<List<String>> taken = new ArrayList<>();
    for (List<String> line : lines) {
      String verb = line.getFirst();
      String text = String.join(" ", line);
      boolean creates = verb.equals("create");
      String name = line.size() > 1 ? line.get(1) : "";
      boolean odd =
          verb.startsWith("-")
              || text.matches(
                  ".*(\"|\\$| $|  |wildcard|nomatch|physdev:|bitmask|list:set|-o |-q |netmask).*")
              || text.matches(".* [^ ]*[0-9a-f]-[0-9a-f][^ ]*,.*")
              || text.matches(".*,[^ ]*[0-9a-f]-[0-9].*")
              || line.contains("")
              || name.startsWith("-")
              || creates == created.contains(name)
              || !creates && !known.contains(name);
      if (odd || !Set.of("create", "add", "del", "test", "flush", "destroy").contains(verb)) {
        continue;
      }
      taken.add(line);
      Result result = ours(List.of("restore"), text(taken));
      if (!result.ok()) {
        taken.removeLast();
        continue;
      }
      if (creates) {
        created.add(name);
        String last = result.stdout().lines().toList().getLast();
        if (last.startsWith("add set ")) {
          known.add(name);
        }
      }
    }
    return taken;
  }

  private static String text(List<List<String>> lines) {
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      for (int i = 0; i < line.size(); i++) {
        String word = line.get(i);
        text.append(i == 0 ? "" : " ").append(word.indexOf(' ') < 0 ? word : '"' + word + '"');
      }
      text.append('\n');
    }
    return text.toString();
  }

  @Test
  void generatedFiles() {
    SplittableRandom random = new SplittableRandom(SEED);
    CommandGenerator generator = new CommandGenerator(random, KernelTypes.find());
    int translated = 0;
    try (Namespace namespace = Namespace.open();
        Tally tally = new Tally("ipset-translate of generated files")) {
      List<String> texts = new ArrayList<>();
      List<Command> script = new ArrayList<>();
      for (int i = 0; i < FILES; i++) {
        String text = text(translated(generator.sequence(LENGTH)));
        texts.add(text);
        script.add(Command.line("ipset-translate restore").stdin(text));
      }
      List<Result> judged = namespace.shell().runAll(script);
      for (int i = 0; i < FILES; i++) {
        Result mine = ours(List.of("restore"), texts.get(i));
        translated += (int) mine.stdout().lines().count();
        tally.compare(
            texts.get(i),
            judged.get(i).exit() + "\n" + judged.get(i).stdout(),
            mine.exit() + "\n" + mine.stdout());
      }
      tally.assertAgreement(FILES);
    }
    assertThat(translated).isGreaterThan(FILES * 5);
  }

  /** What ends a translation, and words that are no translation at all. */
  @Test
  void linesThatEndIt() {
    List<String> files =
        List.of(
            "rename x y\ncreate x hash:ip\n",
            "swap x y\n",
            "  save x\n",
            "save",
            "quit\ncreate x hash:ip\n",
            "version\n",
            "create x hash:foo\n",
            "create x\n",
            "\"\"\n",
            "create x hash:ip\nadd x 1.2.3.4.5\n",
            "create x hash:ip\nflush\nflush x\nlist\nlist x\ndestroy x\n",
            "create x hash:ip netmask 32\nadd x 1.2.3.4\n",
            "create x hash:ip netmask 24 maxelem 9 counters\nadd x 1.2.3.4 packets 1 bytes 2\n",
            "create x hash:ip skbinfo\n",
            "\n # a\nCOMMIT\ncreate x hash:ip timeout 0 comment\nadd x 1.1.1.1 comment \"a b\"");
    try (Namespace namespace = Namespace.open();
        Tally tally = new Tally("ipset-translate: ends")) {
      for (String file : files) {
        Result theirs = namespace.shell().run(Command.line("ipset-translate restore").stdin(file));
        tally.compare(file, theirs, ours(List.of("restore"), file));
      }
      for (String words :
          List.of("list", "", "restore x", "-f /nowhere/f restore", "version", "frobnicate")) {
        List<String> each = words.isEmpty() ? List.of() : List.of(words.split(" "));
        Result theirs = namespace.shell().run(Command.line("ipset-translate " + words));
        tally.compare(words, theirs, ours(each, ""));
      }
      tally.assertAgreement(20);
    }
  }

  /** A line that nft has no words for is a remark, and so are all lines of such a set. */
  @Test
  void whatHasNoWordsIsLeftOut() {
    String file =
        """
        create l list:set
        add l x
        create b hash:ip bitmask 255.255.0.0
        add b 1.1.1.1
        flush b
        create n hash:net,iface
        add n 10.0.0.0/8,physdev:eth0
        add n 10.0.0.0/8,eth wildcard
        add n 10.0.0.0/9,eth0 nomatch
        create t hash:net,net
        add t 10.0.0.0-10.0.0.9,1.1.1.0-1.1.1.7
        """;
    Result result = ours(List.of("restore"), file);
    assertThat(result.exit()).isZero();
    assertThat(result.stdout())
        .isEqualTo(
            """
            add table inet global
            # create l list:set
            # add l x
            # create b hash:ip bitmask 255.255.0.0
            # add b 1.1.1.1
            # flush b
            add set inet global n { type ipv4_addr . ifname; flags interval; }
            # add n 10.0.0.0/8,physdev:eth0
            # add n 10.0.0.0/8,eth wildcard
            # add n 10.0.0.0/9,eth0 nomatch
            add set inet global t { type ipv4_addr . ipv4_addr; flags interval; }
            add element inet global t { 10.0.0.0-10.0.0.9 . 1.1.1.0-1.1.1.7 }
            """);
    Result unknown = ours(List.of("restore"), "create x hash:ip\nadd y 1.1.1.1\n");
    assertThat(unknown.exit()).isEqualTo(1);
    assertThat(unknown.stderr())
        .isEqualTo("ipset v7.17: Error in line 2: The set with the given name does not exist\n");
  }
}
