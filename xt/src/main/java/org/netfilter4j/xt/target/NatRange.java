package org.netfilter4j.xt.target;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.TableName;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Context.Translation;

/**
 * What a connection may be translated to: struct nf_nat_range2.
 *
 * @param first the lowest address; null where the address is not the rule's to say
 * @param last the highest address; null where {@code first} is
 * @param ports whether ports are given
 * @param firstPort the lowest port, or ICMP id
 * @param base where a shifted range counts from ({@code --to-destination :a-b/base}); -1 for none
 */
public record NatRange(
    @Nullable Address first,
    @Nullable Address last,
    boolean ports,
    int firstPort,
    int lastPort,
    int base,
    boolean random,
    boolean randomFully,
    boolean persistent) {
  /** Nothing is said. */
  public static final NatRange NONE =
      new NatRange(null, null, false, 0, 0, -1, false, false, false);

  NatRange withAddresses(Address first, Address last) {
    return new NatRange(
        first, last, ports, firstPort, lastPort, base, random, randomFully, persistent);
  }

  NatRange withFlags(boolean random, boolean randomFully, boolean persistent) {
    return new NatRange(
        first, last, ports, firstPort, lastPort, base, random, randomFully, persistent);
  }

  /** The struct before revision 2 keeps that a range is shifted, but not from where. */
  NatRange withoutBase() {
    return base < 0
        ? this
        : new NatRange(first, last, ports, firstPort, lastPort, 0, random, randomFully, persistent);
  }

  /** As it is written: {@code 10.0.0.1-10.0.0.9:80-89}, {@code [::1]:80}, {@code :80}. */
  String text() {
    StringBuilder out = new StringBuilder();
    if (first != null && last != null) {
      boolean brackets = first.family() == Family.IPV6 && ports;
      out.append(brackets ? "[" : "").append(first);
      if (!first.equals(last)) {
        out.append('-').append(last);
      }
      out.append(brackets ? "]" : "");
    }
    if (ports) {
      out.append(':').append(portText());
    }
    return out.toString();
  }

  /** The ports alone: {@code 80-89/5}. */
  String portText() {
    if (!ports) {
      return "";
    }
    return firstPort
        + (lastPort == firstPort ? "" : "-" + lastPort)
        + (base >= 0 ? "/" + base : "");
  }

  /** The options as {@code -S} prints them. */
  void save(Words out, String option, String text) {
    if (!text.isEmpty()) {
      out.option(option, text);
    }
    flags(out.raw(), " --");
  }

  /** The text in {@code -L}. */
  String listing(String word, String text) {
    StringBuilder out = new StringBuilder();
    if (!text.isEmpty()) {
      out.append(' ').append(word).append(text);
    }
    flags(out, " ");
    return out.toString();
  }

  private void flags(StringBuilder out, String before) {
    if (random) {
      out.append(before).append("random");
    }
    if (randomFully) {
      out.append(before).append("random-fully");
    }
    if (persistent) {
      out.append(before).append("persistent");
    }
  }

  /**
   * The words in nft's syntax after its own for the target; false for shifted ports, which it
   * lacks.
   */
  boolean translate(String word, org.netfilter4j.xt.Translation out) {
    String text = text();
    out.add(word).add(text.isEmpty() ? "" : " to " + text);
    String before = " ";
    for (String flag :
        List.of(
            random ? "random" : "",
            randomFully ? "fully-random" : "",
            persistent ? "persistent" : "")) {
      out.join(flag.isEmpty() ? "" : before + flag);
      before = flag.isEmpty() ? before : ",";
    }
    return base < 0;
  }

  /** The action of a target that translates so. */
  Action action(Translation.Side side, Translation.Choice choice, Label label) {
    return new Action.Do(
        new Translate(
            new Translation(
                side,
                first,
                last,
                ports ? firstPort : 0,
                ports ? lastPort : 0,
                base,
                choice,
                random,
                randomFully,
                persistent),
            label));
  }

  /** Network address translation is for table nat, at those hooks. */
  static @Nullable Errno check(CheckContext context, int hooks) {
    return context.table() == TableName.NAT && context.onlyFrom(hooks) ? null : Errno.EINVAL;
  }
}
