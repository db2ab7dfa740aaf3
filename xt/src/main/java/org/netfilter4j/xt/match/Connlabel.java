package org.netfilter4j.xt.match;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Match;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.ConnectionLabels;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Connection;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m connlabel}: a bit of the connection's 128 labels (xt_connlabel.c, revision 0). */
public final class Connlabel extends MatchDescriptor<Connlabel.Data> {
  private static final int BITS = 128;
  private static final Data ANY = new Data(0, false, false);

  private static final Option<Integer> LABEL =
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
   * struct xt_connlabel_mtinfo.
   *
   * @param bit of 16 bits, of which the kernel takes 0 to 127
   */
  public record Data(int bit, boolean inverted, boolean set) implements Match {
    @Override
    public String name() {
      return "connlabel";
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(args.require(LABEL), args.inverted(LABEL), args.has(SET));
  }

  /** Its name in connlabel.conf, or null. */
  private static @Nullable String name(Data match, @Nullable Names names) {
    ConnectionLabels labels = names == null ? null : names.labels();
    return labels == null ? null : labels.name(match.bit);
  }

  private static String text(Data match, @Nullable Names names) {
    String name = name(match, names);
    return name == null ? Integer.toString(match.bit) : name;
  }

  @Override
  public void save(Data match, Words out) {
    out.option("label", match.inverted, '"' + text(match, out.names()) + '"');
    if (match.set()) {
      out.option("set", false);
    }
  }

  @Override
  public void list(Data match, Listing out) {
    String name = out.numeric() ? null : name(match, out.names());
    out.add(" connlabel" + (match.inverted ? " !" : ""));
    out.add(name == null ? " " + match.bit : " '" + name + "'");
    out.add(match.set() ? " set" : "");
  }

  @Override
  public boolean translate(Data match, Translation out) {
    String label = text(match, out.names());
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
    return match.bit < BITS ? null : Errno.ERANGE;
  }

  /** struct xt_connlabel_mtinfo: the bit, and options. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 4, Connlabel::write, Connlabel::read));
  }

  private static void write(Data match, StructBytes out) {
    out.u16(0, match.bit);
    out.u16(2, (match.inverted ? 1 : 0) | (match.set ? 2 : 0));
  }

  private static Data read(StructBytes in) {
    int options = in.known(in.u16(2), 3);
    return new Data(in.u16(0), (options & 1) != 0, (options & 2) != 0);
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    lowering.extend(Connection.Extra.LABELS);
    return new Condition.Probe(
            new Labelled(
                match.bit, match.set(), new Label("label " + match.bit, "连接标签 " + match.bit)))
        .not(match.inverted);
  }
}
