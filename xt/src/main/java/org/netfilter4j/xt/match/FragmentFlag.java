package org.netfilter4j.xt.match;

import org.netfilter4j.model.Values;
import org.netfilter4j.xt.option.Option;

/** A test of the 3 bytes behind the next header's number: reserved, offset, two bits, M. */
public enum FragmentFlag {
  RESERVED("res", " reserved", "reserved 1", 0, 0xff_0006, "the reserved fields are 0"),
  FIRST("first", " first", "frag-off 0", 0, 0xfff8, "the first fragment"),
  MORE("more", " more", "more-fragments 1", 1, 1, "more fragments follow"),
  LAST("last", " last", "more-fragments 0", 0, 1, "the last fragment");

  final Option<Boolean> option;
  final String word;
  final String translation;
  final Values values;

  FragmentFlag(String name, String word, String translation, long value, long mask, String help) {
    Option<Boolean> plain = Option.flag("frag" + name).help(help);
    this.option = mask != 1 ? plain : plain.exclude(name.equals("more") ? "fraglast" : "fragmore");
    this.word = word;
    this.translation = translation;
    this.values = new Values.Masked(value, mask);
  }
}
