package org.netfilter4j.engine.conntrack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The hash table against the JDK's. */
class TupleTableTest {
  private static final int BOTH = TupleTable.ORIGINALS | TupleTable.REPLIES;

  @Test
  void findsWhatIsThereAndNothingElse() {
    SplittableRandom random = new SplittableRandom(1);
    TupleTable table = new TupleTable();
    Map<Integer, FlowTuple> model = new HashMap<>();
    for (int i = 0; i < 200_000; i++) {
      int number = random.nextInt(4000);
      FlowTuple present = model.get(number);
      assertThat(table.find(tuple(number), number % 3, BOTH)).isSameAs(present);
      if (present == null) {
        FlowTuple added = tuple(number);
        table.add(added);
        model.put(number, added);
      } else if (random.nextInt(3) > 0) {
        table.remove(present);
        model.remove(number);
      }
      assertThat(table.size()).isEqualTo(model.size());
    }
    model.forEach((n, tuple) -> assertThat(table.find(tuple(n), n % 3, BOTH)).isSameAs(tuple));
    model.values().forEach(table::remove);
    assertThat(table.size()).isZero();
  }

  @Test
  void equalTuplesAreFoundInTheOrderInWhichTheyCame() {
    TupleTable table = new TupleTable();
    FlowTuple first = tuple(7);
    FlowTuple second = tuple(7);
    table.add(first);
    table.add(second);
    for (int i = 100; i < 3000; i++) {
      table.add(tuple(i));
    }
    assertThat(table.find(tuple(7), 1, BOTH)).isSameAs(first);
    table.remove(first);
    assertThat(table.find(tuple(7), 1, BOTH)).isSameAs(second);
  }

  private static FlowTuple tuple(int number) {
    FlowTuple tuple = new FlowTuple();
    tuple.protocol = 6;
    tuple.sourceLow = number / 100;
    tuple.destinationLow = 9;
    tuple.sourcePort = number % 100;
    tuple.zone = number % 3;
    return tuple;
  }
}
