package org.netfilter4j.xt.struct;

import org.netfilter4j.model.Action;
import org.netfilter4j.model.Label;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;

/** What can be said of a target that nothing here knows: its name, revision and bytes. */
public final class UnknownTargetExtension extends TargetDescriptor<UnknownTarget> {
  public UnknownTargetExtension(String name) {
    super(name, UnknownTarget.class);
  }

  @Override
  public UnknownTarget parse(Args args, RuleContext context) {
    throw Rejected.parameter("Couldn't load target `" + name() + "':No such file or directory\n");
  }

  @Override
  public void save(UnknownTarget target, Words out) {
    out.add("[unsupported revision " + target.revision() + ": " + target.info() + "]");
  }

  @Override
  public void list(UnknownTarget target, Listing out) {
    out.add(" [unsupported revision " + target.revision() + ": " + target.info() + "]");
  }

  @Override
  public Action action(UnknownTarget target, Lowering lowering) {
    return new Action.Unknown(target.name(), new Label("an extension that is not here", "此处没有的扩展"));
  }
}
