package org.netfilter4j.xt.struct;

import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Label;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;

/** What can be said of a match that nothing here knows: its name, revision and bytes. */
public final class UnknownMatchExtension extends MatchDescriptor<UnknownMatch> {
  public UnknownMatchExtension(String name) {
    super(name, UnknownMatch.class);
  }

  @Override
  public UnknownMatch parse(Args args, RuleContext context) {
    throw Rejected.parameter("Couldn't load match `" + name() + "':No such file or directory\n");
  }

  @Override
  public void save(UnknownMatch match, Words out) {
    out.add("[unsupported revision " + match.revision() + ": " + match.info() + "]");
  }

  @Override
  public void list(UnknownMatch match, Listing out) {
    out.add(" " + match.name());
    out.add(" [unsupported revision " + match.revision() + ": " + match.info() + "]");
  }

  @Override
  public Condition condition(UnknownMatch match, Lowering lowering) {
    return new Condition.Unknown(
        match.name(), new Label("an extension that is not here", "此处没有的扩展"));
  }
}
