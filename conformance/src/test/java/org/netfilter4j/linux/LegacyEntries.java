package org.netfilter4j.linux;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.TableName;
import org.netfilter4j.wire.xtables.EntryForm;

/** The bytes of a legacy table's rules as the kernel gives them. */
public final class LegacyEntries {
  private LegacyEntries() {}

  /**
   * The entries of each built-in chain, without the policy's and what the kernel put in: counters,
   * and where the entry is.
   */
  public static Map<String, List<byte[]>> read(Path namespace, Family family, TableName table) {
    try (XtablesSocket socket = XtablesSocket.open(NetworkNamespace.of(namespace), family)) {
      XtablesSocket.Info info = socket.info(table.word());
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

  /** What the entry says of its place: the hooks that reach it, and the entry that follows. */
  private static void forgetPlace(EntryForm form, byte[] entry) {
    int comeFrom = form.offsetsAt() + 4;
    Arrays.fill(entry, comeFrom, comeFrom + 4, (byte) 0);
    boolean standard = entry[form.targetOffset(entry, 0) + 2] == 0;
    if (standard && form.verdict(entry, 0) > 0) {
      form.setVerdict(entry, 0, 0);
    }
  }
}
