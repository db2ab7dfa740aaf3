package org.netfilter4j.conformance.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.linux.LegacyEntries;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.wire.xtables.EntryForm;
import org.netfilter4j.wire.xtables.EntryParts;
import org.netfilter4j.xt.Extension;
import org.netfilter4j.xt.struct.EntryCodec;

/**
 * The structs of extensions that the judging kernel lacks: what it refuses the C tool has written
 * all the same, and strace(1) sees it.
 */
class LackingStructsTest {
  /** Of so many lines, some of which both sides find fault with, so many are enough. */
  private static final int LINES = 1000;

  private static final int ENOUGH = 25;

  /** struct ipt_replace up to its entries. */
  private static final int HEAD = 96;

  /** IPT_SO_SET_REPLACE with all bytes as {@code \x00}. */
  private static final Pattern REPLACE =
      Pattern.compile("setsockopt\\(\\d+, SOL_\\w+, (?:\\w+_SET_REPLACE|0x40)[^\"]*\"([^\"]+)\"");

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-legacy", "strace");
  }

  @Test
  void areTheBytesThatTheCToolAsksFor() {
    Map<String, Integer> counts = new TreeMap<>();
    try (ListingJudge judge = ListingJudge.open(Mode.LEGACY);
        Tally tally = new Tally("structs that the kernel lacks")) {
      for (Extension extension : ExtensionsTest.all()) {
        if (Lacking.has(extension) && StructsTest.isWanted(extension)) {
          for (Family family : extension.families()) {
            counts.put(extension.name() + " " + family, compare(extension, family, judge, tally));
          }
        }
      }
      tally.assertAgreement(1);
    }
    System.out.println("structs that the kernel lacks: " + counts);
    assertThat(counts.values()).allMatch(count -> count >= 10);
  }

  private static int compare(Extension extension, Family family, ListingJudge judge, Tally tally) {
    EntryCodec codec = new EntryCodec(family, StructsTest.STRUCTS);
    List<String> place = Places.of(extension, family).getFirst();
    OptionCases cases = new OptionCases(extension, place, Seeds.of(extension.name()));
    int compared = 0;
    for (List<String> line : cases.good(LINES)) {
      if (compared == ENOUGH) {
        break;
      }
      judge.ours().clear();
      byte[] blob = judge.ours().run(line).ok() ? asked(line, judge) : null;
      if (blob != null) {
        compared++;
        StructsTest.compare(
            codec,
            entry(codec.form(), blob, extension.name()),
            only(judge.ours().state().get(family.ordinal())),
            tally);
      }
    }
    return compared;
  }

  /** What the C tool wants the table to be; null where it finds fault with the line itself. */
  private static byte @Nullable [] asked(List<String> line, ListingJudge judge) {
    Path file = judge.namespace().directory().resolve("calls");
    List<String> command =
        new ArrayList<>(
            List.of("strace", "-qq", "-xx", "-s", "100000", "-e", "trace=setsockopt", "-o"));
    command.add(file.toString());
    command.add(line.getFirst() + "-legacy");
    command.addAll(line.subList(1, line.size()));
    judge.namespace().exec(command, "");
    try {
      Matcher matcher = REPLACE.matcher(Files.readString(file));
      return matcher.find() ? HexFormat.of().parseHex(matcher.group(1).replace("\\x", "")) : null;
    } catch (IOException e) {
      throw new AssertionError("no trace of " + line, e);
    }
  }

  /** The one entry with that match or target. */
  private static byte[] entry(EntryForm form, byte[] blob, String name) {
    for (int at = HEAD; at < blob.length; ) {
      EntryParts parts = EntryParts.of(form, blob, at);
      if (parts.target().name().equals(name)
          || parts.matches().stream().anyMatch(match -> match.name().equals(name))) {
        byte[] entry = Arrays.copyOfRange(blob, at, at + parts.length());
        LegacyEntries.forgetPlace(form, entry);
        return entry;
      }
      at += parts.length();
    }
    throw new AssertionError("no entry with " + name);
  }

  private static Rule only(Ruleset rules) {
    List<Rule> found = new ArrayList<>();
    for (TableName name : TableName.values()) {
      Table table = rules.table(name);
      if (table != null) {
        table
            .chains()
            .values()
            .forEach(chain -> chain.rules().stream().map(Entry::rule).forEach(found::add));
      }
    }
    assertThat(found).hasSize(1);
    return found.getFirst();
  }
}
