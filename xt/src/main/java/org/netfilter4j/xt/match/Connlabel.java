package org.netfilter4j.xt.match;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Match;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Connection;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;

/** {@code -m connlabel}: a bit of the connection's 128 labels (xt_connlabel.c, revision 0). */
public final class Connlabel extends MatchDescriptor<Connlabel.Data> {
  private static final int BITS = 128;
  private static final Data ANY = new Data(new LabelBit(0, ""), false, false);

  private static final Option<LabelBit> LABEL =
      Option.of("label", LabelName.LABEL)
          .allowInversion()
          .makeMandatory()
          .help("the label, by number or by its name in connlabel.conf");

  private static final Option<Boolean> SET =
      Option.flag("set").help("sets the label where it is not set");

  public Connlabel() {
    super("connlabel", Data.class, LABEL, SET);
  }

  /**
   * A label as it was named.
   *
   * @param name "" where connlabel.conf has none for it
   */
  public record LabelBit(int bit, String name) {}

  /** struct xt_connlabel_mtinfo; what is printed is looked up when the rule is read. */
  public record Data(LabelBit label, boolean inverted, boolean set) implements Match {
    @Override
    public String name() {
      return "connlabel";
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(args.require(LABEL), args.inverted(LABEL), args.has(SET));
  }

  private static String text(Data match) {
    return match.label().name.isEmpty() ? Integer.toString(match.label().bit) : match.label.name;
  }

  @Override
  public void save(Data match, Words out) {
    out.option("label", match.inverted, '"' + text(match) + '"');
    if (match.set()) {
      out.option("set", false);
    }
  }

  @Override
  public void list(Data match, Listing out) {
    boolean number = out.numeric() || match.label().name.isEmpty();
    out.add(" connlabel" + (match.inverted ? " !" : ""));
    out.add(number ? " " + match.label().bit : " '" + match.label().name + "'");
    out.add(match.set() ? " set" : "");
  }

  @Override
  public boolean translate(Data match, Translation out) {
    String label = text(match);
    out.add(match.set() ? "ct label set " + label + " " : "").add("ct label ");
    out.add(match.inverted ? "and " + label + " != " : "").add(label);
    return true;
  }

  /** The C tool takes none of the struct for the user's, and so compares nothing. */
  @Override
  public Data compared(Data match) {
    return ANY;
  }

  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    return match.label().bit < BITS ? null : Errno.ERANGE;
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    lowering.extend(Connection.Extra.LABELS);
    String name = text(match);
    return new Condition.Probe(
            new Labelled(
                match.label().bit, match.set(), new Label("label " + name, "连接标签 " + name)))
        .not(match.inverted);
  }
}
