package org.netfilter4j.linux;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.LazyEntries;
import org.netfilter4j.model.Rule;
import org.netfilter4j.wire.xtables.EntryParts;
import org.netfilter4j.wire.xtables.TableBlob;
import org.netfilter4j.xt.struct.EntryCodec;

/** The rules of one chain of a legacy table, each decoded when it is asked for. */
final class LegacyRules extends LazyEntries {
  private final LegacyTable table;
  private final EntryCodec codec;
  private final int first;
  private final int count;

  /** The rule that was last searched for, and what its entry would be. */
  private @Nullable Rule sought;

  private @Nullable EntrySearch search;

  LegacyRules(LegacyTable table, EntryCodec codec, int first, int count) {
    this.table = table;
    this.codec = codec;
    this.first = first;
    this.count = count;
  }

  @Override
  public int size() {
    return count;
  }

  @Override
  public boolean isSurelyEmpty() {
    return count == 0;
  }

  private int entry(int index) {
    return first + Objects.checkIndex(index, count);
  }

  @Override
  public Entry get(int index) {
    int entry = entry(index);
    TableBlob blob = table.blob();
    int at = blob.offset(entry);
    EntryParts parts = EntryParts.of(blob.form(), blob.bytes(), at);
    return new Entry(
        codec.decode(blob.bytes(), parts, chain(index)), blob.form().counters(blob.bytes(), at));
  }

  @Override
  public @Nullable String chain(int index) {
    int chain = table.blob().jump(entry(index));
    return chain == TableBlob.NOWHERE ? null : table.chainName(chain);
  }

  @Override
  public boolean mayBe(int index, Rule rule) {
    EntrySearch current = search;
    if (current == null || !rule.equals(sought)) {
      sought = rule;
      current = new EntrySearch(codec, rule);
      search = current;
    }
    return current.mayBe(table.blob(), entry(index), chain(index));
  }

  @Override
  public Counters counters(int index) {
    TableBlob blob = table.blob();
    return blob.form().counters(blob.bytes(), blob.offset(entry(index)));
  }

  @Override
  public boolean isSurelySame(LazyEntries before) {
    if (!(before instanceof LegacyRules other) || count != other.count) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      if (!table.blob().sameEntry(first + i, other.table.blob(), other.first + i)
          || !Objects.equals(chain(i), other.chain(i))) {
        return false;
      }
    }
    return true;
  }
}
