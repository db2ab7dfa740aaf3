package org.netfilter4j.linux;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;
import org.netfilter4j.wire.xtables.EntryForm;
import org.netfilter4j.wire.xtables.MalformedTableException;
import org.netfilter4j.wire.xtables.TableShape;

/** Counts what the legacy tables hold that are there already. */
final class LegacyCensus {
  /** How often a table is read anew that changed meanwhile. */
  private static final int ATTEMPTS = 100;

  private static final String CHAIN_HEAD = "ERROR";
  private final NetworkNamespace namespace;

  /** The tables that are there; without those families that the kernel has no legacy tables of. */
  private final Map<Family, List<TableName>> names = new EnumMap<>(Family.class);

  LegacyCensus(NetworkNamespace namespace) {
    this.namespace = namespace;
    for (Family family : Family.values()) {
      List<TableName> tables = namespace.in(new Names(family));
      if (tables != Names.NO_FILE) {
        names.put(family, tables);
      }
    }
  }

  /** The tables of a namespace, as the kernel lists them to the thread that asks. */
  private static final class Names implements Supplier<List<TableName>> {
    /** Stands for a file that is not there. */
    static final List<TableName> NO_FILE = new ArrayList<>(0);

    private final Family family;

    Names(Family family) {
      this.family = family;
    }

    @Override
    public List<TableName> get() {
      String name = family == Family.IPV4 ? "ip_tables_names" : "ip6_tables_names";
      byte[] text;
      try (InputStream in = new FileInputStream("/proc/thread-self/net/" + name)) {
        text = in.readAllBytes();
      } catch (IOException e) {
        // There is no such file where the kernel has no legacy tables, or has not needed them yet.
        return NO_FILE;
      }
      List<TableName> tables = new ArrayList<>();
      int start = 0;
      for (int at = 0; at < text.length; at++) {
        if (text[at] == '\n') {
          TableName table =
              TableName.find(new String(text, start, at - start, StandardCharsets.UTF_8));
          if (table != null) {
            tables.add(table);
          }
          start = at + 1;
        }
      }
      // The kernel lists the newest first.
      tables.sort(null);
      return tables;
    }
  }

  /** Whether there is a table of either family. */
  boolean hasTables() {
    for (List<TableName> tables : names.values()) {
      if (!tables.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  ModeSurvey.State state() {
    boolean listed = !names.isEmpty();
    if (listed && !hasTables()) {
      return ModeSurvey.State.PRESENT;
    }
    for (Family family : Family.values()) {
      try (XtablesSocket socket = XtablesSocket.open(namespace, family)) {
        // The target that chains begin with is the tables' own, and asking for it makes none.
        if (listed || socket.hasRevision(true, CHAIN_HEAD, 0)) {
          return ModeSurvey.State.PRESENT;
        }
      } catch (KernelException e) {
        if (e.errno() == Errno.EPERM || e.errno() == Errno.EACCES) {
          return ModeSurvey.State.FORBIDDEN;
        }
        if (e.errno() != Errno.EAFNOSUPPORT && e.errno() != Errno.EPROTONOSUPPORT) {
          throw e;
        }
      }
    }
    return ModeSurvey.State.ABSENT;
  }

  /** Counts all. */
  void count(List<ModeSurvey.Held> to) {
    for (Map.Entry<Family, List<TableName>> entry : names.entrySet()) {
      count(entry.getKey(), entry.getValue(), to);
    }
  }

  private void count(Family family, List<TableName> tables, List<ModeSurvey.Held> to) {
    if (tables.isEmpty()) {
      return;
    }
    try (XtablesSocket socket = XtablesSocket.open(namespace, family)) {
      for (TableName table : tables) {
        to.add(count(socket, family, table));
      }
    }
  }

  private static ModeSurvey.Held count(XtablesSocket socket, Family family, TableName table) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      TableShape info = socket.info(table.word());
      byte @Nullable [] blob = socket.entries(table.word(), info.size());
      if (blob != null) {
        return count(blob, info.validHooks(), family, table);
      }
    }
    throw new KernelException("legacy table " + table.word(), Errno.EAGAIN);
  }

  /**
   * Counts a table's rules: its entries but the policy of each built-in chain, the head and the end
   * of each of the user's, and the last one, which is a head of no chain.
   */
  static ModeSurvey.Held count(byte[] blob, int validHooks, Family family, TableName table) {
    EntryForm form = EntryForm.of(family);
    int entries = 0;
    int heads = 0;
    boolean hinted = false;
    for (int at = 0; at < blob.length; ) {
      int length = at <= blob.length - form.size() ? form.length(blob, at) : 0;
      int target = length == 0 ? 0 : form.targetOffset(blob, at);
      if (length > blob.length - at || target > length - EntryForm.HEADER) {
        throw new MalformedTableException("an entry of " + length + " bytes at " + at);
      }
      entries++;
      if (text(blob, at + target + 2).equals(CHAIN_HEAD)) {
        heads++;
        hinted |= ModeSurvey.isHint(text(blob, at + target + EntryForm.HEADER));
      }
      at += length;
    }
    int builtIn = Integer.bitCount(validHooks & (1 << Hook.values().length) - 1);
    int chains = heads - 1;
    return new ModeSurvey.Held(
        Mode.LEGACY, family, table, builtIn + chains, entries - builtIn - 2 * chains - 1, hinted);
  }

  private static String text(byte[] blob, int start) {
    int end = start;
    while (end < blob.length && blob[end] != 0) {
      end++;
    }
    return new String(blob, start, end - start, StandardCharsets.UTF_8);
  }
}
