package org.netfilter4j.linux;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Backend.Refusal;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Rule;
import org.netfilter4j.wire.netlink.MessageWriter;
import org.netfilter4j.wire.nft.NftAttribute;

/**
 * A table of nf_tables that marks packets to be traced, in both modes: the mark (skb-&gt;nf_trace)
 * is the same for the legacy tables. It stands before all tables of iptables, and has a chain
 * behind all at each hook, so that the trace tells how far a packet came; no table of anybody else
 * is touched.
 *
 * <p>The table is owned by a socket: the kernel deletes it when that is closed, and so when the
 * process ends however it ends (NFT_TABLE_F_OWNER, from 5.12).
 */
public final class TraceTable implements AutoCloseable {
  /** Behind the defragmenting (-400), before table raw (-300). */
  private static final int FIRST = -399;

  /** Behind connection tracking (-200). */
  private static final int TRACKED = -199;

  /** Before the confirming of connections, which is the last. */
  private static final int LAST = Integer.MAX_VALUE - 1;

  private final NetlinkSocket socket;
  private final SetLookup sets;
  private final NftBackend backend;

  private TraceTable(NetworkNamespace namespace) {
    socket = NetlinkSocket.open(namespace, NetlinkSocket.NETFILTER);
    sets = new SetLookup(namespace);
    backend = new NftBackend(namespace, sets);
  }

  /**
   * What is traced.
   *
   * @param arriving rules with target TRACE for packets that come in, before they are tracked
   * @param own the same for the host's own packets
   * @param tracked the same for both, when connection tracking has seen them
   */
  public record Rules(List<Rule> arriving, List<Rule> own, List<Rule> tracked) {
    public Rules {
      arriving = List.copyOf(arriving);
      own = List.copyOf(own);
      tracked = List.copyOf(tracked);
    }
  }

  /**
   * Makes the table.
   *
   * @return null where this kernel has no tables that are owned
   * @throws KernelException where it refuses
   */
  public static @Nullable TraceTable open(
      NetworkNamespace namespace, Family family, String name, Rules rules) {
    TraceTable table = new TraceTable(namespace);
    boolean made = false;
    try {
      List<Refusal> refused = table.make(family, name, rules);
      if (refused.isEmpty()) {
        made = true;
        return table;
      }
      Errno errno = refused.getFirst().errno();
      if (errno == Errno.EOPNOTSUPP || errno == Errno.EINVAL) {
        return null;
      }
      throw new KernelException("a table for tracing can't be made", errno);
    } finally {
      if (!made) {
        table.close();
      }
    }
  }

  private List<Refusal> make(Family family, String name, Rules rules) {
    int sequence = socket.nextSequence();
    NftBatch batch = new NftBatch(backend.structs(), 0, sequence, 1);
    batch.family(family);
    batch.addTable(name, NftAttribute.TABLE_OWNED);
    chain(batch, name, Hook.PREROUTING, FIRST, rules.arriving);
    chain(batch, name, Hook.OUTPUT, FIRST, rules.own);
    if (!rules.tracked.isEmpty()) {
      chain(batch, name, Hook.PREROUTING, TRACKED, rules.tracked);
      chain(batch, name, Hook.OUTPUT, TRACKED, rules.tracked);
    }
    for (Hook hook : Hook.values()) {
      chain(batch, name, hook, LAST, List.of());
    }
    socket.skipSequences(batch.messages() + 1);
    MessageWriter bytes = batch.finish();
    socket.send(bytes);
    return batch.refusals(socket);
  }

  private static void chain(
      NftBatch batch, String table, Hook hook, int priority, List<Rule> rules) {
    String chain =
        switch (priority) {
          case FIRST -> "begin-" + hook;
          case TRACKED -> "tracked-" + hook;
          default -> passed(hook);
        };
    batch.baseChain(table, chain, hook, priority);
    rules.forEach(rule -> batch.append(table, chain, rule));
  }

  /** The chain that a packet comes to that has passed everything else at a hook. */
  public static String passed(Hook hook) {
    return "passed-" + hook;
  }

  @Override
  public void close() {
    socket.close();
    backend.close();
    sets.close();
  }
}
