package org.netfilter4j.xt.target;

import java.util.List;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Choice;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;

/** {@code -j AUDIT}: a record for the audit daemon (xt_AUDIT.c). */
public final class AuditTarget extends TargetDescriptor<AuditTarget.Data> {
  private static final List<String> TYPES = List.of("accept", "drop", "reject");

  private static final Option<String> TYPE =
      Option.of(
              "type",
              new Choice("Bad action type value \"", "\"", TYPES.toArray(String[]::new))
                  .ignoreCase())
          .makeMandatory()
          .help("what the record says is done with the packet");

  public AuditTarget() {
    super("AUDIT", Data.class, TYPE);
  }

  /** struct xt_audit_info. */
  public record Data(String type) implements Target.Extended {
    @Override
    public String name() {
      return "AUDIT";
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(args.require(TYPE));
  }

  @Override
  public void save(Data target, Words out) {
    out.option(TYPE.name(), target.type);
  }

  @Override
  public void list(Data target, Listing out) {
    out.add(" AUDIT " + target.type);
  }

  /** nft's audit record has no type. */
  @Override
  public boolean translate(Data target, Translation out) {
    out.add("log level audit");
    return true;
  }

  /** struct xt_audit_info: the type. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(
        new Layout<>(
            0,
            1,
            (target, out) -> out.u8(0, TYPES.indexOf(target.type)),
            in -> new Data(TYPES.get(in.u8(0)))));
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    return Aside.action("writes an audit record: " + target.type, "写入审计记录：" + target.type);
  }
}
