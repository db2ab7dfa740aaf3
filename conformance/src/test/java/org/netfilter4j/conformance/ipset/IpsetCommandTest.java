package org.netfilter4j.conformance.ipset;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.command.ipset.Ipset;
import org.netfilter4j.command.ipset.IpsetEnvironment;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.xt.set.SetNamespace;

/** Sequences of ipset commands on the kernel and on ours. */
class IpsetCommandTest {
  private static final int SEQUENCES = 160;
  private static final int LENGTH = 22;

  /** The tool dies of an element of a bitmap:port that begins with "icmp:" or "1:". */
  static final int CRASH = 139;

  private static final SystemNames NAMES = SystemNames.ofMachine();

  @BeforeAll
  static void judge() {
    Oracle.requireKernel("ipset", "create", "x", "hash:ip", "netmask", "24");
  }

  /** Runs our command in a namespace of ours. */
  static Result ours(SetNamespace sets, List<String> words, String stdin) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit =
        Ipset.run(
            words,
            new IpsetEnvironment(
                sets,
                NAMES,
                new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, false, StandardCharsets.UTF_8),
                Clock.fixed(Instant.ofEpochSecond(1_800_000_000), ZoneOffset.UTC)));
    return new Result(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /**
   * The kernel's clock went on while ours stood still; and the tool prints, after a bitmask, the
   * prefix length of the element that it printed last.
   */
  static String withoutTimes(String listing) {
    StringBuilder text = new StringBuilder();
    for (String line : listing.split("\n", -1)) {
      boolean header =
          line.startsWith("create ") || line.startsWith("Header: ") || line.startsWith("<header>");
      text.append(
          header
              ? line.replaceAll("(bitmask[ >][^ /<]+)/[0-9]+", "$1")
              : line.replaceAll("(?<= timeout |<timeout>)[1-9][0-9]*(?= |<|$)", "N"));
      text.append('\n');
    }
    return text.toString();
  }

  static List<String> with(List<String> first, List<String> rest) {
    List<String> words = new ArrayList<>(first);
    words.addAll(rest);
    return words;
  }

  @Test
  void commandsDoWhatTheToolAndTheKernelDo() {
    CommandGenerator generator =
        new CommandGenerator(
            new SplittableRandom(Long.getLong("nf4j.seed", 20260728)), KernelTypes.find());
    try (Namespace namespace = Namespace.open();
        Tally commands = new Tally("ipset commands: exit code and answer");
        Tally messages = new Tally("ipset messages");
        Tally saves = new Tally("ipset save, list, XML and sorted list after them")) {
      for (int i = 0; i < SEQUENCES; i++) {
        List<List<String>> lines = generator.sequence(LENGTH);
        List<Command> script = new ArrayList<>();
        for (List<String> line : lines) {
          script.add(Command.of(with(List.of("ipset"), line)));
        }
        List<List<String>> looks =
            List.of(
                List.of("save"),
                List.of("list"),
                List.of("-o", "xml", "list"),
                List.of("-n", "list"),
                List.of("list", "-s"),
                List.of("-s", "save"),
                List.of("-o", "xml", "-sorted", "list"),
                generator.look(),
                generator.look());
        for (List<String> look : looks) {
          script.add(Command.script(ToolBugs.unlessTooMuch(look)));
        }
        script.add(Command.script("ipset flush; ipset destroy"));
        List<Result> judged = namespace.shell().runAll(script);
        SetNamespace sets = new SetNamespace();
        StringBuilder story = new StringBuilder();
        for (int j = 0; j < lines.size(); j++) {
          List<String> line = lines.get(j);
          story.append("\n    ipset ").append(String.join(" ", line));
          Result mine = ours(sets, line, "");
          if (judged.get(j).exit() == CRASH) {
            commands.compare(story, true, mine.exit() != 0);
          } else if (!commands.compare(story, answer(line, judged.get(j)), answer(line, mine))) {
            break;
          }
          String said = message(judged.get(j).stderr());
          if (!ToolBugs.isMisleading(said, mine.stderr())) {
            messages.compare(story, said, message(mine.stderr()));
          }
        }
        for (int j = 0; j < looks.size(); j++) {
          if (judged.get(lines.size() + j).exit() == ToolBugs.TOO_MUCH) {
            continue;
          }
          saves.compare(
              looks.get(j) + " after" + story,
              withoutTimes(judged.get(lines.size() + j).stdout()),
              withoutTimes(ours(sets, looks.get(j), "").stdout()));
        }
      }
      commands.assertAgreement(SEQUENCES * LENGTH);
      messages.assertAgreement(SEQUENCES * LENGTH / 2);
      saves.assertAgreement(4 * SEQUENCES);
    }
  }

  @Test
  void setsOfManyElementsGrowAsInTheKernel() {
    SplittableRandom random = new SplittableRandom(7);
    try (Namespace namespace = Namespace.open();
        Tally tally = new Tally("sets of 12,000 elements: order, hash size, memory size")) {
      for (String type :
          List.of(
              "hash:ip",
              "hash:ip -6 hashsize 64 bucketsize 2",
              "hash:ip forceadd maxelem 6000 counters",
              "hash:ip maxelem 5000",
              "hash:ip,port timeout 0",
              "hash:ip,port -6 comment",
              "hash:net counters bucketsize 4",
              "hash:net -6 skbinfo",
              "hash:net,port maxelem 1000000",
              "hash:net,port -6 counters comment skbinfo timeout 0",
              "hash:ip,port,ip",
              "hash:ip,port,ip -6 comment counters",
              "hash:ip,port,net counters bucketsize 6",
              "hash:ip,port,net -6 timeout 0",
              "hash:net,iface",
              "hash:net,iface -6 counters comment bucketsize 2",
              "bitmap:ip range 10.0.0.0/16 timeout 0",
              "bitmap:ip,mac range 10.0.0.0/16 counters",
              "bitmap:port range 0-65535 comment")) {
        StringBuilder text = new StringBuilder("create s " + type);
        text.append(type.startsWith("hash") ? " initval 12345\n" : "\n");
        for (int i = 0; i < 12_000; i++) {
          text.append(i % 10 == 9 ? "del" : "add").append(" s ");
          text.append(element(type, random))
              .append(
                  i % 7 == 0 && i % 10 != 9 && type.contains("comment")
                      ? " comment \"no " + i + "\"\n"
                      : "\n");
        }
        List<Result> judged =
            namespace
                .shell()
                .runAll(
                    List.of(
                        Command.line("ipset -! restore").stdin(text.toString()),
                        Command.line("ipset list"),
                        Command.line("ipset save"),
                        Command.line("ipset destroy")));
        SetNamespace sets = new SetNamespace();
        tally.compare(
            type + ": restore",
            judged.get(0).exit(),
            ours(sets, List.of("-!", "restore"), text.toString()).exit());
        if (judged.get(0).exit() == 0) {
          tally.compare(
              type + ": list", judged.get(1).stdout(), ours(sets, List.of("list"), "").stdout());
          tally.compare(
              type + ": save", judged.get(2).stdout(), ours(sets, List.of("save"), "").stdout());
        } else {
          tally.compare(type + ": nothing is kept", "", ours(sets, List.of("save"), "").stdout());
        }
      }
      tally.assertAgreement(30);
    }
  }

  private static String element(String type, SplittableRandom random) {
    if (type.startsWith("bitmap:port")) {
      return Integer.toString(random.nextInt(65536));
    }
    String parts = type.substring(type.indexOf(':') + 1).split(" ", 2)[0];
    boolean v6 = type.contains("-6");
    StringBuilder text = new StringBuilder();
    for (String part : parts.split(",", -1)) {
      text.append(text.isEmpty() ? "" : ",");
      text.append(
          switch (part) {
            case "port" -> "tcp:" + random.nextInt(4);
            case "iface" -> "eth" + random.nextInt(3);
            case "mac" -> "2:0:0:0:0:" + random.nextInt(10);
            default ->
                address(type.startsWith("bitmap"), v6, random)
                    + (part.equals("net") ? "/" + prefix(v6, random) : "");
          });
    }
    return text.toString();
  }

  private static int prefix(boolean v6, SplittableRandom random) {
    return v6 ? 40 + random.nextInt(89) : 16 + random.nextInt(17);
  }

  private static String address(boolean few, boolean v6, SplittableRandom random) {
    return v6
        ? "2001:db8:" + Integer.toHexString(random.nextInt(65536)) + "::" + random.nextInt(9)
        : "10."
            + random.nextInt(few ? 1 : 4)
            + "."
            + random.nextInt(256)
            + "."
            + random.nextInt(256);
  }

  @Test
  void restoreRefusesWhatTheToolRefusesAndKeepsNothing() {
    List<String> files =
        List.of(
            "create a hash:ip\nadd a 1.2.3.4\nadd a 1.2.3.4\nadd a 1.2.3.5\n",
            "create a hash:ip\nadd a foo\n",
            "create a hash:ip\nadd a 1.2.3.4 bogus\n",
            "create a hash:ip\n\n# c\n  add a 1.2.3.4\nCOMMIT\nfoo\n",
            "create a hash:ip\nadd b 1.2.3.4\n",
            "create a hash:ip comment\nadd a 1.2.3.5 comment \"x\n",
            "create a hash:ip comment initval 1\n"
                + "add a 1.2.3.5 comment \"x y\"\n"
                + "add a 1.2.3.6 comment x\n",
            "create a hash:ip\ntest a 1.2.3.4\nadd a 1.2.3.4\n",
            "create a hash:ip\nrestore\n",
            "create a hash:ip\nhelp\n",
            "create a hash:ip\nversion\n",
            "create a hash:ip\nquit\nadd a 1.2.3.4\n",
            "create a hash:ip\nrename a b\nswap a b\n",
            "create a hash:ip\nflush b\n",
            "create a hash:ip",
            "create a hash:ip -exist\ncreate a hash:ip\n",
            "create a hash:ip\nadd a 1.2.3.4 -exist\nadd a 1.2.3.4\n",
            "create a hash:ip\ncreate l list:set\nadd l a\nadd l b\n",
            "create a hash:ip\nadd a 1.2.3.4\ndel a 1.2.3.4\ndel a 1.2.3.4\nadd a 1.2.3.9\n",
            "create a hash:ip timeout 5\nadd a 1.2.3.4 timeout 5000000000\n",
            "create a hash:ip\nadd a\n",
            "create a hash:ip initval 1\n  \nadd a 1.2.3.4   \n\tadd\ta\t1.2.3.5\r\n",
            "create \"a b\" hash:ip\nadd \"a b\" 1.2.3.4\n",
            "flush\ndestroy\ncreate kept hash:net\n",
            "add kept 10.0.0.0/8\ndel kept 10.0.0.0/9\n",
            "swap kept other\nadd kept 1.1.1.1\nrename other third\nadd third 1.1.1.1\nnope\n",
            "destroy other\ncreate other hash:ip\nadd other 1.1.1.1\nadd other 1.1.1.1\n");
    List<List<String>> before =
        List.of(
            List.of("create", "kept", "hash:ip", "initval", "1"),
            List.of("add", "kept", "9.9.9.9"),
            List.of("create", "other", "hash:ip", "initval", "2"),
            List.of("create", "list", "list:set"),
            List.of("add", "list", "kept"));
    try (Namespace namespace = Namespace.open();
        Tally tally = new Tally("ipset restore of whole and broken files")) {
      for (String file : files) {
        List<Command> script = new ArrayList<>();
        before.forEach(line -> script.add(Command.of(with(List.of("ipset"), line))));
        script.add(Command.line("ipset restore").stdin(file));
        script.add(Command.line("ipset save"));
        script.add(Command.script("ipset flush; ipset destroy"));
        List<Result> judged = namespace.shell().runAll(script);
        SetNamespace sets = new SetNamespace(() -> 5);
        before.forEach(line -> ours(sets, line, ""));
        String earlier = ours(sets, List.of("list"), "").stdout();
        Result mine = ours(sets, List.of("restore"), file);
        Result judge = judged.get(before.size());
        tally.compare(file, judge.exit(), mine.exit());
        if (judge.ok()) {
          tally.compare(
              file,
              judged.get(before.size() + 1).stdout().replaceAll("initval \\w+", ""),
              ours(sets, List.of("save"), "").stdout().replaceAll("initval \\w+", ""));
        } else {
          tally.compare(file + "kept", earlier, ours(sets, List.of("list"), "").stdout());
          if (!mine.stderr().contains(" is NOT in set ")) {
            tally.compare(file + "line", true, mine.stderr().contains("Error in line "));
          }
        }
      }
      tally.assertAgreement(60);
    }
  }

  /** The last line of an answer, without what is before it in each message of the tool. */
  static String message(String stderr) {
    return stderr
        .replace("\nTry `ipset help' for more information.", "")
        .strip()
        .replaceFirst("(?s)^.*\n", "")
        .replaceFirst("^ipset v7.17: ", "")
        .replaceFirst("^Syntax error: ", "");
  }

  /** Exit code, and what is printed where the words are not those of an error. */
  static String answer(List<String> line, Result result) {
    boolean places =
        line.contains("before") || line.contains("after") || line.contains("a,before,b");
    boolean says = line.contains("test") && !places && !result.stderr().startsWith("ipset v");
    return result.exit() + " " + withoutTimes(result.stdout()) + (says ? result.stderr() : "");
  }
}
