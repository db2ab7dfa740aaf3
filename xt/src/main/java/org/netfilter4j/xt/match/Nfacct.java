package org.netfilter4j.xt.match;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Match;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.CutText;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/**
 * {@code -m nfacct}: counts packets in an accounting object of the host (xt_nfacct.c, revision 1).
 */
public final class Nfacct extends MatchDescriptor<Nfacct.Data> {
  private static final int MOST_BYTES = 31;

  private static final Option<String> NAME =
      Option.of("nfacct-name", new CutText(MOST_BYTES, 1, "name"))
          .makeMandatory()
          .help("the accounting object, which must be there");

  public Nfacct() {
    super("nfacct", Data.class, NAME);
  }

  /** The part of struct xt_nfacct_match_info_v1 that is the user's. */
  public record Data(String object) implements Match {
    @Override
    public String name() {
      return "nfacct";
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    String name = args.require(NAME);
    if (name.indexOf('\n') >= 0) {
      throw Rejected.parameter("Newlines not allowed in --nfacct-name");
    }
    return new Data(name);
  }

  /** With two blanks, as the C tool prints it. */
  @Override
  public void save(Data match, Words out) {
    out.add("--nfacct-name ").quoted(match.object);
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(" nfacct-name ").words().quoted(match.object);
  }

  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    return context.objects().hasAccount(match.object) ? null : Errno.ENOENT;
  }

  /** struct xt_nfacct_match_info_v1: the name; the rest is the kernel's. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(1, 40, Nfacct::write, Nfacct::read));
  }

  private static void write(Data match, StructBytes out) {
    out.text(0, MOST_BYTES, match.object);
  }

  private static Data read(StructBytes in) {
    return new Data(in.text(0, MOST_BYTES + 1));
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    return new Condition.Unknown(
        "nfacct", new Label("the accounting object " + match.object, "计费对象 " + match.object));
  }
}
