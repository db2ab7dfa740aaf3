package org.netfilter4j.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.model.Backend.ChangedException;
import org.netfilter4j.model.Backend.Need;
import org.netfilter4j.model.Backend.RefusedException;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Selector;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;

/** Commits to the kernel's legacy tables: counters, changes by others, refusals, tables made. */
class LegacyBackendTest {
  private static final TableName FILTER = TableName.FILTER;
  private static final Rule NOTHING = new Rule(Selector.any(Family.IPV4), List.of(), Target.NONE);
  private static final Entry ENTRY = new Entry(NOTHING, Counters.ZERO);
  private Namespace namespace;
  private LegacyBackend backend;

  @BeforeEach
  void open() {
    Oracle.require("iptables-legacy", "ping");
    namespace = Namespace.open();
    backend = backend();
  }

  @AfterEach
  void close() {
    if (namespace != null) {
      namespace.close();
    }
  }

  private LegacyBackend backend() {
    NetworkNamespace in = NetworkNamespace.of(namespace.file());
    return new LegacyBackend(in, new SetLookup(in), false);
  }

  private void run(String... words) {
    namespace.exec(words).orThrow(List.of(words));
  }

  /** Two packets of 84 bytes each pass INPUT and OUTPUT. */
  private void ping() {
    run("ping", "-c", "1", "-q", "127.0.0.1");
  }

  private Chain chain(String name) {
    return Objects.requireNonNull(
        Objects.requireNonNull(backend.read(Family.IPV4, FILTER, Need.ALL).table(FILTER))
            .chain(name));
  }

  private List<Long> packets(String name) {
    List<Long> packets = new ArrayList<>();
    Chain chain = chain(name);
    chain.rules().forEach(entry -> packets.add(entry.counters().packets()));
    packets.add(chain.counters().packets());
    return packets;
  }

  /** What is counted between a reading and its commit is lost nowhere. */
  @Test
  void countersGoOnAcrossAReplacement() {
    run("iptables-legacy", "-A", "INPUT");
    run("iptables-legacy", "-A", "INPUT", "-p", "icmp");
    run("iptables-legacy", "-A", "INPUT", "-p", "tcp");
    ping();
    assertThat(packets("INPUT")).containsExactly(2L, 2L, 0L, 2L);
    ping();
    Entry counted = new Entry(NOTHING, new Counters(100, 1000));
    backend.commit(
        Family.IPV4,
        List.of(
            new Edit.Insert(FILTER, "INPUT", 1, ENTRY),
            new Edit.Append(FILTER, "INPUT", counted),
            new Edit.Delete(FILTER, "INPUT", 4)));
    assertThat(packets("INPUT")).containsExactly(0L, 4L, 4L, 100L, 4L);
    assertThat(chain("INPUT").rules().get(1).counters()).isEqualTo(new Counters(4, 336));
    ping();
    backend.commit(
        Family.IPV4,
        List.of(
            new Edit.Zero(FILTER, "INPUT", 2),
            new Edit.Policy(FILTER, "INPUT", Target.Standard.ACCEPT, Counters.ZERO)));
    // Two packets came after the reading.
    assertThat(packets("INPUT")).containsExactly(2L, 2L, 6L, 102L, 2L);
    backend.commit(
        Family.IPV4,
        List.of(
            new Edit.Policy(FILTER, "INPUT", Target.Standard.DROP, new Counters(7, 8)),
            new Edit.Zero(FILTER, "INPUT", 0)));
    assertThat(packets("INPUT")).containsExactly(0L, 0L, 0L, 0L, 7L);
    assertThat(chain("INPUT").policy()).isEqualTo(Target.Standard.DROP);
  }

  /** Also where the number of entries is the same, which the kernel itself does not notice. */
  @Test
  void aTableThatAnotherChangedIsNotReplaced() {
    run("iptables-legacy", "-A", "INPUT", "-p", "tcp");
    backend.read(Family.IPV4, FILTER, Need.ALL);
    run("iptables-legacy", "-R", "INPUT", "1", "-p", "udp");
    List<Edit> edits = List.of(new Edit.Append(FILTER, "INPUT", ENTRY));
    assertThatThrownBy(() -> backend.commit(Family.IPV4, edits))
        .isInstanceOf(ChangedException.class);
    assertThat(chain("INPUT").rules()).hasSize(1);
    backend.commit(Family.IPV4, edits);
    assertThat(chain("INPUT").rules()).hasSize(2);
  }

  @Test
  void lookingMakesNoTable() {
    assertThat(backend.read(Family.IPV4).tables()).isEmpty();
    backend.commit(Family.IPV4, List.of(new Edit.MakeTable(TableName.RAW)));
    backend.commit(Family.IPV4, List.of(new Edit.MakeTable(TableName.NAT)));
    assertThat(backend.read(Family.IPV4).tables().keySet())
        .containsExactly(TableName.RAW, TableName.NAT);
    assertThat(backend.read(Family.IPV6).tables()).isEmpty();
  }

  /** Of several tables all change or none: the second is refused by the kernel, for a loop. */
  @Test
  void severalTablesChangeOrNone() {
    run("iptables-legacy", "-A", "INPUT", "-p", "icmp");
    run("iptables-legacy", "-t", "raw", "-N", "loop");
    ping();
    String before = LegacyEntries.dump(namespace.file(), Family.IPV4);
    Entry jump =
        new Entry(
            new Rule(Selector.any(Family.IPV4), List.of(), new Target.Jump("loop")), Counters.ZERO);
    List<Edit> edits =
        List.of(
            new Edit.Append(FILTER, "INPUT", ENTRY),
            new Edit.Append(TableName.RAW, "PREROUTING", jump),
            new Edit.Append(TableName.RAW, "loop", jump));
    assertThatThrownBy(() -> backend.commit(Family.IPV4, edits))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ELOOP));
    assertThat(LegacyEntries.dump(namespace.file(), Family.IPV4)).isEqualTo(before);
  }

  @Test
  void whatCannotBeIsRefusedWithItsEdit() {
    Entry nowhere =
        new Entry(
            new Rule(Selector.any(Family.IPV4), List.of(), new Target.Jump("no")), Counters.ZERO);
    assertRefused(Errno.ENOENT, new Edit.Append(FILTER, "no", ENTRY));
    assertRefused(Errno.ENOENT, new Edit.Append(FILTER, "INPUT", nowhere));
    assertRefused(Errno.E2BIG, new Edit.Insert(FILTER, "INPUT", 2, ENTRY));
    assertRefused(Errno.E2BIG, new Edit.Delete(FILTER, "INPUT", 1));
    assertRefused(Errno.EEXIST, new Edit.NewChain(FILTER, "INPUT"));
    assertRefused(Errno.EINVAL, new Edit.DeleteChain(FILTER, "INPUT"));
    assertRefused(Errno.ENOENT, new Edit.RenameChain(FILTER, "INPUT", "x"));
    assertRefused(Errno.EOPNOTSUPP, new Edit.DeleteTable(FILTER));
    run("iptables-legacy", "-N", "used");
    run("iptables-legacy", "-A", "INPUT", "-j", "used");
    assertRefused(Errno.EMLINK, new Edit.DeleteChain(FILTER, "used"));
  }

  private void assertRefused(Errno errno, Edit edit) {
    List<Edit> edits = List.of(new Edit.MakeTable(FILTER), edit);
    assertThatThrownBy(() -> backend.commit(Family.IPV4, edits))
        .as("%s", edit)
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.errno()).isEqualTo(errno);
              assertThat(e.edit()).isEqualTo(1);
            });
  }

  /** Without a lock: appending changes the number of entries, so the kernel tells. */
  @Test
  void writersAtOnceLoseNoRule() throws InterruptedException {
    int writers = 4;
    int rules = 150;
    List<Future<Integer>> done = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(writers)) {
      for (int i = 0; i < writers; i++) {
        done.add(threads.submit(() -> append(rules)));
      }
      int retried = 0;
      for (Future<Integer> writer : done) {
        try {
          retried += writer.get();
        } catch (ExecutionException e) {
          throw new AssertionError("a writer", e.getCause());
        }
      }
      System.out.println("writers at once: " + retried + " commits made anew");
    }
    assertThat(chain("INPUT").rules()).hasSize(writers * rules);
  }

  private int append(int rules) {
    LegacyBackend own = backend();
    int retried = 0;
    for (int i = 0; i < rules; ) {
      own.read(Family.IPV4, FILTER, Need.CHAINS);
      try {
        own.commit(Family.IPV4, List.of(new Edit.Append(FILTER, "INPUT", ENTRY)));
        i++;
      } catch (ChangedException e) {
        retried++;
      }
    }
    return retried;
  }
}
