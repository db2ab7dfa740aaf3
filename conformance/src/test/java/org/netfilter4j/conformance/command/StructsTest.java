package org.netfilter4j.conformance.command;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.linux.LegacyEntries;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.wire.xtables.EntryParts;
import org.netfilter4j.xt.Extension;
import org.netfilter4j.xt.struct.EntryCodec;
import org.netfilter4j.xt.struct.Revisions;
import org.netfilter4j.xt.struct.SetIndexes;
import org.netfilter4j.xt.struct.Structs;

/**
 * The structs of every extension against the C tool's: its rules are read from the kernel's legacy
 * tables as bytes, and each must be what ours makes of the same line, and be read back as that
 * rule. With names of extensions in {@code NF4J_EXTENSION}, commas between them, those alone.
 */
class StructsTest {
  private static final int ROUNDS = 4;
  private static final int BATCH = 60;

  /** The sets are made in this order in a new namespace, so these are their numbers. */
  private static final SetIndexes SETS =
      new SetIndexes() {
        @Override
        public int index(String name) {
          return Sets.NAMES.indexOf(name);
        }

        @Override
        public String name(int index) {
          return Sets.NAMES.get(index);
        }
      };

  static final Structs STRUCTS = new Structs(SETS, Revisions.NEWEST);

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-legacy", "ipset");
  }

  @Test
  void areTheBytesOfTheCTool() {
    try (ListingJudge judge = ListingJudge.open(Mode.LEGACY);
        Tally tally = new Tally("structs")) {
      Sets.give(judge);
      Accounts.give(judge);
      List<String> counts = new ArrayList<>();
      for (Extension extension : ExtensionsTest.all()) {
        if (Lacking.has(extension) || !isWanted(extension)) {
          continue;
        }
        for (Family family : extension.families()) {
          long before = tally.cases();
          long differed = tally.differences();
          compare(extension, family, judge, tally);
          counts.add(
              extension.name()
                  + " "
                  + family
                  + " "
                  + (tally.cases() - before)
                  + (tally.differences() == differed
                      ? ""
                      : " (" + (tally.differences() - differed) + " differ)"));
        }
      }
      System.out.println("structs compared: " + String.join(", ", counts));
      tally.assertAgreement(1);
    }
  }

  /** Whether the environment names the extension, or none. */
  static boolean isWanted(Extension extension) {
    String wanted = System.getenv().getOrDefault("NF4J_EXTENSION", "");
    return wanted.isEmpty() || List.of(wanted.split(",")).contains(extension.name());
  }

  private static void compare(Extension extension, Family family, ListingJudge judge, Tally tally) {
    Set<List<String>> seen = new HashSet<>();
    for (int round = 0; round < ROUNDS; round++) {
      List<List<String>> lines = new ArrayList<>();
      Places.before(extension).forEach(line -> lines.add(ListingJudge.line(line)));
      List<List<String>> places = Places.of(extension, family);
      for (List<String> place : places) {
        OptionCases cases =
            new OptionCases(extension, place, Seeds.of(extension.name()) + 31L * round);
        cases.good(BATCH / places.size()).stream().filter(seen::add).forEach(lines::add);
      }
      judge.clear();
      judge.ours().clear();
      List<Result> results = judge.judged(lines);
      for (int i = 0; i < lines.size(); i++) {
        if (results.get(i).ok()) {
          judge.ours().run(lines.get(i));
        }
      }
      compare(judge.ours().state().get(family.ordinal()), judge, tally);
    }
  }

  private static void compare(Ruleset ours, ListingJudge judge, Tally tally) {
    EntryCodec codec = new EntryCodec(ours.family(), STRUCTS);
    for (TableName name : TableName.values()) {
      Table table = ours.table(name);
      if (table == null) {
        continue;
      }
      Map<String, List<byte[]>> kernel =
          LegacyEntries.read(judge.namespace().file(), ours.family(), name);
      kernel.forEach((chain, entries) -> {
        List<Entry> rules = table.chain(chain).rules();
        if (tally.compare(name + " " + chain + ": rules", entries.size(), rules.size())) {
          for (int i = 0; i < entries.size(); i++) {
            compare(codec, entries.get(i), rules.get(i).rule(), tally);
          }
        }
      });
    }
  }

  static void compare(EntryCodec codec, byte[] bytes, Rule rule, Tally tally) {
    byte[] ours = written(codec, rule);
    Rule expected = withhold(codec, ours) ? decode(codec, ours) : rule;
    tally.compare("written: " + rule, describe(codec, bytes), describe(codec, ours));
    tally.compare("read: " + HexFormat.of().formatHex(bytes), expected, decode(codec, bytes));
  }

  private static Rule decode(EntryCodec codec, byte[] bytes) {
    return codec.decode(bytes, EntryParts.of(codec.form(), bytes, 0), null);
  }

  /**
   * Takes out what the kernel takes and does not hand back, and tells whether there was any: of the
   * name of CT's timeout policy it is all but 4 bytes, since struct xt_ct_target_info_v1 has the
   * usersize of its forerunner.
   */
  private static boolean withhold(EntryCodec codec, byte[] bytes) {
    EntryParts.Part target = EntryParts.of(codec.form(), bytes, 0).target();
    boolean any = false;
    for (int at = 32; target.name().equals("CT") && at < target.infoLength(); at++) {
      any |= bytes[target.infoAt() + at] != 0;
      bytes[target.infoAt() + at] = 0;
    }
    return any;
  }

  private static byte[] written(EntryCodec codec, Rule rule) {
    return codec.encode(rule, Counters.ZERO);
  }

  /** The bytes, a line for each match and eight bytes, so that a difference shows its place. */
  private static String describe(EntryCodec codec, byte[] bytes) {
    EntryParts parts = EntryParts.of(codec.form(), bytes, 0);
    StringBuilder text = new StringBuilder("selector ");
    text.append(HexFormat.of().formatHex(bytes, 0, codec.form().size())).append('\n');
    parts.matches().forEach(part -> describe(part, bytes, text));
    describe(parts.target(), bytes, text);
    return text.toString();
  }

  private static void describe(EntryParts.Part part, byte[] bytes, StringBuilder text) {
    text.append(part.name()).append(" revision ").append(part.revision());
    text.append(" length ").append(part.infoLength()).append('\n');
    for (int at = 0; at < part.infoLength(); at += 8) {
      int from = part.infoAt() + at;
      int to = Math.min(from + 8, part.infoAt() + part.infoLength());
      text.append(String.format("%4d ", at)).append(HexFormat.of().formatHex(bytes, from, to));
      text.append('\n');
    }
  }
}
