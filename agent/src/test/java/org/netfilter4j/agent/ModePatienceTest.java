package org.netfilter4j.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.netfilter4j.linux.ModeSurvey;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;

/** When rules go to the other mode, and when they stay. */
class ModePatienceTest {
  private static final long SECOND = 1_000_000_000L;
  private final ModePatience patience = new ModePatience();

  private static ModeSurvey survey(int nft, int legacy, Mode... hinted) {
    Set<Mode> hints = EnumSet.noneOf(Mode.class);
    hints.addAll(List.of(hinted));
    List<ModeSurvey.Held> tables = new ArrayList<>();
    tables.add(held(Mode.NFT, nft, hints));
    tables.add(held(Mode.LEGACY, legacy, hints));
    return new ModeSurvey(List.of(Mode.values()), true, tables, List.of(), Map.of());
  }

  private static ModeSurvey.Held held(Mode mode, int rules, Set<Mode> hints) {
    return new ModeSurvey.Held(mode, Family.IPV4, TableName.MANGLE, 3, rules, hints.contains(mode));
  }

  private Mode decide(Mode current, ModeSurvey others, long second) {
    ModeMove move = patience.decide(current, others, second * SECOND);
    return move == null ? current : move.to();
  }

  @Test
  void aKubeletsChainIsBelievedAtOnce() {
    assertThat(decide(Mode.NFT, survey(9, 0, Mode.LEGACY), 0)).isEqualTo(Mode.LEGACY);
    assertThat(decide(Mode.LEGACY, survey(0, 9, Mode.NFT), 0)).isEqualTo(Mode.NFT);
    assertThat(decide(Mode.NFT, survey(0, 9, Mode.NFT, Mode.LEGACY), 0)).isEqualTo(Mode.NFT);
  }

  @Test
  void numbersMustBeClearAndLast() {
    assertThat(decide(Mode.NFT, survey(0, 0), 0)).isEqualTo(Mode.NFT);
    assertThat(decide(Mode.LEGACY, survey(0, 0), 0)).isEqualTo(Mode.LEGACY);
    assertThat(decide(Mode.NFT, survey(3, 5), 0)).isEqualTo(Mode.NFT);
    assertThat(patience.isWaiting()).isFalse();
    assertThat(decide(Mode.NFT, survey(3, 6), 10)).isEqualTo(Mode.NFT);
    assertThat(patience.isWaiting()).isTrue();
    assertThat(decide(Mode.NFT, survey(3, 6), 14)).isEqualTo(Mode.NFT);
    // It was not so all the time.
    assertThat(decide(Mode.NFT, survey(4, 6), 15)).isEqualTo(Mode.NFT);
    assertThat(decide(Mode.NFT, survey(3, 6), 16)).isEqualTo(Mode.NFT);
    assertThat(decide(Mode.NFT, survey(3, 6), 21)).isEqualTo(Mode.LEGACY);
  }

  /** Somebody flushes all of a mode, and the kubelet makes its chain again within a minute. */
  @Test
  void aFlushIsNoReason() {
    assertThat(decide(Mode.LEGACY, survey(50, 400, Mode.LEGACY), 0)).isEqualTo(Mode.LEGACY);
    for (int second = 1; second < 100; second++) {
      assertThat(decide(Mode.LEGACY, survey(50, 0), second)).isEqualTo(Mode.LEGACY);
    }
    assertThat(decide(Mode.LEGACY, survey(50, 400, Mode.LEGACY), 100)).isEqualTo(Mode.LEGACY);
    assertThat(decide(Mode.LEGACY, survey(50, 0), 200)).isEqualTo(Mode.LEGACY);
    assertThat(decide(Mode.LEGACY, survey(50, 0), 230)).isEqualTo(Mode.NFT);
  }

  /** Whatever a host does in a day, the rules move a few times at most. */
  @Test
  void nothingGoesToAndFro() {
    Random random = new Random(11);
    Mode current = Mode.NFT;
    int moves = 0;
    for (int second = 0; second < 86_400; second++) {
      Mode hint = Mode.values()[random.nextInt(2)];
      ModeSurvey others =
          random.nextBoolean()
              ? survey(random.nextInt(20), random.nextInt(20))
              : survey(random.nextInt(20), random.nextInt(20), hint);
      Mode to = decide(current, others, second);
      if (to != current) {
        current = to;
        moves++;
        patience.moved(second * SECOND);
      }
    }
    assertThat(moves).isBetween(2, 32);
  }

  @Test
  void theFirstModeIsTheOneThatRulesAreInUnlessOthersClearlyUseTheOther() {
    ModeSurvey more = survey(3, 4);
    assertThat(new ModeView(more, Set.of()).first().mode()).isEqualTo(Mode.LEGACY);
    assertThat(new ModeView(more, Set.of(Mode.NFT)).first())
        .isEqualTo(new ModeView.First(Mode.NFT, false));
    assertThat(new ModeView(survey(3, 6), Set.of(Mode.NFT)).first())
        .isEqualTo(new ModeView.First(Mode.LEGACY, true));
    assertThat(new ModeView(survey(0, 0), Set.of(Mode.LEGACY)).first())
        .isEqualTo(new ModeView.First(Mode.LEGACY, false));
    assertThat(new ModeView(survey(0, 0), Set.of(Mode.NFT, Mode.LEGACY)).first())
        .isEqualTo(new ModeView.First(Mode.NFT, true));
  }
}
