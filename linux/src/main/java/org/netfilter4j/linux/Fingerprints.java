package org.netfilter4j.linux;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.TableName;
import org.netfilter4j.wire.xtables.EntryForm;
import org.netfilter4j.wire.xtables.MalformedTableException;
import org.netfilter4j.wire.xtables.TableShape;
import org.netfilter4j.xt.set.SetDescription;
import org.netfilter4j.xt.set.SetEntry;
import org.netfilter4j.xt.set.SetListing;

/**
 * Numbers that change when what the kernel holds does: for programs that follow legacy tables and
 * sets, of whose changes the kernel tells nobody. It costs one question for each table and one for
 * all sets; nothing is decoded and no table made.
 */
public final class Fingerprints {
  /** How often a table is read anew that changes meanwhile. */
  private static final int ATTEMPTS = 100;

  private static final int COUNTERS = 16;

  private Fingerprints() {}

  /**
   * Of all legacy tables of a namespace, without what they have counted.
   *
   * @throws KernelException where the kernel refuses, or tells what can't be understood
   */
  public static long legacyTables(NetworkNamespace namespace) {
    CRC32C sum = new CRC32C();
    long bytes = 0;
    for (Family family : Family.values()) {
      var names = LegacyTables.names(namespace, family);
      if (names.isEmpty()) {
        continue;
      }
      try (XtablesSocket socket = XtablesSocket.open(namespace, family)) {
        for (TableName table : names) {
          bytes += add(sum, socket, family, table);
        }
      }
    }
    return bytes << 32 | sum.getValue();
  }

  private static int add(CRC32C sum, XtablesSocket socket, Family family, TableName table) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      TableShape shape = socket.info(table.word());
      byte @Nullable [] entries = socket.entries(table.word(), shape.size());
      if (entries != null) {
        text(sum, table.word());
        text(sum, family.name());
        add(sum, entries, EntryForm.of(family));
        return entries.length;
      }
    }
    throw new KernelException("legacy table " + table.word() + " never rests");
  }

  /** Adds a table's entries without their counters. */
  static void add(CRC32C sum, byte[] entries, EntryForm form) {
    for (int at = 0; at < entries.length; ) {
      int length = at <= entries.length - form.size() ? form.length(entries, at) : 0;
      if (length < form.size() || length > entries.length - at) {
        throw new MalformedTableException("an entry of " + length + " bytes at " + at);
      }
      int after = form.countersAt() + COUNTERS;
      sum.update(entries, at, form.countersAt());
      sum.update(entries, at + after, length - after);
      at += length;
    }
  }

  /**
   * Of all sets of a namespace: their names, types, numbers of elements, and how many rules and
   * lists refer to them.
   *
   * @throws KernelException where the kernel refuses
   * @throws org.netfilter4j.xt.set.SetRefused where it has none, or a set of a type that is not
   *     known
   */
  public static long sets(NetworkNamespace namespace) {
    SetHeaders headers = new SetHeaders();
    try (KernelSets sets = new KernelSets(namespace)) {
      sets.list(null, SetListing.Detail.HEADERS, headers);
    }
    return headers.count << 32 | headers.sum.getValue();
  }

  /**
   * How many elements each set of a namespace has, by its name; those are left out of which the
   * kernel does not tell.
   *
   * @throws KernelException where the kernel refuses
   * @throws org.netfilter4j.xt.set.SetRefused as {@link #sets}
   */
  public static Map<String, Long> setSizes(NetworkNamespace namespace) {
    SetHeaders headers = new SetHeaders();
    try (KernelSets sets = new KernelSets(namespace)) {
      sets.list(null, SetListing.Detail.HEADERS, headers);
    }
    return headers.sizes;
  }

  /** Adds up what sets are. */
  private static final class SetHeaders implements SetListing {
    private final CRC32C sum = new CRC32C();
    private final Map<String, Long> sizes = new TreeMap<>();
    private long count;

    @Override
    public void name(String name) {}

    @Override
    public void set(SetDescription set) {
      count++;
      if (set.entries() >= 0) {
        sizes.put(set.name(), set.entries());
      }
      text(sum, set.name());
      text(sum, set.type().name());
      text(sum, set.entries() + " " + set.references());
    }

    @Override
    public void element(SetEntry entry) {}
  }

  private static void text(CRC32C sum, String text) {
    sum.update(text.getBytes(StandardCharsets.UTF_8));
    sum.update(0);
  }
}
