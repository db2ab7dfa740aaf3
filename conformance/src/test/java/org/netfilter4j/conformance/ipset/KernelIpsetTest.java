package org.netfilter4j.conformance.ipset;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.OwnProcess;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.linux.KernelIpset;
import org.netfilter4j.linux.NetworkNamespace;

/** Our ipset and the C tool, both on the kernel: each in a namespace, and both in a third. */
class KernelIpsetTest {
  private static final int SEQUENCES = Integer.getInteger("nf4j.pairs", 60);
  private static final int LENGTH = 22;
  private static final int FILES = Integer.getInteger("nf4j.pairs", 60);
  private static final SystemNames NAMES = SystemNames.ofMachine();

  @BeforeAll
  static void judge() {
    Oracle.requireKernel("ipset", "create", "x", "hash:ip", "netmask", "24");
  }

  private static SplittableRandom random() {
    return new SplittableRandom(Long.getLong("nf4j.seed", 20261123));
  }

  /** Runs our command on the kernel. */
  static Result ours(Namespace namespace, List<String> words, String stdin) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit =
        KernelIpset.run(
            words,
            NetworkNamespace.of(namespace.file()),
            NAMES,
            new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, false, StandardCharsets.UTF_8));
    return new Result(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static Command tool(List<String> words) {
    return Command.of(IpsetCommandTest.with(List.of("ipset"), words));
  }

  private static final Command CLEAR = Command.script("ipset flush; ipset destroy");

  @Test
  void commandsDoWhatTheToolDoes() {
    SplittableRandom random = random();
    CommandGenerator generator = new CommandGenerator(random, KernelTypes.find());
    try (Namespace judge = Namespace.open();
        Namespace own = Namespace.open();
        Namespace shared = Namespace.open();
        Tally commands = new Tally("ipset on the kernel: exit code and answer");
        Tally messages = new Tally("ipset on the kernel: messages");
        Tally listings = new Tally("ipset on the kernel: what the two list")) {
      for (int i = 0; i < SEQUENCES; i++) {
        List<List<String>> lines = generator.sequence(LENGTH);
        List<List<String>> looks =
            List.of(
                List.of("save"),
                List.of("list"),
                List.of("-o", "xml", "list"),
                List.of("-n", "list"),
                List.of("-t", "list"),
                List.of("list", "-s"),
                List.of("-s", "save"),
                generator.look(),
                generator.look());
        List<Command> script = new ArrayList<>(lines.stream().map(KernelIpsetTest::tool).toList());
        List<Result> judged = judge.shell().runAll(script);
        StringBuilder story = new StringBuilder();
        boolean agree = true;
        for (int j = 0; j < lines.size() && agree; j++) {
          List<String> line = lines.get(j);
          story.append("\n    ipset ").append(String.join(" ", line));
          Result mine = ours(own, line, "");
          Result its = judged.get(j);
          if (its.exit() == IpsetCommandTest.CRASH) {
            commands.compare(story, true, mine.exit() != 0);
          } else {
            agree =
                commands.compare(
                    story, IpsetCommandTest.answer(line, its), IpsetCommandTest.answer(line, mine));
          }
          String said = IpsetCommandTest.message(its.stderr());
          if (!ToolBugs.isMisleading(said, mine.stderr())) {
            messages.compare(story, said, IpsetCommandTest.message(mine.stderr()));
          }
          if (random.nextBoolean()) {
            ours(shared, line, "");
          } else {
            shared.shell().run(tool(line));
          }
        }
        if (agree) {
          look(looks, story.toString(), judge, own, shared, listings);
        }
        for (Namespace namespace : List.of(judge, own, shared)) {
          namespace.shell().run(CLEAR);
        }
      }
      commands.assertAgreement(SEQUENCES * LENGTH);
      messages.assertAgreement(SEQUENCES * LENGTH / 2);
      listings.assertAgreement(12 * SEQUENCES);
    }
  }

  private static void look(
      List<List<String>> looks,
      String story,
      Namespace judge,
      Namespace own,
      Namespace shared,
      Tally listings) {
    List<Command> script = new ArrayList<>();
    looks.forEach(words -> script.add(Command.script(ToolBugs.unlessTooMuch(words))));
    List<Result> ofIts = judge.shell().runAll(script);
    List<Result> ofOurs = own.shell().runAll(script);
    List<Result> ofBoth = shared.shell().runAll(script);
    for (int j = 0; j < looks.size(); j++) {
      if (ofIts.get(j).exit() == ToolBugs.TOO_MUCH) {
        continue;
      }
      String name = looks.get(j) + " after" + story;
      String expected = IpsetCommandTest.withoutTimes(ofIts.get(j).stdout());
      listings.compare(
          name + "\n  made by ours, listed by the tool",
          expected,
          IpsetCommandTest.withoutTimes(ofOurs.get(j).stdout()));
      listings.compare(
          name + "\n  made by both, listed by the tool",
          expected,
          IpsetCommandTest.withoutTimes(ofBoth.get(j).stdout()));
      listings.compare(
          name + "\n  made by the tool, listed by ours",
          expected,
          IpsetCommandTest.withoutTimes(ours(judge, looks.get(j), "").stdout()));
    }
  }

  /** As a program of its own, through the command line of netfilter4j. */
  private static Result program(Namespace namespace, boolean allowed, String words, String stdin) {
    List<String> line = new ArrayList<>();
    if (!allowed) {
      line.addAll(List.of("setpriv", "--bounding-set=-net_admin", "--inh-caps=-net_admin"));
    }
    line.addAll(OwnProcess.words());
    line.addAll(List.of(words.split(" ")));
    return namespace.exec(line, stdin);
  }

  @Test
  void withoutRightsItSaysWhatTheToolSays() {
    try (Namespace namespace = Namespace.open();
        Tally tally = new Tally("ipset on the kernel, without CAP_NET_ADMIN and with it")) {
      for (String words :
          List.of(
              "ipset list",
              "ipset -V",
              "ipset create a hash:ip",
              "ipset create a hash:ip bogus",
              "ipset create a hash:nothing",
              "ipset add a 1.1.1.1",
              "ipset -q list",
              "ipset restore",
              "ipset frobnicate")) {
        for (boolean allowed : new boolean[] {false, true}) {
          String file = words.endsWith("restore") ? "create r hash:ip\n" : "";
          List<String> tool = new ArrayList<>();
          if (!allowed) {
            tool.addAll(List.of("setpriv", "--bounding-set=-net_admin", "--inh-caps=-net_admin"));
          }
          tool.addAll(List.of(words.split(" ")));
          Result its = namespace.exec(tool, file);
          namespace.shell().run(CLEAR);
          Result mine = program(namespace, allowed, words, file);
          namespace.shell().run(CLEAR);
          tally.compare(words + ", allowed: " + allowed, its, mine);
        }
      }
      tally.assertAgreement(18);
    }
  }

  @Test
  void filesLeaveWhatTheToolLeaves() {
    SplittableRandom random = random();
    CommandGenerator generator = new CommandGenerator(random, KernelTypes.find());
    try (Namespace judge = Namespace.open();
        Namespace own = Namespace.open();
        Tally tally = new Tally("ipset restore on the kernel: exit code, message, what is left")) {
      for (int i = 0; i < FILES; i++) {
        String file = i % 3 == 0 ? file(generator.sequence(30)) : manyElements(random);
        List<String> words = random.nextInt(3) == 0 ? List.of("-!", "restore") : List.of("restore");
        Result its = judge.shell().run(tool(words).stdin(file));
        Result mine = ours(own, words, file);
        String save = "ipset save";
        // After a warning the tool reads no further.
        if (!its.stderr().contains("Warning: ") && its.exit() != IpsetCommandTest.CRASH) {
          String name = file.length() < 3000 ? file : file.substring(0, 100) + "... (" + i + ")";
          tally.compare(name, its.exit(), mine.exit());
          if (!ToolBugs.isMisleading(IpsetCommandTest.message(its.stderr()), mine.stderr())) {
            tally.compare(name, said(its, its), said(mine, its));
          }
          tally.compare(
              name + "leaves",
              IpsetCommandTest.withoutTimes(judge.shell().run(Command.script(save)).stdout()),
              IpsetCommandTest.withoutTimes(own.shell().run(Command.script(save)).stdout()));
        }
        judge.shell().run(CLEAR);
        own.shell().run(CLEAR);
      }
      tally.assertAgreement(FILES);
    }
  }

  @Test
  void aPersonIsAnsweredAsByTheTool() {
    SplittableRandom random = random();
    CommandGenerator generator = new CommandGenerator(random, KernelTypes.find());
    try (Namespace judge = Namespace.open();
        Namespace own = Namespace.open();
        Tally tally = new Tally("ipset - on the kernel")) {
      for (int i = 0; i < FILES; i++) {
        List<List<String>> lines = IpsetFilesTest.taken(generator.sequence(2 * LENGTH));
        lines.add(random.nextInt(lines.size() + 1), List.of("list", "-t"));
        lines.add(List.of("save"));
        if (random.nextInt(4) == 0) {
          lines.add(random.nextInt(lines.size()), List.of(random.nextBoolean() ? "quit" : "rest"));
        }
        String text = IpsetFilesTest.file(lines, random);
        Result its = judge.shell().run(Command.line("ipset -").stdin(text));
        Result mine = ours(own, List.of("-"), text);
        judge.shell().run(CLEAR);
        own.shell().run(CLEAR);
        if (its.stderr().contains(ToolBugs.LOST_COUNT)) {
          continue;
        }
        tally.compare(text, its.exit(), mine.exit());
        tally.compare(
            text,
            IpsetCommandTest.withoutTimes(its.stdout()),
            IpsetCommandTest.withoutTimes(mine.stdout()));
      }
      tally.assertAgreement(FILES);
    }
  }

  /**
   * What is said, with the line's number only where the tool has one: of a mistake in words it has
   * none, and where it says several things it is before the first of them.
   */
  private static String said(Result of, Result its) {
    String text = IpsetCommandTest.message(of.stderr());
    return IpsetCommandTest.message(its.stderr()).startsWith("Error in line ")
        ? text
        : text.replaceFirst("^Error in line [0-9]+: ", "").replaceFirst("^Syntax error: ", "");
  }

  /** Lines without those after which the tool does not do what it says, see package-info. */
  private static String file(List<List<String>> lines) {
    StringBuilder file = new StringBuilder();
    for (List<String> line : lines) {
      boolean exist = line.contains("-!") || line.contains("-exist") || line.contains("--exist");
      if (exist || line.contains("test") || line.stream().anyMatch(word -> word.contains("\""))) {
        continue;
      }
      for (String word : line) {
        boolean quoted = word.isEmpty() || word.contains(" ");
        file.append(quoted ? '"' + word + '"' : word).append(' ');
      }
      file.append('\n');
    }
    return file.toString();
  }

  /** Elements of more than a page of the tool, with something wrong somewhere or not. */
  private static String manyElements(SplittableRandom random) {
    boolean comments = random.nextBoolean();
    boolean interfaces = random.nextBoolean();
    StringBuilder file = new StringBuilder("create a ");
    file.append(interfaces ? "hash:net,iface" : "hash:ip");
    file.append(" initval 7").append(comments ? " comment" : "").append("\ncreate b hash:ip");
    file.append(" initval 8\n");
    int count = random.nextInt(3) == 0 ? 5000 : 600;
    int wrong = random.nextInt(2 * count);
    int twice = random.nextInt(2 * count);
    int other = random.nextInt(2 * count);
    for (int i = 0; i < count; i++) {
      if (i == other) {
        file.append(random.nextBoolean() ? "add b 1.1.1.1\n" : "del a 10.99.0.0\n");
      }
      if (i == wrong) {
        file.append(
            switch (random.nextInt(5)) {
              case 0 -> "add a bogus\n";
              case 1 -> "add nosuch 1.1.1.1\n";
              case 2 -> "COMMIT\nfrobnicate\n";
              case 3 -> "create a hash:ip\n";
              default -> "add a 1.2.3.4 timeout 5\n";
            });
      }
      int number = i == twice ? i / 2 : i;
      file.append("add a 10.").append(number >>> 16 & 255).append('.');
      file.append(number >>> 8 & 255).append('.').append(number & 255);
      file.append(interfaces ? ",eth" + number : "");
      file.append(comments ? " comment \"" + "x".repeat(1 + random.nextInt(60)) + "\"\n" : "\n");
    }
    return file.toString();
  }
}
