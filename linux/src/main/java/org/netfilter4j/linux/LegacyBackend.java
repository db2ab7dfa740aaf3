package org.netfilter4j.linux;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.xt.struct.EntryCodec;
import org.netfilter4j.xt.struct.RememberedRevisions;
import org.netfilter4j.xt.struct.SetIndexes;
import org.netfilter4j.xt.struct.Structs;

/**
 * The kernel's legacy tables (ip_tables, ip6_tables). A table is read whole and replaced whole;
 * rules that no edit is about keep their bytes, and counters go on.
 *
 * <p>Tools keep one another from losing changes by the xtables lock, and the kernel refuses to
 * replace a table whose number of entries is no longer the one that was read. Who can't promise to
 * read and commit under one lock has each commit look whether the table still is as it was read.
 *
 * <p>Not safe for several threads.
 */
public final class LegacyBackend implements KernelBackend {
  private final NetworkNamespace namespace;
  private final boolean locked;
  private final Map<Family, EntryCodec> codecs = new EnumMap<>(Family.class);

  /** The tables as they were last read, until they are changed. */
  private final Map<Family, Map<TableName, LegacyTable>> read = new EnumMap<>(Family.class);

  /**
   * The tables of a namespace.
   *
   * @param sets the numbers of its sets
   * @param locked whether the tables that a commit is about are always read under the xtables lock
   *     under which they are committed
   */
  public LegacyBackend(NetworkNamespace namespace, SetIndexes sets, boolean locked) {
    this.namespace = namespace;
    this.locked = locked;
    Structs structs = new Structs(sets, new RememberedRevisions(new KernelRevisions(namespace)));
    for (Family family : Family.values()) {
      codecs.put(family, new EntryCodec(family, structs));
      read.put(family, new EnumMap<>(TableName.class));
    }
  }

  @Override
  public Mode mode() {
    return Mode.LEGACY;
  }

  private EntryCodec codec(Family family) {
    return java.util.Objects.requireNonNull(codecs.get(family));
  }

  private Map<TableName, LegacyTable> read(Family family, boolean anew) {
    Map<TableName, LegacyTable> tables = java.util.Objects.requireNonNull(read.get(family));
    if (anew) {
      tables.clear();
    }
    return tables;
  }

  /** The tables that there are; none is made by looking. */
  @Override
  public Ruleset read(Family family) {
    List<TableName> names = LegacyTables.names(namespace, family);
    Map<TableName, LegacyTable> kept = read(family, true);
    if (!names.isEmpty()) {
      try (XtablesSocket socket = LegacyTables.open(namespace, family)) {
        for (TableName name : names) {
          kept.put(name, LegacyTables.read(socket, name));
        }
      }
    }
    return ruleset(family, names, kept);
  }

  /** That table alone, made if need be. */
  @Override
  public Ruleset read(Family family, TableName table, Need need) {
    Map<TableName, LegacyTable> kept = read(family, true);
    try (XtablesSocket socket = LegacyTables.open(namespace, family)) {
      kept.put(table, LegacyTables.read(socket, table));
    }
    return ruleset(family, List.of(table), kept);
  }

  private Ruleset ruleset(
      Family family, List<TableName> names, Map<TableName, LegacyTable> tables) {
    Map<TableName, Table> decoded = new LinkedHashMap<>();
    for (TableName name : names) {
      LegacyTable table = java.util.Objects.requireNonNull(tables.get(name));
      decoded.put(name, table.decode(family, codec(family)));
    }
    return new Ruleset(family, Mode.LEGACY, decoded);
  }

  @Override
  public void commit(Family family, List<Edit> edits) {
    commit(Map.of(family, edits));
  }

  @Override
  public void commit(Map<Family, List<Edit>> edits) {
    List<XtablesSocket> sockets = new ArrayList<>();
    List<Step> steps = new ArrayList<>();
    try {
      int first = 0;
      for (Family family : Family.values()) {
        List<Edit> ofFamily = edits.getOrDefault(family, List.of());
        if (!ofFamily.isEmpty()) {
          XtablesSocket socket = LegacyTables.open(namespace, family);
          sockets.add(socket);
          prepare(socket, ofFamily, first, steps);
          first += ofFamily.size();
        }
      }
      replace(steps);
    } finally {
      edits.keySet().forEach(family -> read(family, true));
      sockets.forEach(XtablesSocket::close);
    }
  }

  /**
   * A table that is to be replaced.
   *
   * @param edits the number after that of the last edit of its family
   */
  private record Step(XtablesSocket socket, LegacyReplacement replacement, int edits) {}

  private void prepare(XtablesSocket socket, List<Edit> edits, int first, List<Step> to) {
    Map<TableName, LegacyTable> kept = read(socket.family(), false);
    Map<TableName, LegacyDraft> drafts = new LinkedHashMap<>();
    for (int i = 0; i < edits.size(); i++) {
      Edit edit = edits.get(i);
      LegacyDraft draft = drafts.get(edit.table());
      if (draft == null) {
        draft = draft(socket, socket.family(), edit.table(), kept.get(edit.table()));
        drafts.put(edit.table(), draft);
      }
      draft.apply(first + i, edit);
    }
    int end = first + edits.size();
    for (LegacyDraft draft : drafts.values()) {
      if (draft.changed()) {
        to.add(new Step(socket, draft.compile(end), end));
      }
    }
  }

  private LegacyDraft draft(
      XtablesSocket socket, Family family, TableName name, @Nullable LegacyTable kept) {
    if (kept != null && locked) {
      return new LegacyDraft(kept, codec(family));
    }
    LegacyTable now = LegacyTables.read(socket, name);
    if (kept != null && !kept.blob().sameRules(now.blob())) {
      throw new ChangedException();
    }
    // What was counted since it was read stays when counters are zeroed.
    return new LegacyDraft(kept == null ? now : kept, codec(family));
  }

  /** Replaces each table; where one is refused, those before it are put back. */
  private static void replace(List<Step> steps) {
    List<long[]> done = new ArrayList<>();
    try {
      for (Step step : steps) {
        done.add(replace(step));
      }
    } finally {
      if (done.size() < steps.size()) {
        for (int i = done.size() - 1; i >= 0; i--) {
          steps.get(i).replacement().undo(steps.get(i).socket(), done.get(i));
        }
      }
    }
  }

  private static long[] replace(Step step) {
    try {
      long[] counted = step.replacement().replace(step.socket());
      if (counted != null) {
        return counted;
      }
    } catch (KernelException e) {
      throw refused(e.errno(), String.valueOf(e.getMessage()), step.edits());
    }
    // Its number of entries is another than was read, whatever it is now.
    throw new ChangedException();
  }

  /** The kernel says nothing of what it refuses a table for: the last edit is as good as any. */
  private static RefusedException refused(@Nullable Errno errno, String detail, int edits) {
    return new RefusedException(edits - 1, errno == null ? Errno.EIO : errno, detail);
  }

  /** Nothing is open between calls. */
  @Override
  public void close() {}
}
