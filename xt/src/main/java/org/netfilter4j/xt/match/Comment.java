package org.netfilter4j.xt.match;

import java.util.List;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m comment}: words for people; every packet matches (xt_comment.c, revision 0). */
public final class Comment extends MatchDescriptor<Comment.Data> {
  /** XT_MAX_COMMENT_LEN, with its final NUL. */
  private static final int MAX_LENGTH = 256;

  private static final Option<String> COMMENT =
      Option.of("comment", Syntaxes.text(MAX_LENGTH - 1, "COMMENT"))
          .makeMandatory()
          .help("words for people, at most 255 bytes");

  /** struct xt_comment_info. */
  public record Data(String text) implements Match {
    @Override
    public String name() {
      return "comment";
    }

    @Override
    public String remark() {
      return text;
    }
  }

  public Comment() {
    super("comment", Data.class, COMMENT);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(args.require(COMMENT));
  }

  @Override
  public void save(Data match, Words out) {
    out.option("comment", false).quoted(match.text);
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(" /* " + match.text + " */");
  }

  @Override
  public boolean translate(Data match, Translation out) {
    String quoted = '"' + match.text + '"';
    // The C tool cuts it with its quotes.
    out.comment(quoted.substring(0, Math.min(quoted.length(), MAX_LENGTH - 1)));
    return true;
  }

  /** struct xt_comment_info: the text. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 256, Comment::write, Comment::read));
  }

  private static void write(Data match, StructBytes out) {
    out.text(0, MAX_LENGTH, match.text);
  }

  private static Data read(StructBytes in) {
    return new Data(in.text(0, MAX_LENGTH));
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    return Condition.ALWAYS;
  }
}
