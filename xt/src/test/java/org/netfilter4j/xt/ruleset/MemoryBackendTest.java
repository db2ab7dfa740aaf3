package org.netfilter4j.xt.ruleset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.model.Backend.RefusedException;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Selector;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;

class MemoryBackendTest {
  private static final TableName FILTER = TableName.FILTER;

  private static Entry rule(Target target) {
    return new Entry(new Rule(Selector.any(Family.IPV4), List.of(), target), Counters.ZERO);
  }

  private static Entry counted(int packets) {
    return new Entry(
        new Rule(Selector.any(Family.IPV4), List.of(), Target.NONE), new Counters(packets, 0));
  }

  private static Edit append(String chain, Target target) {
    return new Edit.Append(FILTER, chain, rule(target));
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void changesNothingWhereOneEditIsRefused(Mode mode) {
    MemoryBackend backend = new MemoryBackend(mode);
    backend.commit(
        Family.IPV4,
        List.of(
            new Edit.MakeTable(FILTER),
            new Edit.BaseChain(FILTER, "INPUT"),
            append("INPUT", Target.NONE)));
    Ruleset before = backend.read(Family.IPV4);
    List<Edit> edits =
        List.of(
            new Edit.NewChain(FILTER, "a"),
            append("INPUT", new Target.Jump("a")),
            new Edit.Delete(FILTER, "INPUT", 9));
    assertThatThrownBy(() -> backend.commit(Family.IPV4, edits))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.edit()).isEqualTo(2);
              assertThat(e.errno()).isEqualTo(Errno.E2BIG);
            });
    assertThat(backend.read(Family.IPV4)).isSameAs(before);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void refusesLoopsThatABuiltInChainReachesAndNoOthers(Mode mode) {
    MemoryBackend backend = new MemoryBackend(mode);
    backend.commit(
        Family.IPV4,
        List.of(
            new Edit.MakeTable(FILTER),
            new Edit.BaseChain(FILTER, "OUTPUT"),
            new Edit.NewChain(FILTER, "a"),
            new Edit.NewChain(FILTER, "b"),
            append("a", new Target.Jump("b")),
            append("b", new Target.Goto("a"))));
    assertThatThrownBy(
            () -> backend.commit(Family.IPV4, List.of(append("OUTPUT", new Target.Jump("a")))))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.errno()).isEqualTo(mode == Mode.NFT ? Errno.EMLINK : Errno.ELOOP));
  }

  @Test
  void nftRefusesWaysOfMoreThanSixteenChains() {
    for (int chains : List.of(15, 16)) {
      List<Edit> edits = new ArrayList<>(List.of(new Edit.MakeTable(FILTER)));
      for (int i = 0; i < chains; i++) {
        edits.add(new Edit.NewChain(FILTER, "c" + i));
      }
      for (int i = 0; i + 1 < chains; i++) {
        edits.add(append("c" + i, new Target.Jump("c" + (i + 1))));
      }
      edits.add(new Edit.BaseChain(FILTER, "INPUT"));
      edits.add(append("INPUT", new Target.Jump("c0")));
      new MemoryBackend(Mode.LEGACY).commit(Family.IPV4, edits);
      MemoryBackend nft = new MemoryBackend(Mode.NFT);
      if (chains == 15) {
        nft.commit(Family.IPV4, edits);
      } else {
        assertThatThrownBy(() -> nft.commit(Family.IPV4, edits))
            .isInstanceOfSatisfying(
                RefusedException.class, e -> assertThat(e.edit()).isEqualTo(edits.size() - 1));
      }
    }
  }

  @Test
  void jumpsFollowARenamedChain() {
    MemoryBackend backend = new MemoryBackend(Mode.LEGACY);
    backend.commit(
        Family.IPV4,
        List.of(
            new Edit.MakeTable(FILTER),
            new Edit.NewChain(FILTER, "a"),
            append("INPUT", new Target.Jump("a")),
            append("INPUT", new Target.Goto("a")),
            new Edit.RenameChain(FILTER, "a", "z")));
    Table table = java.util.Objects.requireNonNull(backend.read(Family.IPV4).table(FILTER));
    assertThat(table.references()).containsOnlyKeys("z").containsEntry("z", 2);
    assertThatThrownBy(
            () -> backend.commit(Family.IPV4, List.of(new Edit.DeleteChain(FILTER, "z"))))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EMLINK));
  }

  @Test
  void inNftABuiltInChainIsThereOnceItIsMade() {
    MemoryBackend nft = new MemoryBackend(Mode.NFT);
    nft.commit(Family.IPV4, List.of(new Edit.MakeTable(FILTER), new Edit.NewChain(FILTER, "a")));
    assertThatThrownBy(() -> nft.commit(Family.IPV4, List.of(append("INPUT", Target.NONE))))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
    nft.commit(
        Family.IPV4,
        List.of(new Edit.BaseChain(FILTER, "OUTPUT"), new Edit.BaseChain(FILTER, "INPUT")));
    Table table = java.util.Objects.requireNonNull(nft.read(Family.IPV4).table(FILTER));
    assertThat(table.chains().keySet()).containsExactly("INPUT", "OUTPUT", "a");
    nft.commit(Family.IPV4, List.of(new Edit.DeleteChain(FILTER, "OUTPUT")));
    table = java.util.Objects.requireNonNull(nft.read(Family.IPV4).table(FILTER));
    assertThat(table.chains().keySet()).containsExactly("INPUT", "a");
    nft.commit(Family.IPV4, List.of(new Edit.DeleteTable(FILTER)));
    assertThat(nft.read(Family.IPV4).tables()).isEmpty();
  }

  @Test
  void tablesKeepTheOrderOfTheirMaking() {
    MemoryBackend backend = new MemoryBackend(Mode.LEGACY);
    List<TableName> made = List.of(TableName.NAT, TableName.RAW, FILTER, TableName.MANGLE);
    for (TableName name : made) {
      backend.commit(Family.IPV4, List.of(new Edit.MakeTable(name)));
    }
    backend.commit(Family.IPV4, List.of(append("INPUT", Target.NONE)));
    assertThat(backend.read(Family.IPV4).tables().keySet()).containsExactlyElementsOf(made);
  }

  /** The gap buffer against a list, under many edits in many places. */
  @Test
  void keepsRulesInOrder() {
    SplittableRandom random = new SplittableRandom(3);
    MemoryBackend backend = new MemoryBackend(Mode.LEGACY);
    List<Edit> edits = new ArrayList<>(List.of(new Edit.MakeTable(FILTER)));
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      int size = expected.size();
      int near = size == 0 ? 0 : Math.min(size, random.nextInt(4) == 0 ? random.nextInt(size) : 3);
      int at = near + 1;
      switch (size == 0 ? 0 : random.nextInt(5)) {
        case 0, 1, 2 -> {
          edits.add(new Edit.Insert(FILTER, "INPUT", at, counted(i)));
          expected.add(at - 1, i);
        }
        case 3 -> {
          edits.add(new Edit.Delete(FILTER, "INPUT", Math.min(at, size)));
          expected.subList(Math.min(at, size) - 1, Math.min(at, size)).clear();
        }
        default -> {
          edits.add(new Edit.Replace(FILTER, "INPUT", Math.min(at, size), counted(i)));
          expected.set(Math.min(at, size) - 1, i);
        }
      }
      if (i % 1000 == 999) {
        backend.commit(Family.IPV4, edits);
        edits.clear();
        Table table = java.util.Objects.requireNonNull(backend.read(Family.IPV4).table(FILTER));
        assertThat(java.util.Objects.requireNonNull(table.chain("INPUT")).rules())
            .extracting(e -> (int) e.counters().packets())
            .isEqualTo(expected);
      }
    }
  }
}
