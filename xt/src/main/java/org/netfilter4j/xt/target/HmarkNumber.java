package org.netfilter4j.xt.target;

import org.netfilter4j.xt.option.Option;

/**
 * An option that is a number in some bits of one of the struct's words.
 *
 * @param digits how many are printed
 */
record HmarkNumber(Option<Long> option, int flag, int word, int shift, int bits, int digits) {
  long mask() {
    return 0xffff_ffffL >>> (32 - bits);
  }

  long of(HmarkTarget.Data data) {
    return data.words().get(word) >>> shift & mask();
  }

  void put(long[] words, long value) {
    words[word] = words[word] & ~(mask() << shift) | value << shift;
  }

  HmarkNumber makeMandatory() {
    return new HmarkNumber(option.makeMandatory(), flag, word, shift, bits, digits);
  }

  String name() {
    return option.name().substring("hmark-".length());
  }
}
