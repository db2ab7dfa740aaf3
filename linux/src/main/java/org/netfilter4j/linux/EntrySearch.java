package org.netfilter4j.linux;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Rule;
import org.netfilter4j.wire.xtables.EntryForm;
import org.netfilter4j.wire.xtables.TableBlob;
import org.netfilter4j.xt.struct.EntryCodec;

/** What entries of a rule that is searched for must have, whatever their matches hold. */
final class EntrySearch {
  private final EntryForm form;
  private final byte[] wanted;
  private final int addresses;
  private final @Nullable String chain;

  EntrySearch(EntryCodec codec, Rule rule) {
    form = codec.form();
    wanted = codec.encode(rule, Counters.ZERO);
    addresses = 2 * rule.family().bytes();
    chain = rule.target().chain();
  }

  /**
   * Whether that entry may be the rule.
   *
   * @param to the name of the chain that it goes to, or null
   */
  boolean mayBe(TableBlob blob, int entry, @Nullable String to) {
    byte[] bytes = blob.bytes();
    int at = blob.offset(entry);
    for (int i = 0; i < addresses; i++) {
      int mask = wanted[addresses + i];
      if (bytes[at + addresses + i] != mask || ((bytes[at + i] ^ wanted[i]) & mask) != 0) {
        return false;
      }
    }
    return bytes[at + form.protocolAt()] == wanted[form.protocolAt()]
        && Objects.equals(chain, to)
        && sameVerdict(bytes, at);
  }

  private boolean sameVerdict(byte[] bytes, int at) {
    boolean standard = form.isStandard(wanted, 0);
    if (standard != form.isStandard(bytes, at)) {
      return false;
    }
    // Other targets may be without data.
    if (!standard) {
      return true;
    }
    int verdict = form.verdict(wanted, 0);
    return verdict >= 0 || verdict == form.verdict(bytes, at);
  }
}
