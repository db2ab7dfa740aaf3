package org.netfilter4j.linux;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.TableName;
import org.netfilter4j.wire.xtables.EntryForm;
import org.netfilter4j.wire.xtables.TableBlob;
import org.netfilter4j.wire.xtables.TableShape;

/** The bytes of a legacy table's rules as the kernel gives them. */
public final class LegacyEntries {
  private LegacyEntries() {}

  /**
   * The entries of each built-in chain, without the policy's and what the kernel put in: counters,
   * and where the entry is.
   */
  public static Map<String, List<byte[]>> read(Path namespace, Family family, TableName table) {
    try (XtablesSocket socket = XtablesSocket.open(NetworkNamespace.of(namespace), family)) {
      TableShape info = socket.info(table.word());
      byte[] blob = socket.entries(table.word(), info.size());
      EntryForm form = EntryForm.of(family);
      Map<String, List<byte[]>> chains = new LinkedHashMap<>();
      for (Hook hook : table.hooks()) {
        List<byte[]> entries = new ArrayList<>();
        int end = info.underflows()[hook.ordinal()];
        for (int at = info.hookEntries()[hook.ordinal()]; at < end; ) {
          int length = form.length(blob, at);
          byte[] entry = Arrays.copyOfRange(blob, at, at + length);
          form.setCounters(entry, 0, Counters.ZERO);
          forgetPlace(form, entry);
          entries.add(entry);
          at += length;
        }
        chains.put(hook.chain(), entries);
      }
      return chains;
    }
  }

  /**
   * All tables of a family, with all that the kernel gives: shape, entries and counters, an entry a
   * line, in the order in which they were made.
   */
  public static String dump(Path namespace, Family family) {
    NetworkNamespace in = NetworkNamespace.of(namespace);
    StringBuilder text = new StringBuilder();
    for (TableName name : LegacyTables.names(in, family)) {
      try (XtablesSocket socket = XtablesSocket.open(in, family)) {
        TableBlob blob = LegacyTables.read(socket, name).blob();
        TableShape shape = blob.shape();
        text.append(name).append(" hooks ").append(shape.validHooks());
        text.append(" at ").append(Arrays.toString(shape.hookEntries()));
        text.append(" policies at ").append(Arrays.toString(shape.underflows()));
        text.append(" size ").append(shape.size()).append('\n');
        for (int i = 0; i < shape.entries(); i++) {
          int at = blob.offset(i);
          text.append(at).append(' ');
          text.append(HexFormat.of().formatHex(blob.bytes(), at, at + blob.length(i)));
          text.append('\n');
        }
      }
    }
    return text.toString();
  }

  /** What the entry says of its place: the hooks that reach it, and the entry that follows. */
  public static void forgetPlace(EntryForm form, byte[] entry) {
    int comeFrom = form.offsetsAt() + 4;
    Arrays.fill(entry, comeFrom, comeFrom + 4, (byte) 0);
    boolean standard = entry[form.targetOffset(entry, 0) + 2] == 0;
    if (standard && form.verdict(entry, 0) > 0) {
      form.setVerdict(entry, 0, 0);
    }
  }
}
