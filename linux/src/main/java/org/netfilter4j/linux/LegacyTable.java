package org.netfilter4j.linux;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.wire.xtables.EntryForm;
import org.netfilter4j.wire.xtables.TableBlob;
import org.netfilter4j.xt.struct.EntryCodec;

/**
 * A legacy table as the kernel had it at one time.
 *
 * @param blob its entries
 */
record LegacyTable(TableName name, TableBlob blob) {
  /** A chain's name. */
  String chainName(int index) {
    return chainName(blob.chains().get(index));
  }

  static String chainName(TableBlob.Chain chain) {
    return chain.hook() < 0 ? chain.name() : Hook.values()[chain.hook()].chain();
  }

  /** The table with rules that are decoded when they are asked for. */
  Table decode(Family family, EntryCodec codec) {
    Map<String, Chain> chains = new LinkedHashMap<>();
    EntryForm form = blob.form();
    for (TableBlob.Chain chain : blob.chains()) {
      String called = chainName(chain);
      List<org.netfilter4j.model.Entry> rules =
          new LegacyRules(this, codec, chain.first(), chain.last() - chain.first());
      int policy = blob.offset(chain.last());
      chains.put(
          called,
          chain.hook() < 0
              ? new Chain(called, null, Counters.ZERO, rules)
              : new Chain(
                  called,
                  Objects.requireNonNull(EntryForm.standard(form.verdict(blob.bytes(), policy))),
                  form.counters(blob.bytes(), policy),
                  rules));
    }
    return new Table(family, name, chains);
  }
}
