package org.netfilter4j.xt.option;

import java.util.List;
import java.util.Locale;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/**
 * Which bits of byte 13 of the TCP header are looked at, and which of them are to be set.
 *
 * @param mask 0 to 0x3f
 * @param set 0 to 0x3f; with bits outside the mask nothing matches
 */
public record TcpFlags(int mask, int set) {
  /** All flags that have names. */
  public static final int ALL = 0x3f;

  /** Every combination. */
  public static final TcpFlags ANY = new TcpFlags(0, 0);

  /** {@code --syn}. */
  public static final TcpFlags SYN = new TcpFlags(0x17, 0x02);

  private static final List<String> NAMES = List.of("FIN", "SYN", "RST", "PSH", "ACK", "URG");

  /** What may be written besides: all flags, or none. */
  private static final List<String> ALL_NAMES =
      List.of("FIN", "SYN", "RST", "PSH", "ACK", "URG", "ALL", "NONE");

  /** The names of flags as {@code -S} prints them: "FIN,SYN", or "NONE". */
  public static String text(int flags) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < NAMES.size(); i++) {
      if ((flags & 1 << i) != 0) {
        text.append(text.isEmpty() ? "" : ",").append(NAMES.get(i));
      }
    }
    return text.isEmpty() ? "NONE" : text.toString();
  }

  /** Two words, the mask and what is to be set. */
  public static Syntax<TcpFlags> syntax() {
    return Flags.FLAGS;
  }

  private enum Flags implements Syntax<TcpFlags> {
    FLAGS;

    @Override
    public TcpFlags parse(String text, String owner, String option, RuleContext context) {
      int blank = text.lastIndexOf(' ');
      if (blank < 0) {
        throw Rejected.parameter("--tcp-flags requires two args.");
      }
      return new TcpFlags(flags(text.substring(0, blank)), flags(text.substring(blank + 1)));
    }

    private static int flags(String text) {
      int flags = 0;
      for (String word : text.split(",", -1)) {
        String name = word.toUpperCase(Locale.ROOT);
        if (name.equals("ALL")) {
          flags |= ALL;
        } else if (NAMES.contains(name)) {
          flags |= 1 << NAMES.indexOf(name);
        } else if (!name.isEmpty() && !name.equals("NONE")) {
          throw Rejected.parameter("Unknown TCP flag `" + word + "'");
        }
      }
      return flags;
    }

    @Override
    public int words() {
      return 2;
    }

    @Override
    public Offer offer(Family family, int word) {
      return Offer.some(ALL_NAMES);
    }

    @Override
    public String placeholder() {
      return "mask comp";
    }

    @Override
    public Samples samples() {
      return new Samples(
          List.of(
              "SYN,RST,ACK,FIN SYN",
              "ALL NONE",
              "ALL ALL",
              "syn SYN",
              "FIN,FIN FIN",
              "SYN ACK",
              "URG,PSH PSH",
              "NONE NONE",
              ",SYN, ACK",
              "ALL FIN,SYN,RST,PSH,ACK,URG"),
          List.of("SYN", "SYN ECE", "X SYN", "SY SY", "2 2"));
    }
  }
}
