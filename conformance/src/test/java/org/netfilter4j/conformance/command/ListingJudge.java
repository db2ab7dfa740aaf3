package org.netfilter4j.conformance.command;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.SetDirectory;
import org.netfilter4j.xt.set.SetNamespace;

/**
 * The C tools of one mode in a namespace of their own, as judges of ours.
 *
 * <p>A line is a command with the program's name first, which is {@code iptables} or {@code
 * ip6tables}: {@code List.of("iptables", "-A", "INPUT", "-j", "DROP")}; {@link #line} makes one of
 * text. The mode is put in by the judge.
 */
public final class ListingJudge implements AutoCloseable {
  /** What the judge thought of the lines. */
  public record Verdicts(int accepted, int refused) {
    Verdicts plus(Verdicts other) {
      return new Verdicts(accepted + other.accepted, refused + other.refused);
    }
  }

  private final Mode mode;
  private final Namespace namespace;
  private final OurTools ours;

  /** Our tools on what the C tools wrote, and theirs on ours; null where ours are in memory. */
  private @Nullable KernelSide kernel;

  /** Where the tables of ours are, if in a kernel. */
  private final @Nullable Namespace second;

  private final Messages messages = new Messages();

  private ListingJudge(Mode mode) {
    this.mode = mode;
    this.namespace = Namespace.open();
    this.ours = new OurTools(mode, new SetNamespace());
    this.second = null;
  }

  private ListingJudge(Mode mode, Namespace second) {
    this.mode = mode;
    this.namespace = Namespace.open();
    this.second = second;
    this.ours = OurTools.onKernel(mode, NetworkNamespace.of(second.file()));
  }

  /** A judge of our tools on the kernel, in a second namespace. */
  static ListingJudge ofKernel(Mode mode) {
    return new ListingJudge(mode, Namespace.open());
  }

  /** A judge of our tools on the kernel: either tool can be asked of what is in both namespaces. */
  static ListingJudge onKernel(Mode mode) {
    ListingJudge judge = ofKernel(mode);
    judge.kernel = new KernelSide(mode, judge.namespace, judge.second());
    return judge;
  }

  /** The namespace of our tools, where they work on a kernel. */
  Namespace second() {
    return Objects.requireNonNull(second);
  }

  /** The namespaces of both sides. */
  List<Namespace> namespaces() {
    return second == null ? List.of(namespace) : List.of(namespace, second);
  }

  /**
   * A judge with a namespace of its own, for {@link org.netfilter4j.conformance.Oracle}s' tests.
   */
  public static ListingJudge open(Mode mode) {
    return new ListingJudge(mode);
  }

  public Mode mode() {
    return mode;
  }

  Namespace namespace() {
    return namespace;
  }

  /** On the kernel: what the tables of both sides are, as all tools list them, and their bytes. */
  void compareTables(Object after, Tally tally) {
    KernelSide side = Objects.requireNonNull(kernel);
    tally.compare(mode + ": the tables after " + after, side.judgedTables(), side.ourTables());
  }

  /** Our tools on what the C tools wrote. */
  KernelSide kernel() {
    return Objects.requireNonNull(kernel);
  }

  OurTools ours() {
    return ours;
  }

  /** A line of text as words; see {@link Command#line}. */
  public static List<String> line(String text) {
    return Command.words(text);
  }

  /**
   * Gives both sides the same sets: these {@code ipset} commands make them on the C tools' side,
   * and that is how they are on ours.
   */
  public void sets(List<String> ipsetCommands, SetDirectory sets) {
    for (String command : ipsetCommands) {
      for (Namespace side : namespaces()) {
        side.shell().run(Command.line(command)).orThrow(command);
      }
    }
    if (second == null) {
      ours.use(sets);
    }
  }

  /**
   * Runs the lines one after the other on both sides, from empty tables, and compares each exit
   * code, and then what the tables list. Where that differs, each line is run alone to find those
   * that are to blame. Each line counts as one case.
   *
   * @param setUp lines that both sides run first; they must succeed
   */
  public Verdicts compare(List<String> setUp, List<List<String>> lines, Tally tally) {
    List<List<String>> before = setUp.stream().map(ListingJudge::line).toList();
    Outcome judged = judged(before, lines);
    Outcome our = our(before, lines);
    if (judged.equals(our)) {
      for (int i = 0; i < lines.size(); i++) {
        tally.agreed();
      }
    } else if (lines.size() == 1) {
      tally.differed(describe(before, lines.getFirst(), judged, our));
    } else {
      for (List<String> line : lines) {
        Outcome one = judged(before, List.of(line));
        Outcome other = our(before, List.of(line));
        if (one.equals(other)) {
          tally.agreed();
        } else {
          tally.differed(describe(before, line, one, other));
        }
      }
      if (tally.differences() == 0) {
        tally.differed("only together:\n" + judged.difference(our));
      }
    }
    int accepted = (int) judged.exits().stream().filter(e -> e == 0).count();
    return new Verdicts(accepted, lines.size() - accepted);
  }

  /**
   * Runs the lines one after the other on both sides, from empty tables, and compares the exit code
   * and the output of each, and at the end what the tables list. Each line counts as one case;
   * after the first that differs the rest of the sequence is not looked at.
   */
  public void compareSequence(List<List<String>> lines, Tally tally) {
    clear();
    ours.clear();
    List<List<String>> all = new ArrayList<>(lines);
    all.addAll(listings(lines));
    List<Command> commands = new ArrayList<>();
    all.forEach(l -> commands.add(Command.of(withMode(l))));
    List<Result> results = namespace.shell().runAll(commands);
    for (int i = 0; i < all.size(); i++) {
      List<String> line = all.get(i);
      Result judged = results.get(i);
      Result our = ours.run(line);
      message(line, judged.stderr(), our.stderr());
      String one = "exit " + judged.exit() + "\n" + normal(line, judged);
      String other = "exit " + our.exit() + "\n" + normal(line, our);
      if (one.equals(other)) {
        tally.agreed();
        continue;
      }
      StringBuilder text = new StringBuilder(mode + ": " + Command.of(line) + " after:");
      for (int j = 0; j < i; j++) {
        text.append("\n    ").append(Command.of(all.get(j)));
        text.append(results.get(j).ok() ? "" : "   # " + results.get(j).exit());
      }
      text.append("\n  judge:\n").append(one.indent(4)).append(judged.stderr().indent(4));
      text.append("  ours:\n").append(other.indent(4)).append(our.stderr().indent(4));
      tally.differed(text.toString());
      return;
    }
  }

  /**
   * Restores a file over tables with a few rules, and compares exit code and what is there then.
   */
  void compareRestore(Family family, List<String> settings, String file, Tally tally) {
    clear();
    ours.clear();
    String program = family == Family.IPV4 ? "iptables" : "ip6tables";
    List<List<String>> before =
        List.of(
            List.of(program, "-N", "old"),
            List.of(program, "-A", "INPUT", "-p", "tcp", "-j", "old"),
            List.of(program, "-P", "FORWARD", "DROP"),
            List.of(program, "-t", "nat", "-N", "old"));
    List<String> restore = new ArrayList<>(List.of(program + "-restore"));
    restore.addAll(settings);
    List<String> save = List.of(program + "-save", "-c");
    List<Command> commands = new ArrayList<>();
    before.forEach(l -> commands.add(Command.of(withMode(l))));
    commands.add(Command.of(withMode(restore)).stdin(file));
    commands.add(Command.of(withMode(save)));
    List<Result> results = namespace.shell().runAll(commands);
    before.forEach(l -> ours.run(l).orThrow(l));
    Result judged = results.get(before.size());
    Result our = ours.run(restore, file);
    message(restore, judged.stderr().replace("-" + mode.word() + "-", "-"), our.stderr());
    tally.compare(
        mode
            + ": "
            + Command.of(restore)
            + " <<END\n"
            + file
            + "END\n  judge says: "
            + judged.stderr().strip()
            + "\n  ours says: "
            + our.stderr().strip(),
        "exit " + judged.exit() + "\n" + Saved.normal(results.getLast().stdout(), mode),
        "exit " + our.exit() + "\n" + Saved.normal(ours.run(save).stdout(), mode));
  }

  private String normal(List<String> line, Result result) {
    // What a verbose command told before it failed is not compared.
    return line.getFirst().endsWith("-save")
        ? Saved.normal(result.stdout(), mode)
        : result.ok() ? result.stdout() : "";
  }

  /**
   * A judge's exit code. Where the C tool ends with a signal (hashlimit divides by a burst that is
   * too small to be one), it can't be followed, and refusing the line is right.
   */
  static int exit(Result judged) {
    if (judged.exit() < 128) {
      return judged.exit();
    }
    System.out.println("the C tool crashed (exit code " + judged.exit() + "), taken for refused");
    return 2;
  }

  /** Says how many messages were the same to the letter; the meaning is compared by exit code. */
  public String messages() {
    return mode + ": " + messages;
  }

  /** Messages that differ, a few of them. */
  public Set<String> otherMessages() {
    return messages.others();
  }

  private String lastJudged = "";
  private String lastOurs = "";

  private String describe(
      List<List<String>> setUp, List<String> line, Outcome judged, Outcome our) {
    StringBuilder text = new StringBuilder(mode + ": " + Command.of(line));
    if (!setUp.isEmpty()) {
      text.append("   (after ").append(setUp).append(")");
    }
    text.append('\n').append(judged.difference(our));
    text.append("\n  judge says: ").append(lastJudged.strip().lines().findFirst().orElse(""));
    text.append("\n  ours says:  ").append(lastOurs.strip().lines().findFirst().orElse(""));
    return text.toString();
  }

  /** What the C tools make of lines, one after the other. */
  List<Result> judged(List<List<String>> lines) {
    return namespace.shell().runAll(lines.stream().map(l -> Command.of(withMode(l))).toList());
  }

  /** The line for the C tool: the mode is part of the program's name. */
  List<String> withMode(List<String> line) {
    List<String> words = new ArrayList<>(line);
    String program = words.getFirst();
    int dash = program.indexOf('-');
    words.set(
        0,
        dash < 0
            ? program + "-" + mode.word()
            : program.substring(0, dash) + "-" + mode.word() + program.substring(dash));
    return words;
  }

  /** The listings that are compared: of each table that a line names. */
  static List<List<String>> listings(List<List<String>> lines) {
    Set<String> tables = new LinkedHashSet<>();
    Set<String> programs = new LinkedHashSet<>();
    for (List<String> line : lines) {
      programs.add(line.getFirst());
      int option = line.indexOf("-t");
      tables.add(option < 0 || option + 1 >= line.size() ? "filter" : line.get(option + 1));
    }
    List<List<String>> listings = new ArrayList<>();
    for (String program : programs) {
      listings.add(List.of(program + "-save", "-c"));
      for (String table : tables) {
        listings.add(List.of(program, "-t", table, "-S"));
        listings.add(List.of(program, "-t", table, "-L", "-n", "-v", "-x", "--line-numbers"));
        listings.add(List.of(program, "-t", table, "-L", "-v", "-x"));
        listings.add(List.of(program, "-t", table, "-L", "-n"));
        listings.add(List.of(program, "-t", table, "-L"));
      }
    }
    return listings;
  }

  private Outcome judged(List<List<String>> setUp, List<List<String>> lines) {
    clear();
    List<List<String>> listings = listings(lines);
    List<Command> commands = new ArrayList<>();
    setUp.forEach(l -> commands.add(Command.of(withMode(l))));
    lines.forEach(l -> commands.add(Command.of(withMode(l))));
    listings.forEach(l -> commands.add(Command.of(withMode(l))));
    List<Result> results = namespace.shell().runAll(commands);
    for (int i = 0; i < setUp.size(); i++) {
      results.get(i).orThrow(setUp.get(i));
    }
    judgedMessages.clear();
    List<Integer> exits = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Result result = results.get(setUp.size() + i);
      exits.add(exit(result));
      judgedMessages.add(result.stderr());
      lastJudged = result.stderr();
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < listings.size(); i++) {
      texts.add(text(listings.get(i), results.get(setUp.size() + lines.size() + i)));
    }
    return new Outcome(exits, texts);
  }

  private final List<String> judgedMessages = new ArrayList<>();

  private Outcome our(List<List<String>> setUp, List<List<String>> lines) {
    ours.clear();
    for (List<String> line : setUp) {
      ours.run(line).orThrow(line);
    }
    List<Integer> exits = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Result result = ours.run(lines.get(i));
      exits.add(result.exit());
      message(lines.get(i), judgedMessages.get(i), result.stderr());
      lastOurs = result.stderr();
    }
    List<String> texts = new ArrayList<>();
    for (List<String> listing : listings(lines)) {
      texts.add(text(listing, ours.run(listing)));
    }
    return new Outcome(exits, texts);
  }

  /** Takes note of whether two messages about a line are the same. */
  void message(List<String> line, String judged, String our) {
    messages.compare(line, judged, our);
  }

  String text(List<String> listing, Result result) {
    return listing.getFirst().endsWith("-save")
        ? Saved.normal(result.stdout(), mode)
        : "exit " + result.exit() + "\n" + result.stdout();
  }

  /** Empties the C tools' side, and a kernel of ours. */
  void clear() {
    namespaces().forEach(each -> each.clearTables(mode));
  }

  @Override
  public void close() {
    namespaces().forEach(Namespace::close);
  }
}
