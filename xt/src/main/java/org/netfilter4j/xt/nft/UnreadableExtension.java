package org.netfilter4j.xt.nft;

import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Label;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;

/** Stands for {@link Unreadable}, which no command line says and no listing shows. */
public final class UnreadableExtension extends MatchDescriptor<Unreadable> {
  public UnreadableExtension() {
    super("nft", Unreadable.class);
  }

  @Override
  public Unreadable parse(Args args, RuleContext context) {
    throw Rejected.parameter("Couldn't load match `nft':No such file or directory\n");
  }

  @Override
  public void save(Unreadable match, Words out) {
    throw new Unreadable.ListedException(match);
  }

  @Override
  public void list(Unreadable match, Listing out) {
    throw new Unreadable.ListedException(match);
  }

  @Override
  public Condition condition(Unreadable match, Lowering lowering) {
    return new Condition.Unknown(
        match.name(), new Label("a rule that only nft reads", "只有 nft 能读的规则"));
  }
}
