package org.netfilter4j.xt.target;

import java.util.List;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.option.LeadingNumber;
import org.netfilter4j.xt.option.Offer;
import org.netfilter4j.xt.option.Syntax;

/** The arguments of CT: zones and sets of events. */
enum CtSyntax implements Syntax<Integer> {
  /** 0 to 65535, or {@link #MARK}. */
  ZONE("") {
    @Override
    public Integer parse(String text, String owner, String option, RuleContext context) {
      if (text.equalsIgnoreCase("mark")) {
        return MARK;
      }
      LeadingNumber zone = LeadingNumber.of(text, 0, 0xffff);
      if (zone == null || zone.end() != text.length()) {
        throw Rejected.parameter("Cannot parse " + text + " as a zone ID");
      }
      return (int) zone.value();
    }

    @Override
    public String placeholder() {
      return "{ID|mark}";
    }

    @Override
    public Samples samples() {
      return new Samples(
          List.of("0", "1", "65535", "0x10", "mark", "MARK"),
          List.of("65536", "", "x", "-1", "1x", "marks"));
    }
  },
  /** Bits of IPCT_*. */
  EVENTS("new,related,destroy,reply,assured,protoinfo,helper,mark,natseqinfo,secmark"),
  /** Bits of IPEXP_*. */
  EXPECTATIONS("new");

  static final int MARK = -1;

  /** In the order of their bits, with commas. */
  private final String names;

  CtSyntax(String names) {
    this.names = names;
  }

  @Override
  public Offer offer(Family family, int word) {
    return this == ZONE ? Offer.one(List.of("mark")) : Offer.some(all());
  }

  private List<String> all() {
    return List.of(names.split(","));
  }

  /** The names of the bits, with commas. */
  String names(int mask) {
    StringBuilder out = new StringBuilder();
    List<String> all = all();
    for (int i = 0; i < all.size(); i++) {
      if ((mask & (1 << i)) != 0) {
        out.append(out.isEmpty() ? "" : ",").append(all.get(i));
      }
    }
    return out.toString();
  }

  @Override
  public Integer parse(String text, String owner, String option, RuleContext context) {
    int mask = 0;
    for (String event : text.split(",", -1)) {
      int bit = all().indexOf(event);
      if (bit < 0) {
        throw Rejected.parameter("Unknown event type \"" + event + "\"");
      }
      mask |= 1 << bit;
    }
    return mask;
  }

  @Override
  public String placeholder() {
    return "event[,event...]";
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of("new", all().getLast(), names), List.of("", "New", "new,", "x", "new,new2"));
  }
}
