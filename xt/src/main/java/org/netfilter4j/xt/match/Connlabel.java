package org.netfilter4j.xt.match;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Match;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.ConnectionLabels;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Connection;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.lower.Probe;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntax;
import org.netfilter4j.xt.option.Syntaxes;

/** {@code -m connlabel}: a bit of the connection's 128 labels (xt_connlabel.c, revision 0). */
public final class Connlabel extends MatchDescriptor<Connlabel.Data> {
  private static final int BITS = 128;
  private static final Data ANY = new Data(new LabelBit(0, ""), false, false);

  private static final Option<LabelBit> LABEL =
      Option.of("label", LabelSyntax.LABEL)
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
    return match.label.name.isEmpty() ? Integer.toString(match.label.bit) : match.label.name;
  }

  @Override
  public void save(Data match, Words out) {
    out.option("label", match.inverted, '"' + text(match) + '"');
    if (match.set) {
      out.option("set", false);
    }
  }

  @Override
  public void list(Data match, Listing out) {
    boolean number = out.numeric() || match.label.name.isEmpty();
    out.add(" connlabel" + (match.inverted ? " !" : ""));
    out.add(number ? " " + match.label.bit : " '" + match.label.name + "'");
    out.add(match.set ? " set" : "");
  }

  @Override
  public boolean translate(Data match, Translation out) {
    String label = text(match);
    out.add(match.set ? "ct label set " + label + " " : "").add("ct label ");
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
    return match.label.bit < BITS ? null : Errno.ERANGE;
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    lowering.extend(Connection.Extra.LABELS);
    String name = text(match);
    return new Condition.Probe(
            new Labelled(match.label.bit, match.set, new Label("label " + name, "连接标签 " + name)))
        .not(match.inverted);
  }

  private record Labelled(int bit, boolean set, Label label) implements Probe {
    @Override
    public Outcome test(Context context) {
      Connection connection = context.connection();
      boolean labelled =
          connection != null && (connection.hasLabel(bit) || set && connection.addLabel(bit));
      return labelled ? Outcome.TRUE : Outcome.FALSE;
    }

    @Override
    public Label explain(Context context, Outcome outcome) {
      return outcome == Outcome.TRUE
          ? new Label("the connection has " + label.en(), "该连接有" + label.zh())
          : new Label("the connection has no " + label.en(), "该连接没有" + label.zh());
    }

    @Override
    public Set<Field> reads() {
      return Set.of(Field.Flow.STATUS);
    }

    @Override
    public Set<Field> writes() {
      return Set.of();
    }
  }

  private enum LabelSyntax implements Syntax<LabelBit> {
    LABEL;

    /** A number loses its upper bits: of a negative int the name is tried, the rest goes in 16. */
    @Override
    public LabelBit parse(String text, String owner, String option, RuleContext context) {
      Names names = context.names();
      ConnectionLabels labels = names.labels();
      if (text.isEmpty()) {
        throw Rejected.parameter("Argument must have a minimum length of 1 characters\n");
      }
      Integer bit = number(text);
      if (bit == null || bit < 0) {
        if (labels == null) {
          context.warn(
              "Warning: cannot open /etc/xtables/connlabel.conf: No such file or directory");
        }
        bit = labels == null ? null : labels.bit(text);
      }
      if (bit == null) {
        throw Rejected.parameter("label '" + text + "' not found or invalid value");
      }
      int kept = bit & 0xffff;
      String name = labels == null ? null : labels.name(kept);
      return new LabelBit(kept, name == null ? "" : name);
    }

    private static @Nullable Integer number(String text) {
      boolean negative = text.stripLeading().startsWith("-");
      Long number = Syntaxes.parseUnsigned(negative ? text.stripLeading().substring(1) : text);
      return number == null ? null : Integer.valueOf((int) (negative ? -number : number));
    }

    @Override
    public String placeholder() {
      return "name";
    }

    @Override
    public Samples samples() {
      return new Samples(
          List.of(
              "0",
              "1",
              "5",
              "127",
              "0x7f",
              "017",
              "65536",
              "65663",
              " 5",
              "4294967297",
              "64",
              "128",
              "65535",
              "200"),
          List.of("", "no-such-label", "-1", "5x", "4294967295", "1 "));
    }
  }
}
