package org.netfilter4j.xt.option;

import java.util.List;
import java.util.OptionalLong;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;

/** User or group ids from low to high, both included, 0 to 2^32-2. */
public record IdRange(long low, long high) {
  /** -1 stands for no id. */
  private static final long MAX = 0xffff_fffeL;

  public boolean isOne() {
    return low == high;
  }

  public boolean isReversed() {
    return low > high;
  }

  public boolean contains(long id) {
    return low <= id && id <= high;
  }

  public Values values() {
    return new Values.Range(low, high);
  }

  /** As {@code -S} prints it: 0, or 0-99. */
  @Override
  public String toString() {
    return isOne() ? Long.toString(low) : low + "-" + high;
  }

  /** A user's name, or {@code id[-id]}. */
  public static Syntax<IdRange> users() {
    return Ids.USERS;
  }

  /** A group's name, or {@code id[-id]}. */
  public static Syntax<IdRange> groups() {
    return Ids.GROUPS;
  }

  private enum Ids implements Syntax<IdRange> {
    USERS,
    GROUPS;

    @Override
    public IdRange parse(String text, String owner, String option, RuleContext context) {
      OptionalLong named = this == USERS ? context.names().user(text) : context.names().group(text);
      if (named.isPresent()) {
        return new IdRange(named.getAsLong(), named.getAsLong());
      }
      int at = 0;
      while (at < text.length() && text.charAt(at) != '-' && text.charAt(at) != ':') {
        at++;
      }
      Long low = Syntaxes.parseUnsigned(text.substring(0, at));
      Long high = at == text.length() ? low : Syntaxes.parseUnsigned(text.substring(at + 1));
      if (low == null
          || high == null
          || Long.compareUnsigned(low, MAX) > 0
          || Long.compareUnsigned(high, MAX) > 0) {
        throw Rejected.badValue(owner, option, text);
      }
      return new IdRange(low, high);
    }

    @Override
    public Offer offer(Family family, int word) {
      return this == USERS ? Offer.USER : Offer.GROUP;
    }

    @Override
    public String placeholder() {
      return this == USERS ? "userid[-userid]" : "groupid[-groupid]";
    }

    @Override
    public Samples samples() {
      return new Samples(
          List.of(
              "0",
              "root",
              "daemon",
              "0-10",
              "10-0",
              "5-5",
              "5:7",
              "4294967294",
              "0x10",
              "12345",
              " 5",
              "5- 7",
              "1-4294967294"),
          List.of(
              "",
              "nosuchname",
              "4294967295",
              "5-",
              "-5",
              "root-daemon",
              "5x",
              "1-4294967295",
              "1-2-3",
              "4294967296",
              "5 "));
    }
  }
}
