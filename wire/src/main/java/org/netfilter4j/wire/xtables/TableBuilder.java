package org.netfilter4j.wire.xtables;

import java.util.Arrays;

/** Puts a table together, chain by chain: offsets, jumps, hook entries and policies' places. */
public final class TableBuilder {
  private final EntryForm form;
  private final int validHooks;
  private final int[] hookEntries = new int[TableShape.HOOKS];
  private final int[] underflows = new int[TableShape.HOOKS];
  private byte[] bytes;
  private int size;
  private int entries;

  /** Where each chain's first entry begins. */
  private int[] starts = new int[16];

  private int chains;
  private int hook = -1;

  /** Entries that go to a chain: where each begins, and the chain's index, in turn. */
  private int[] jumps = new int[16];

  private int jumpCount;

  /**
   * @param validHooks of the table, {@code 1 << NF_INET_*}
   * @param expected about how many bytes there will be
   */
  public TableBuilder(EntryForm form, int validHooks, int expected) {
    this.form = form;
    this.validHooks = validHooks;
    this.bytes = new byte[Math.max(expected, 1024)];
    // As the kernel has it for hooks that the table does not stand at.
    Arrays.fill(hookEntries, -1);
    Arrays.fill(underflows, -1);
  }

  /** How many entries there are so far. */
  public int entries() {
    return entries;
  }

  /** Begins a built-in chain. Chains are numbered from 0, in the order of their beginning. */
  public void begin(int ofHook) {
    hook = ofHook;
    hookEntries[hook] = size;
    start();
  }

  /** Begins a user's chain, with its head. */
  public void begin(byte[] from, int at, int length) {
    hook = -1;
    put(from, at, length);
    start();
  }

  private void start() {
    if (chains == starts.length) {
      starts = Arrays.copyOf(starts, 2 * chains);
    }
    starts[chains++] = size;
  }

  private int put(byte[] from, int at, int length) {
    if (length > bytes.length - size) {
      bytes = Arrays.copyOf(bytes, Math.addExact(size, Math.max(length, size)));
    }
    System.arraycopy(from, at, bytes, size, length);
    int place = size;
    size += length;
    entries++;
    return place;
  }

  /**
   * Adds a rule.
   *
   * @param chain the index of the chain that it goes to, which may be begun later; or {@link
   *     TableBlob#NOWHERE}
   */
  public void rule(byte[] from, int at, int length, int chain) {
    int place = put(from, at, length);
    if (chain >= 0) {
      if (jumpCount == jumps.length) {
        jumps = Arrays.copyOf(jumps, 2 * jumpCount);
      }
      jumps[jumpCount++] = place;
      jumps[jumpCount++] = chain;
    } else if (form.isStandard(bytes, place) && form.verdict(bytes, place) >= 0) {
      form.setVerdict(bytes, place, size);
    }
  }

  /**
   * Ends a chain with its last entry.
   *
   * @param verdict what that says
   */
  public void end(byte[] from, int at, int length, int verdict) {
    if (hook >= 0) {
      underflows[hook] = size;
    }
    // put() may make another array.
    int place = put(from, at, length);
    form.setVerdict(bytes, place, verdict);
  }

  /**
   * Ends the table with its last entry.
   *
   * @return the table
   */
  public TableImage finish(byte[] from, int at, int length) {
    put(from, at, length);
    for (int i = 0; i < jumpCount; i += 2) {
      form.setVerdict(bytes, jumps[i], starts[jumps[i + 1]]);
    }
    return new TableImage(
        new TableShape(validHooks, hookEntries, underflows, entries, size), bytes);
  }
}
