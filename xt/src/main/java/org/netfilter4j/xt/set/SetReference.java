package org.netfilter4j.xt.set;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.option.Offer;
import org.netfilter4j.xt.option.Syntax;
import org.netfilter4j.xt.struct.SetIndexes;
import org.netfilter4j.xt.struct.StructBytes;

/**
 * A set and directions, as a rule names them: {@code NAME src,dst} (struct xt_set_info).
 *
 * @param dimensions how many directions, 1 to 6
 * @param sources bit 0 for the first direction: set where it is the source
 */
public record SetReference(String set, int dimensions, int sources) {
  /** IPSET_MAXNAMELEN, with its NUL. */
  private static final int MAX_NAME = 32;

  /** IPSET_DIM_MAX. */
  private static final int MAX_DIMENSIONS = 6;

  /** {@code NAME src,dst}. */
  public String text() {
    StringBuilder text = new StringBuilder(set);
    for (int i = 0; i < dimensions; i++) {
      text.append(i == 0 ? ' ' : ',').append((sources >> i & 1) != 0 ? "src" : "dst");
    }
    return text.toString();
  }

  /** Writes struct xt_set_info: number, dimensions, directions from bit 1 on; null for no set. */
  public static void write(@Nullable SetReference reference, int at, StructBytes out) {
    out.u16(at, reference == null ? SetIndexes.NO_SET : out.sets().index(reference.set));
    if (reference != null) {
      out.u8(at + 2, reference.dimensions);
      out.u8(at + 3, reference.sources << 1);
    }
  }

  /** Reads struct xt_set_info, but for bit 0 of its flags; null where it is of no set. */
  public static @Nullable SetReference read(StructBytes in, int at) {
    int index = in.u16(at);
    return index == SetIndexes.NO_SET
        ? null
        : new SetReference(in.sets().name(index), in.u8(at + 2), in.u8(at + 3) >> 1);
  }

  /** The two words after {@code --match-set} and the like; the set must be there. */
  public static Syntax<SetReference> syntax() {
    return new Words(false);
  }

  /** The same after an option of old, which warns. */
  public static Syntax<SetReference> deprecated() {
    return new Words(true);
  }

  private record Words(boolean warns) implements Syntax<SetReference> {
    @Override
    public int words() {
      return 2;
    }

    @Override
    public SetReference parse(String text, String owner, String option, RuleContext context) {
      if (warns) {
        context.warn("--set option deprecated, please use --match-set");
      }
      int blank = text.lastIndexOf(' ');
      if (blank < 0) {
        throw Rejected.parameter("--" + (warns ? "match-set" : option) + " requires two args.");
      }
      String name = text.substring(0, blank);
      if (name.length() >= MAX_NAME) {
        throw Rejected.parameter(
            "setname `" + name + "' too long, max " + (MAX_NAME - 1) + " characters.");
      }
      if (!context.sets().has(name)) {
        throw Rejected.parameter("Set " + name + " doesn't exist.\n");
      }
      if (!context.sets().fits(name, context.family())) {
        String family =
            switch (context.family()) {
              case IPV4 -> "IPv6";
              case IPV6 -> "IPv4";
            };
        throw Rejected.parameter(
            "The protocol family of set "
                + name
                + " is "
                + family
                + ", which is not applicable.\n");
      }
      return directions(name, text.substring(blank + 1));
    }

    private static SetReference directions(String name, String text) {
      int dimensions = 0;
      int sources = 0;
      for (String word : text.split(",", -1)) {
        if (++dimensions > MAX_DIMENSIONS) {
          throw Rejected.parameter("Can't be more src/dst options than " + MAX_DIMENSIONS + ".");
        }
        if (word.startsWith("src")) {
          sources |= 1 << (dimensions - 1);
        } else if (!word.startsWith("dst")) {
          throw Rejected.parameter(
              "You must specify (the comma separated list of) 'src' or 'dst'.");
        }
      }
      return new SetReference(name, dimensions, sources);
    }

    @Override
    public Offer offer(Family family, int word) {
      return word == 0 ? Offer.SET : Offer.some(List.of("src", "dst"));
    }

    @Override
    public String placeholder() {
      return "name flags";
    }

    /** Good where there are a set "s" of one dimension, "p" of two and "ports" of any family. */
    @Override
    public Samples samples() {
      return new Samples(
          List.of("s src", "s dst", "s src,dst", "p src,dst", "p dst,dst", "p src", "ports dst"),
          List.of(
              "no-such-set src",
              "a-name-of-more-than-thirty-one-chars src",
              "s both",
              "s src,",
              "s src,dst,src,dst,src,dst,src"));
    }
  }
}
