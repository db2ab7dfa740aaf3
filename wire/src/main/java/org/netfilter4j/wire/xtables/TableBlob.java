package org.netfilter4j.wire.xtables;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The entries of a table, and which of them make up each chain. A built-in chain begins at its
 * hook's entry and ends with its policy; a user's begins behind an entry whose target is ERROR and
 * holds the chain's name, and ends with a RETURN; the table ends with an ERROR of no chain.
 *
 * <p>Entries are numbered from 0, in the order in which the kernel counts their packets.
 */
public final class TableBlob {
  /** What {@link #jump} gives for an entry that goes to no chain. */
  public static final int NOWHERE = -1;

  /**
   * A chain's entries.
   *
   * @param name its name; empty for a built-in one
   * @param hook of a built-in chain, NF_INET_*; -1 for a user's
   * @param first its first entry, behind the head
   * @param last its last entry: the policy, or the RETURN
   */
  public record Chain(String name, int hook, int first, int last) {}

  private final EntryForm form;
  private final TableShape shape;
  private final byte[] bytes;

  /** Where each entry begins, and where the last one ends. */
  private final int[] offsets;

  private final List<Chain> chains;

  /** Where the first entry of each chain begins, ascending. */
  private final int[] starts;

  private TableBlob(EntryForm form, TableShape shape, byte[] bytes) {
    this.form = form;
    this.shape = shape;
    this.bytes = bytes;
    this.offsets = offsets(form, shape, bytes);
    this.chains = List.copyOf(findChains());
    this.starts = new int[chains.size()];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = offsets[chains.get(i).first()];
    }
  }

  /**
   * Finds the chains of a table.
   *
   * @param bytes its entries, which are not copied
   * @throws MalformedTableException where no tool writes such a table
   */
  public static TableBlob parse(EntryForm form, TableShape shape, byte[] bytes) {
    TableBlob blob = new TableBlob(form, shape, bytes);
    blob.check();
    return blob;
  }

  private static int[] offsets(EntryForm form, TableShape shape, byte[] bytes) {
    int count = shape.entries();
    if (shape.size() != bytes.length || count < 1 || count > bytes.length / form.size()) {
      throw new MalformedTableException(count + " entries in " + bytes.length + " bytes");
    }
    int[] offsets = new int[count + 1];
    int at = 0;
    for (int i = 0; i < count; i++) {
      offsets[i] = at;
      at += EntryParts.check(form, bytes, at);
    }
    offsets[count] = at;
    if (at != bytes.length) {
      throw new MalformedTableException("entries end at " + at + " of " + bytes.length + " bytes");
    }
    return offsets;
  }

  private List<Chain> findChains() {
    List<Chain> found = new ArrayList<>();
    int end = shape.entries() - 1;
    String name = "";
    int hook = -1;
    int first = 0;
    int hooks = 0;
    for (int i = 0; i <= end; i++) {
      int begins = hookAt(offsets[i]);
      boolean head = form.isError(bytes, offsets[i]);
      if (i < end && begins < 0 && !head) {
        if (i == 0) {
          throw new MalformedTableException("the first entry is in no chain");
        }
        continue;
      }
      if (i > 0) {
        found.add(chain(name, hook, first, i - 1));
      }
      hook = i < end ? begins : -1;
      hooks |= hook < 0 ? 0 : 1 << hook;
      name = hook < 0 && i < end ? form.errorName(bytes, offsets[i]) : "";
      first = hook < 0 ? i + 1 : i;
    }
    if (hooks != (shape.validHooks() & (1 << TableShape.HOOKS) - 1)) {
      throw new MalformedTableException("chains at hooks " + hooks + " of " + shape.validHooks());
    }
    return found;
  }

  private int hookAt(int offset) {
    for (int hook = 0; hook < TableShape.HOOKS; hook++) {
      if ((shape.validHooks() >> hook & 1) != 0 && shape.hookEntries()[hook] == offset) {
        return hook;
      }
    }
    return -1;
  }

  private Chain chain(String name, int hook, int first, int last) {
    if (last < first || !form.isStandard(bytes, offsets[last])) {
      throw new MalformedTableException("the chain at entry " + first + " has no end");
    }
    if (hook >= 0) {
      int verdict = form.verdict(bytes, offsets[last]);
      if (shape.underflows()[hook] != offsets[last] || (verdict != -1 && verdict != -2)) {
        throw new MalformedTableException("the chain of hook " + hook + " has no policy");
      }
    }
    return new Chain(name, hook, first, last);
  }

  /** Every jump goes to a chain, so that nobody need ask later. */
  private void check() {
    for (Chain chain : chains) {
      for (int i = chain.first; i <= chain.last; i++) {
        jump(i);
      }
    }
  }

  public EntryForm form() {
    return form;
  }

  public TableShape shape() {
    return shape;
  }

  /** All entries; not a copy. */
  public byte[] bytes() {
    return bytes;
  }

  public List<Chain> chains() {
    return chains;
  }

  /** Where an entry begins. */
  public int offset(int entry) {
    return offsets[entry];
  }

  /** How long an entry is. */
  public int length(int entry) {
    return offsets[entry + 1] - offsets[entry];
  }

  /** The index of the chain that an entry jumps or goes to, or {@link #NOWHERE}. */
  public int jump(int entry) {
    int at = offsets[entry];
    if (!form.isStandard(bytes, at)) {
      return NOWHERE;
    }
    int verdict = form.verdict(bytes, at);
    if (verdict < 0 ? EntryForm.standard(verdict) != null : verdict == offsets[entry + 1]) {
      return NOWHERE;
    }
    int chain = Arrays.binarySearch(starts, verdict);
    if (chain < 0) {
      throw new MalformedTableException("entry " + entry + " goes to " + verdict);
    }
    return chain;
  }

  /** Whether the other table has the same entries, whatever they have counted. */
  public boolean sameRules(TableBlob other) {
    if (!Arrays.equals(offsets, other.offsets)
        || !Arrays.equals(shape.hookEntries(), other.shape.hookEntries())) {
      return false;
    }
    int from = 0;
    for (int i = 0; i < offsets.length - 1; i++) {
      int counters = offsets[i] + form.countersAt();
      if (!Arrays.equals(bytes, from, counters, other.bytes, from, counters)) {
        return false;
      }
      from = counters + EntryForm.COUNTERS;
    }
    return Arrays.equals(bytes, from, bytes.length, other.bytes, from, bytes.length);
  }

  /**
   * Whether an entry has the same bytes as one of the other table, whatever they have counted; of a
   * jump that says nothing of the chain.
   */
  public boolean sameEntry(int entry, TableBlob other, int otherEntry) {
    int at = offsets[entry];
    int end = offsets[entry + 1];
    int otherAt = other.offsets[otherEntry];
    int counters = form.countersAt();
    int behind = counters + EntryForm.COUNTERS;
    return end - at == other.length(otherEntry)
        && Arrays.equals(bytes, at, at + counters, other.bytes, otherAt, otherAt + counters)
        && Arrays.equals(
            bytes, at + behind, end, other.bytes, otherAt + behind, other.offsets[otherEntry + 1]);
  }
}
