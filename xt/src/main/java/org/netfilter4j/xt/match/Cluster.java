package org.netfilter4j.xt.match;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/**
 * {@code -m cluster}: whether this node of a cluster answers for the connection, by a hash of its
 * source (xt_cluster.c, revision 0).
 */
public final class Cluster extends MatchDescriptor<Cluster.Data> {
  /** XT_CLUSTER_NODES_MAX. */
  private static final int MAX_NODES = 32;

  private static final Option<Integer> NODES =
      Option.of("cluster-total-nodes", Syntaxes.integer(1, MAX_NODES))
          .makeMandatory()
          .help("how many nodes there are");
  private static final Option<Integer> NODE =
      Option.of("cluster-local-node", Syntaxes.integer(1, MAX_NODES))
          .allowInversion()
          .exclude("cluster-local-nodemask")
          .help("this node's number, from 1");
  private static final Option<Integer> MASK =
      Option.of("cluster-local-nodemask", Syntaxes.integer(1, MAX_NODES))
          .allowInversion()
          .exclude("cluster-local-node")
          .help("a bit for each node that this one is");
  private static final Option<Long> SEED =
      Option.of("cluster-hash-seed", Syntaxes.number(0, 0xffff_ffffL))
          .makeMandatory()
          .help("the same number on all nodes");

  /**
   * struct xt_cluster_match_info.
   *
   * @param mask bit 0 for the first node
   * @param seed 32 bits
   */
  public record Data(int nodes, int mask, int seed, boolean inverted) implements Match {
    @Override
    public String name() {
      return "cluster";
    }
  }

  public Cluster() {
    super("cluster", Data.class, NODES, NODE, MASK, SEED);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    int nodes = args.require(NODES);
    Integer node = args.get(NODE);
    int mask = node == null ? args.get(MASK, 0) : 1 << (node - 1);
    if (Integer.toUnsignedLong(mask) >= 1L << nodes) {
      throw Rejected.parameter(
          "cluster match: "
              + (node == null
                  ? "`--cluster-local-nodemask' too big for `--cluster-total-nodes'"
                  : "`--cluster-local-node' must be <= `--cluster-total-nodes'"));
    }
    if (mask == 0) {
      throw Rejected.parameter(
          "cluster match: `--cluster-local-node' or`--cluster-local-nodemask' is missing");
    }
    return new Data(
        nodes, mask, args.require(SEED).intValue(), args.inverted(NODE) || args.inverted(MASK));
  }

  @Override
  public void save(Data match, Words out) {
    out.option("cluster-local-nodemask", match.inverted, hex(match.mask))
        .option("cluster-total-nodes", Integer.toString(match.nodes))
        .option("cluster-hash-seed", hex(match.seed));
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(match.inverted ? " cluster !node_mask=" : " cluster node_mask=").add(hex(match.mask));
    out.add(" total_nodes=" + match.nodes + " hash_seed=" + hex(match.seed));
  }

  static String hex(int number) {
    return String.format(Locale.ROOT, "0x%08x", number);
  }

  /** Nodes count from 1 where there is one, and from 0 where there are several; "!" is lost. */
  @Override
  public boolean translate(Data match, Translation out) {
    out.add("jhash ct original saddr mod " + match.nodes + " seed " + hex(match.seed));
    String nodes =
        Integer.bitCount(match.mask) == 1
            ? " eq " + (Integer.numberOfTrailingZeros(match.mask) + 1)
            : IntStream.range(0, MAX_NODES)
                .filter(node -> (match.mask >>> node & 1) != 0)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", ", " { ", " }"));
    out.join(nodes + " meta pkttype set host");
    return true;
  }

  /** struct xt_cluster_match_info: how many nodes, which of them, the seed, flags. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 16, Cluster::write, Cluster::read));
  }

  private static void write(Data match, StructBytes out) {
    out.u32(0, match.nodes);
    out.u32(4, match.mask);
    out.u32(8, match.seed);
    out.u32(12, match.inverted ? 1 : 0);
  }

  private static Data read(StructBytes in) {
    int flags = in.known(in.u32(12), 1);
    if (in.u32(0) < 1 || in.u32(0) > MAX_NODES) {
      throw new IllegalArgumentException("nodes: " + in.u32(0));
    }
    return new Data(in.s32(0), in.s32(4), in.s32(8), flags != 0);
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    return new Condition.Probe(new ClusterNode(match));
  }
}
