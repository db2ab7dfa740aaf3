package org.netfilter4j.xt.target;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.CutText;
import org.netfilter4j.xt.option.Offer;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -j TEE}: sends a copy of the packet to a host of the neighbourhood (xt_TEE.c). */
public final class TeeTarget extends TargetDescriptor<TeeTarget.Data> {
  private static final Option<Address> GATEWAY =
      Option.of("gateway", ResolvedHost.HOST).makeMandatory().help("the host that gets the copy");
  private static final Option<String> OIF =
      Option.of("oif", new CutText(15, 0, "name").offering(Offer.INTERFACE))
          .help("the interface it leaves by");

  public TeeTarget() {
    super("TEE", Data.class, GATEWAY, OIF);
  }

  /**
   * struct xt_tee_tginfo.
   *
   * @param device the interface that the copy leaves by; "" for that of the route
   */
  public record Data(Address gateway, String device) implements Target.Extended {
    @Override
    public String name() {
      return "TEE";
    }

    private String host(Names names) {
      String name = names.anyName(gateway);
      return name == null ? gateway.toString() : name;
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(args.require(GATEWAY), args.get(OIF, ""));
  }

  @Override
  public void save(Data target, Words out) {
    out.option(GATEWAY.name(), target.gateway().toString());
    if (!target.device().isEmpty()) {
      out.option(OIF.name(), target.device());
    }
  }

  @Override
  public void list(Data target, Listing out) {
    out.add(" TEE gw:")
        .add(out.numeric() ? target.gateway().toString() : target.host(out.names()))
        .add(target.device().isEmpty() ? "" : " oif=" + target.device());
  }

  @Override
  public boolean translate(Data target, Translation out) {
    out.add("dup to " + target.host(out.names()));
    out.add(target.device().isEmpty() ? "" : " device " + target.device());
    return true;
  }

  @Override
  public @Nullable Errno check(Data target, CheckContext context) {
    return target.gateway().isAny() ? Errno.EINVAL : null;
  }

  /** struct xt_tee_tginfo: its last 8 bytes are the kernel's own. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(1, 40, TeeTarget::write, TeeTarget::read));
  }

  private static void write(Data target, StructBytes out) {
    out.address(0, target.gateway());
    out.text(16, 15, target.device());
  }

  private static Data read(StructBytes in) {
    return new Data(in.address(0, in.family()), in.text(16, 16));
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    return new Action.Do(new SendCopy(target.gateway(), target.device()));
  }
}
