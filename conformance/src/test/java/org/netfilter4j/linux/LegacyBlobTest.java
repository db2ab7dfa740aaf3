package org.netfilter4j.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Selector;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.wire.xtables.TableBlob;
import org.netfilter4j.wire.xtables.TableImage;
import org.netfilter4j.wire.xtables.TableShape;
import org.netfilter4j.xt.struct.EntryCodec;
import org.netfilter4j.xt.struct.Revisions;
import org.netfilter4j.xt.struct.Structs;
import org.netfilter4j.xt.struct.UnknownMatch;

/** Tables of the C tool as bytes: taken apart, put together, damaged, and with unknown matches. */
class LegacyBlobTest {
  private static final int MUTATIONS = 20_000;

  private static final String RULES =
      """
      *filter
      :INPUT ACCEPT [0:0]
      :FORWARD DROP [7:8]
      :OUTPUT ACCEPT [0:0]
      :b - [0:0]
      :a - [0:0]
      :empty - [0:0]
      -A INPUT -p tcp -m tcp --dport 22 -m comment --comment "the first" -j ACCEPT
      -A INPUT -p udp -m multiport --dports 1,2:3 -j a
      -A INPUT -g b
      -A INPUT -m conntrack --ctstate NEW
      -A FORWARD -i eth0 -m limit --limit 3/s -j LOG --log-prefix "x "
      -A OUTPUT -j empty
      -A a -m mark --mark 1 -j RETURN
      -A a -j b
      -A b -p icmp -j DROP
      -A b -m statistic --mode nth --every 3 --packet 1
      COMMIT
      *mangle
      -A PREROUTING -j MARK --set-mark 7
      COMMIT
      """;

  private static final EntryCodec CODEC =
      new EntryCodec(Family.IPV4, new Structs(new NoSets(), Revisions.NEWEST));
  private static final List<LegacyTable> TABLES = new ArrayList<>();
  private static Namespace namespace;

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-legacy");
    namespace = Namespace.open();
    namespace
        .shell()
        .run(Command.of("iptables-legacy-restore", "-c").stdin(RULES))
        .orThrow("restore");
    NetworkNamespace in = NetworkNamespace.of(namespace.file());
    for (TableName name : List.of(TableName.FILTER, TableName.MANGLE)) {
      try (XtablesSocket socket = XtablesSocket.open(in, Family.IPV4)) {
        TABLES.add(LegacyTables.read(socket, name));
      }
    }
  }

  @AfterAll
  static void close() {
    if (namespace != null) {
      namespace.close();
    }
  }

  private static TableBlob unchanged(LegacyTable table) {
    return after(new LegacyDraft(table, CODEC), 0);
  }

  private static TableBlob after(LegacyDraft draft, int edits) {
    TableImage image = draft.compile(edits).after();
    return TableBlob.parse(
        CODEC.form(), image.shape(), Arrays.copyOf(image.bytes(), image.shape().size()));
  }

  private static void assertSame(TableBlob one, TableBlob other) {
    assertThat(one.bytes()).isEqualTo(other.bytes());
    assertThat(one.shape()).usingRecursiveComparison().isEqualTo(other.shape());
  }

  @Test
  void anUnchangedTableIsTheSameBytes() {
    for (LegacyTable table : TABLES) {
      assertSame(unchanged(table), table.blob());
    }
  }

  /** New heads, ends and rules are those of the C tool: here all of them are made anew. */
  @Test
  void aTableMadeAnewIsTheSameBytes() {
    for (LegacyTable table : TABLES) {
      LegacyDraft draft = new LegacyDraft(table, CODEC);
      List<Edit> edits = new ArrayList<>();
      edits.add(new Edit.FlushTable(table.name()));
      Map<String, Chain> chains = table.decode(Family.IPV4, CODEC).chains();
      chains.forEach((name, chain) -> {
        if (!chain.isBuiltIn()) {
          edits.add(new Edit.NewChain(table.name(), name));
        }
      });
      chains.forEach((name, chain) ->
          chain.rules().forEach(rule -> edits.add(new Edit.Append(table.name(), name, rule))));
      for (int i = 0; i < edits.size(); i++) {
        draft.apply(i, edits.get(i));
      }
      assertThat(after(draft, edits.size()).sameRules(withoutOrigins(table).blob()))
          .as(table.name().word())
          .isTrue();
    }
  }

  /** The table without the kernel's note of the hooks that reach an entry. */
  private static LegacyTable withoutOrigins(LegacyTable table) {
    TableBlob blob = table.blob();
    byte[] bytes = blob.bytes().clone();
    for (int i = 0; i < blob.shape().entries(); i++) {
      int note = blob.offset(i) + blob.form().offsetsAt() + 4;
      // Heads, ends and policies keep theirs.
      boolean rule = false;
      for (TableBlob.Chain chain : blob.chains()) {
        rule |= i >= chain.first() && (i < chain.last() || chain.hook() < 0) && i <= chain.last();
      }
      if (rule) {
        Arrays.fill(bytes, note, note + 4, (byte) 0);
      }
    }
    return LegacyTables.parse(Family.IPV4, table.name(), blob.shape(), bytes);
  }

  /** A match that nobody knows is listed as such, found again, and kept byte for byte. */
  @Test
  void unknownMatchesSurviveAnEdit() {
    LegacyTable table = TABLES.getFirst();
    byte[] bytes = table.blob().bytes().clone();
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("comment\0");
    bytes[at] = 'k';
    LegacyTable other = LegacyTables.parse(Family.IPV4, table.name(), table.blob().shape(), bytes);
    Chain input = other.decode(Family.IPV4, CODEC).chain("INPUT");
    assertThat(input.rules().getFirst().rule().matches())
        .anyMatch(
            match -> match instanceof UnknownMatch unknown && unknown.name().equals("komment"));
    Rule drop = new Rule(Selector.any(Family.IPV4), List.of(), Target.Standard.DROP);
    LegacyDraft draft = new LegacyDraft(other, CODEC);
    draft.apply(0, new Edit.Insert(table.name(), "INPUT", 1, new Entry(drop, Counters.ZERO)));
    draft.apply(1, new Edit.Append(table.name(), "a", new Entry(drop, Counters.ZERO)));
    TableBlob after = after(draft, 2);
    LegacyTable changed = new LegacyTable(table.name(), after);
    Chain now = changed.decode(Family.IPV4, CODEC).chain("INPUT");
    assertThat(now.rules().subList(1, now.rules().size())).isEqualTo(input.rules());
    LegacyDraft back = new LegacyDraft(changed, CODEC);
    back.apply(0, new Edit.Delete(table.name(), "INPUT", 1));
    back.apply(1, new Edit.Delete(table.name(), "a", 3));
    assertThat(after(back, 2).bytes()).isEqualTo(bytes);
  }

  /** Damaged tables are refused in one line or read to their end; what is read is put together. */
  @Test
  void damagedTablesAreRefusedOrRead() {
    SplittableRandom random = new SplittableRandom(4);
    int refused = 0;
    int read = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      LegacyTable table = TABLES.get(random.nextInt(TABLES.size()));
      TableShape shape = table.blob().shape();
      byte[] bytes = damaged(table.blob(), random);
      TableShape damaged =
          new TableShape(
              random.nextInt(20) == 0 ? random.nextInt(64) : shape.validHooks(),
              random.nextInt(20) == 0 ? hooks(bytes, random) : shape.hookEntries(),
              random.nextInt(20) == 0 ? hooks(bytes, random) : shape.underflows(),
              random.nextInt(20) == 0 ? random.nextInt() >> random.nextInt(32) : shape.entries(),
              random.nextInt(20) == 0 ? random.nextInt() : bytes.length);
      LegacyTable parsed;
      try {
        parsed = LegacyTables.parse(Family.IPV4, table.name(), damaged, bytes);
      } catch (KernelException e) {
        assertThat(e.getMessage()).startsWith("legacy table `").doesNotContain("\n");
        refused++;
        continue;
      }
      parsed
          .decode(Family.IPV4, CODEC)
          .chains()
          .values()
          .forEach(chain -> List.copyOf(chain.rules()));
      TableBlob again = unchanged(parsed);
      assertThat(again.shape().size()).isEqualTo(bytes.length);
      assertThat(again.shape().entries()).isEqualTo(damaged.entries());
      read++;
    }
    System.out.println("damaged tables: " + refused + " refused, " + read + " read");
    assertThat(refused).isGreaterThan(MUTATIONS / 10);
    assertThat(read).isGreaterThan(MUTATIONS / 10);
  }

  private static int[] hooks(byte[] bytes, SplittableRandom random) {
    return random.ints(TableShape.HOOKS, -8, bytes.length + 8).toArray();
  }

  private static byte[] damaged(TableBlob blob, SplittableRandom random) {
    byte[] bytes = blob.bytes().clone();
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      int entry = blob.offset(random.nextInt(blob.shape().entries()));
      // The offsets, the first match or the target, or anything.
      int at =
          switch (random.nextInt(3)) {
            case 0 -> entry + blob.form().offsetsAt() + random.nextInt(8);
            case 1 -> entry + blob.form().size() + random.nextInt(48);
            default -> random.nextInt(bytes.length);
          };
      bytes[Math.min(at, bytes.length - 1)] =
          (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(4) * 8);
    }
    return random.nextInt(20) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
  }
}
