package org.netfilter4j.xt.option;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/**
 * Bits by name, as {@code NAME[,NAME...]}; the beginning of a name, in any case, stands for the
 * first name that begins so.
 *
 * @param bits in the order in which they are printed
 * @param complaint what precedes a wrong argument in the message, {@code Bad ctstate "}
 * @param end what follows it
 */
public record NamedBits(List<Bit> bits, String complaint, String end) implements Syntax<Integer> {
  /** A name and its bits; 0 for a name that stands for none. */
  public record Bit(String name, int mask) {}

  public NamedBits {
    bits = List.copyOf(bits);
  }

  /** The names of what is set, separated by commas; where none is, the name that stands for 0. */
  public String text(int mask) {
    StringBuilder text = new StringBuilder();
    for (Bit bit : bits) {
      if ((mask & bit.mask) != 0 || mask == 0 && bit.mask == 0) {
        text.append(text.isEmpty() ? "" : ",").append(bit.name);
      }
    }
    return text.toString();
  }

  @Override
  public Integer parse(String text, String owner, String option, RuleContext context) {
    int mask = 0;
    int at = 0;
    for (String word : text.split(",", -1)) {
      Bit bit = find(word);
      if (bit == null) {
        throw Rejected.parameter(complaint + text.substring(at) + end);
      }
      mask |= bit.mask;
      at += word.length() + 1;
    }
    return mask;
  }

  private @Nullable Bit find(String word) {
    if (word.isEmpty()) {
      return null;
    }
    for (Bit bit : bits) {
      if (bit.name.regionMatches(true, 0, word, 0, word.length())) {
        return bit;
      }
    }
    return null;
  }

  @Override
  public Offer offer(Family family, int word) {
    return Offer.some(bits.stream().map(Bit::name).toList());
  }

  @Override
  public String placeholder() {
    return bits.stream().map(Bit::name).collect(Collectors.joining("|", "{", "}[,...]"));
  }

  @Override
  public Samples samples() {
    List<String> good = new ArrayList<>();
    StringBuilder all = new StringBuilder();
    for (Bit bit : bits) {
      good.add(bit.name);
      good.add(bit.name.substring(0, 1).toLowerCase(Locale.ROOT) + "," + bit.name);
      all.insert(0, bit.name + (all.isEmpty() ? "" : ","));
    }
    good.add(all.toString());
    String first = bits.getFirst().name;
    return new Samples(
        good, List.of("", ",", first + ",", "," + first, first + "X", "QQ", first + " ", "1"));
  }
}
