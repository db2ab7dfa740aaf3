package org.netfilter4j.conformance.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;

/**
 * Lines that the C tool writes into the kernel of one namespace and ours into that of another: both
 * sides are listed by both tools, and each tool finds and deletes what the other wrote.
 */
final class KernelBatch {
  /** In a file; the tools take a few bytes more. */
  private static final int LONGEST_WORD = 1000;

  private static final Pattern LINE = Pattern.compile("line (\\d+)");

  private final ListingJudge judge;
  private final Family family;
  private final List<List<String>> before;
  private final Tally tally;

  KernelBatch(ListingJudge judge, Family family, List<String> before, Tally tally) {
    this.judge = judge;
    this.family = family;
    this.before = before.stream().map(ListingJudge::line).toList();
    this.tally = tally;
  }

  /** What became of lines: which were accepted, and how both sides are listed. */
  private record Written(List<List<String>> accepted, List<String> judged, List<String> our) {
    boolean agrees() {
      return judged.equals(our);
    }

    String difference() {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < judged.size() && text.isEmpty(); i++) {
        if (!judged.get(i).equals(our.get(i))) {
          text.append("\n  judge:\n").append(judged.get(i).indent(4));
          text.append("  ours:\n").append(our.get(i).indent(4));
        }
      }
      return text.toString();
    }
  }

  /**
   * Compares all of it; each line counts as a case, and once more where it is deleted.
   *
   * @return the lines that the C tool accepts
   */
  List<List<String>> compare(List<List<String>> lines) {
    Written written = write(lines);
    if (written.agrees()) {
      lines.forEach(line -> tally.agreed());
      exchange(written.accepted);
      return written.accepted;
    }
    if (lines.size() == 1) {
      tally.differed(judge.mode() + ": " + Command.of(lines.getFirst()) + written.difference());
      return written.accepted;
    }
    long differences = tally.differences();
    int half = lines.size() / 2;
    List<List<String>> accepted = new ArrayList<>(compare(lines.subList(0, half)));
    accepted.addAll(compare(lines.subList(half, lines.size())));
    if (tally.differences() == differences) {
      tally.differed("only together: " + lines + written.difference());
    }
    return accepted;
  }

  private Written write(List<List<String>> lines) {
    judge.clear();
    judge.ours().clear();
    List<List<String>> accepted = new ArrayList<>();
    List<String> judged = new ArrayList<>();
    List<String> our = new ArrayList<>();
    judge.judged(before).forEach(result -> result.orThrow(before));
    before.forEach(line -> judge.ours().run(line).orThrow(line));
    List<Result> results = judge.judged(lines);
    for (int i = 0; i < lines.size(); i++) {
      Result judgement = results.get(i);
      Result result = judge.ours().run(lines.get(i));
      judge.message(lines.get(i), judgement.stderr(), result.stderr());
      String name = Command.of(lines.get(i)) + " exit ";
      judged.add(name + ListingJudge.exit(judgement));
      our.add(name + result.exit());
      if (judgement.ok()) {
        accepted.add(lines.get(i));
      }
    }
    list(lines, judged, our);
    return new Written(accepted, judged, our);
  }

  private void list(List<List<String>> lines, List<String> judged, List<String> our) {
    KernelSide side = judge.kernel();
    List<List<String>> listings = ListingJudge.listings(lines);
    List<Command> commands =
        listings.stream().map(line -> Command.of(judge.withMode(line))).toList();
    List<Result> theirs = judge.namespace().shell().runAll(commands);
    List<Result> ofOurs = side.namespace().shell().runAll(commands);
    for (int i = 0; i < listings.size(); i++) {
      List<String> line = listings.get(i);
      String text = judge.text(line, theirs.get(i));
      judged.add(line + " by ours\n" + text);
      our.add(line + " by ours\n" + judge.text(line, judge.ours().run(line)));
      judged.add(line + " of ours\n" + text);
      our.add(line + " of ours\n" + judge.text(line, ofOurs.get(i)));
      judged.add(line + " of the C tool's by ours\n" + text);
      our.add(line + " of the C tool's by ours\n" + judge.text(line, side.visitors().run(line)));
    }
    judged.add(side.judgedTables());
    our.add(side.ourTables());
  }

  /**
   * Each tool looks for the rules that the other wrote, and deletes half of them; those that the C
   * tool does not find among its own (hashlimit's where the kernel corrects a number) are left.
   */
  private void exchange(List<List<String>> accepted) {
    KernelSide side = judge.kernel();
    List<List<String>> lines = accepted.stream().filter(KernelBatch::fitsIntoFile).toList();
    Restore trying = file -> run(judge.namespace(), file, "-t");
    Restore judged = file -> run(judge.namespace(), file);
    Restore visiting = file -> run(side.namespace(), file);
    Restore ours = file -> judge.ours().run(program(false), file);
    Restore visitors = file -> side.visitors().run(program(false), file);
    List<List<String>> found = new ArrayList<>(lines);
    // By -C ip6tables-legacy finds too much: its mask is cut to a pointer's length. A test of
    // iptables-nft-restore finds all.
    boolean legacy = judge.mode() == Mode.LEGACY;
    String command = legacy ? "-D" : "-C";
    Restore probe = legacy ? trying : judged;
    for (Failed lost = failed(command, found, probe);
        lost != null;
        lost = failed(command, found, probe)) {
      found.remove(lost.line);
    }
    all("-C", found, visiting, "the C tool finds what ours wrote");
    all("-C", found, ours, "our tool finds what it wrote");
    all("-C", found, visitors, "our tool finds what the C tool wrote");
    // In the order of the rules, so that nothing hangs on which of two equal rules is deleted.
    List<List<String>> first = found.subList(0, found.size() / 2);
    List<List<String>> second = found.subList(found.size() / 2, found.size());
    all("-D", first, visiting, "the C tool deletes what ours wrote");
    all("-D", second, ours, "our tool deletes what it wrote");
    all("-D", first, visitors, "our tool deletes what the C tool wrote");
    all("-D", second, judged, "the C tool deletes what it wrote");
    tally.compare(
        judge.mode() + ": left after " + found + " is deleted",
        side.judgedTables(),
        side.ourTables());
  }

  /** Words may not be empty there, nor long. */
  private static boolean fitsIntoFile(List<String> line) {
    return line.stream().allMatch(word -> !word.isEmpty() && word.length() < LONGEST_WORD);
  }

  private interface Restore {
    Result run(String file);
  }

  private Result run(Namespace in, String file, String... more) {
    List<String> words = new ArrayList<>(program(true));
    words.addAll(List.of(more));
    return in.shell().run(Command.of(words).stdin(file));
  }

  private List<String> program(boolean withMode) {
    String program = family == Family.IPV4 ? "iptables-" : "ip6tables-";
    return List.of(program + (withMode ? judge.mode().word() + "-" : "") + "restore", "-n");
  }

  private record Failed(List<String> line, String file, Result result) {}

  private void all(String command, List<List<String>> lines, Restore tool, String should) {
    Failed failed = failed(command, lines, tool);
    if (failed == null) {
      lines.forEach(line -> tally.agreed());
      return;
    }
    String line = Command.of(failed.line).toString();
    String difference = judge.mode() + ": " + line + ": " + command + ": " + should;
    tally.differed(difference + "\n  " + failed.result + "\n" + failed.file.indent(4));
  }

  /** The first line with which a command fails, all being in one file; null where none does. */
  private static @Nullable Failed failed(String command, List<List<String>> lines, Restore tool) {
    Map<String, List<List<String>>> tables = new LinkedHashMap<>();
    for (List<String> line : lines) {
      int option = line.indexOf("-t");
      String table = option < 0 ? "filter" : line.get(option + 1);
      tables.computeIfAbsent(table, name -> new ArrayList<>()).add(line);
    }
    StringBuilder file = new StringBuilder();
    List<List<String>> byNumber = new ArrayList<>();
    tables.forEach((table, rules) -> {
      file.append('*').append(table).append('\n');
      byNumber.add(rules.getFirst());
      for (List<String> rule : rules) {
        file.append(inFile(command, rule)).append('\n');
        byNumber.add(rule);
      }
      file.append("COMMIT\n");
      byNumber.add(rules.getLast());
    });
    Result result = tool.run(file.toString());
    if (result.ok()) {
      return null;
    }
    Matcher number = LINE.matcher(result.stderr());
    if (!number.find()) {
      throw new IllegalStateException(command + " in " + file + ": " + result);
    }
    List<String> line = byNumber.get(Integer.parseInt(number.group(1)) - 1);
    return new Failed(line, file.toString(), result);
  }

  /** A line as a file for restore has it: without the program and the table. */
  private static String inFile(String command, List<String> line) {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i < line.size(); i++) {
      String word = line.get(i);
      if (word.equals("-t")) {
        i++;
      } else if (word.equals("-A")) {
        text.append(' ').append(command);
      } else {
        text.append(" \"").append(word.replace("\\", "\\\\").replace("\"", "\\\""));
        text.append('"');
      }
    }
    return text.substring(1);
  }
}
