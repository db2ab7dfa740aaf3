package org.netfilter4j.xt.target;

import java.util.List;
import java.util.Locale;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Choice;
import org.netfilter4j.xt.option.MacAddress;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/**
 * {@code -j CLUSTERIP}: several hosts share an address, and each takes its part of the connections
 * (ipt_CLUSTERIP.c, which Linux 6.3 took out; the C tools still have their part).
 */
public final class ClusteripTarget extends TargetDescriptor<ClusteripTarget.Data> {
  private static final int MOST_NODES = 16;

  /** CLUSTERIP_HASHMODE_*. */
  private static final List<String> MODES =
      List.of("sourceip", "sourceip-sourceport", "sourceip-sourceport-destport");

  private static final Data NOTHING = new Data(false, "", new MacAddress(0), 0, 0, 0);

  private static final Option<Boolean> NEW = Option.flag("new").help("makes a new cluster");
  private static final Option<String> HASHMODE =
      Option.of("hashmode", new Choice("Unknown hashmode \"", "\"", MODES.toArray(String[]::new)))
          .help("what connections are told apart by");
  private static final Option<MacAddress> MAC =
      Option.of("clustermac", SharedAddress.MAC).help("the multicast address that they share");
  private static final Option<Integer> NODES =
      Option.of("total-nodes", Syntaxes.integer(0, MOST_NODES)).help("how many hosts there are");
  private static final Option<Integer> LOCAL =
      Option.of("local-node", Syntaxes.integer(0, MOST_NODES)).help("which of them this one is");
  private static final Option<Long> INIT =
      Option.of("hash-init", Syntaxes.number(0, 0xffff_ffffL)).help("where the hash starts");

  public ClusteripTarget() {
    super("CLUSTERIP", Family.IPV4, Data.class, NEW, HASHMODE, MAC, NODES, LOCAL, INIT);
  }

  /**
   * struct ipt_clusterip_tgt_info.
   *
   * @param added whether {@code --new} and the rest were given; else nothing of it counts
   */
  public record Data(
      boolean added, String hashmode, MacAddress mac, int nodes, int local, long init)
      implements Target.Extended {
    @Override
    public String name() {
      return "CLUSTERIP";
    }

    private String macText() {
      return mac.toString().toUpperCase(Locale.ROOT);
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    MacAddress mac = args.get(MAC);
    if (args.uses().isEmpty()) {
      return NOTHING;
    }
    String mode = args.get(HASHMODE);
    if (mac == null || mode == null || !args.has(NEW) || !args.has(NODES) || !args.has(LOCAL)) {
      throw Rejected.parameter("CLUSTERIP target: Invalid parameter combination");
    }
    return new Data(true, mode, mac, args.require(NODES), args.require(LOCAL), args.get(INIT, 0L));
  }

  @Override
  public void save(Data target, Words out) {
    if (target.added) {
      out.option(NEW.name(), false)
          .option(HASHMODE.name(), target.hashmode)
          .option(MAC.name(), target.macText())
          .option(NODES.name(), Integer.toString(target.nodes))
          .option(LOCAL.name(), Integer.toString(target.local))
          .option(INIT.name(), Long.toString(target.init));
    }
  }

  @Override
  public void list(Data target, Listing out) {
    out.add(" CLUSTERIP");
    if (target.added) {
      out.add(" hashmode=" + target.hashmode + " clustermac=" + target.macText())
          .add(" total_nodes=" + target.nodes + " local_node=" + target.local)
          .add(" hash_init=" + target.init);
    }
  }

  /** struct ipt_clusterip_tgt_info: its last 8 bytes are the kernel's own. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 64, ClusteripTarget::write, ClusteripTarget::read));
  }

  private static void write(Data target, StructBytes out) {
    if (target.added) {
      out.u32(0, 1);
      for (int i = 0; i < 6; i++) {
        out.u8(4 + i, (int) (target.mac.number() >>> (40 - 8 * i)));
      }
      out.u16(10, target.nodes);
      out.u16(12, 1);
      out.u16(14, target.local);
      out.u32(48, MODES.indexOf(target.hashmode));
      out.u32(52, target.init);
    }
  }

  private static Data read(StructBytes in) {
    if (in.u32(0) == 0) {
      return NOTHING;
    }
    long mac = (long) in.network16(4) << 32 | in.network32(6);
    String mode = MODES.get(in.s32(48));
    return new Data(true, mode, new MacAddress(mac), in.u16(10), in.u16(14), in.u32(52));
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    return new Action.Unknown(
        name(), new Label("the nodes that this host answers for", "本主机负责的集群节点"));
  }
}
