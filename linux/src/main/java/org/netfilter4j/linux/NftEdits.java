package org.netfilter4j.linux;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Backend.RefusedException;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;

/**
 * Makes a batch of edits. Rules that are meant by their number are found among those that were
 * read; of chains that are only appended to, none are.
 */
final class NftEdits {
  private record Key(TableName table, String chain) {}

  private final Ruleset before;
  private final Map<Key, NftChain> known;
  private final NftBatch batch;

  /** The chains of which rules are meant by their number. */
  private final Set<Key> numbered = new HashSet<>();

  private final Map<Key, List<RuleReference>> rules = new HashMap<>();
  private final Map<Key, Key> names = new HashMap<>();
  private final Set<TableName> deleted = new HashSet<>();

  /** The number of the first edit in the batch. */
  private final int first;

  private int nextId;

  /**
   * @param chains what is known of the chains beside their rules
   * @param first how many edits of other families the batch has already
   */
  NftEdits(Ruleset before, List<NftChain> chains, NftBatch batch, int first) {
    this.before = before;
    this.first = first;
    // An edit takes one number at most.
    this.nextId = first;
    this.batch = batch;
    known = new HashMap<>();
    for (NftChain chain : chains) {
      TableName table = TableName.find(chain.table());
      if (table != null) {
        known.put(new Key(table, chain.name()), chain);
      }
    }
  }

  void add(List<Edit> edits) {
    for (Edit edit : edits) {
      switch (edit) {
        case Edit.Insert e -> note(e.number() > 1, e.table(), e.chain());
        case Edit.Replace e -> note(true, e.table(), e.chain());
        case Edit.Delete e -> note(true, e.table(), e.chain());
        case Edit.Zero e -> note(true, e.table(), e.chain());
        case Edit.MakeTable _,
            Edit.BaseChain _,
            Edit.Append _,
            Edit.NewChain _,
            Edit.DeleteChain _,
            Edit.RenameChain _,
            Edit.Policy _,
            Edit.Flush _,
            Edit.FlushTable _,
            Edit.DeleteTable _ -> {}
      }
    }
    for (int i = 0; i < edits.size(); i++) {
      batch.edit(first + i);
      add(edits.get(i), first + i);
    }
  }

  private void note(boolean isNumbered, TableName table, String chain) {
    if (isNumbered) {
      numbered.add(new Key(table, chain));
    }
  }

  private void add(Edit edit, int index) {
    switch (edit) {
      case Edit.MakeTable e -> batch.addTable(e.table());
      case Edit.BaseChain e ->
          batch.baseChain(e.table(), hook(e.table(), e.chain()), Target.Standard.ACCEPT, null);
      case Edit.Append e -> {
        List<RuleReference> list = list(e.table(), e.chain());
        RuleReference made = list == null ? null : made();
        batch.append(e.table(), e.chain(), e.entry().rule(), e.entry().counters(), id(made));
        if (list != null && made != null) {
          list.add(made);
        }
      }
      case Edit.Insert e -> insert(e, index);
      case Edit.Replace e -> replace(e, index);
      case Edit.Delete e -> {
        List<RuleReference> list = required(e.table(), e.chain(), e.number(), index);
        batch.delete(e.table(), e.chain(), list.remove(e.number() - 1));
      }
      case Edit.NewChain e -> {
        batch.addChain(e.table(), e.chain());
        rules.put(new Key(e.table(), e.chain()), new ArrayList<>());
      }
      case Edit.DeleteChain e -> {
        batch.deleteChain(e.table(), e.chain());
        rules.put(new Key(e.table(), e.chain()), new ArrayList<>());
      }
      case Edit.RenameChain e -> rename(e, index);
      case Edit.Policy e ->
          batch.baseChain(e.table(), hook(e.table(), e.chain()), e.policy(), e.counters());
      case Edit.Flush e -> {
        batch.flush(e.table(), e.chain());
        rules.put(new Key(e.table(), e.chain()), new ArrayList<>());
      }
      case Edit.Zero e -> zero(e, index);
      case Edit.FlushTable e -> throw impossible(e, index);
      case Edit.DeleteTable e -> {
        batch.deleteTable(e.table());
        deleted.add(e.table());
        rules.keySet().removeIf(key -> key.table == e.table());
      }
    }
  }

  private static RuntimeException impossible(Edit edit, int index) {
    return new RefusedException(index, Errno.EOPNOTSUPP, edit + " is not for nft mode");
  }

  private static Hook hook(TableName table, String chain) {
    for (Hook hook : table.hooks()) {
      if (hook.chain().equals(chain)) {
        return hook;
      }
    }
    throw new IllegalArgumentException(chain + " is no built-in chain of " + table.word());
  }

  private RuleReference made() {
    return new RuleReference(0, ++nextId, -1);
  }

  private static int id(@Nullable RuleReference made) {
    return made == null ? 0 : made.id();
  }

  /** The rules of a chain as they are after the edits so far; null where nobody will ask. */
  private @Nullable List<RuleReference> list(TableName table, String chain) {
    if (numbered.isEmpty()) {
      return null;
    }
    Key key = new Key(table, chain);
    if (!numbered.contains(key)) {
      return null;
    }
    List<RuleReference> list = rules.get(key);
    if (list == null) {
      list = new ArrayList<>();
      NftRules read = deleted.contains(table) ? null : read(key);
      int size = read == null ? 0 : read.size();
      for (int i = 0; i < size; i++) {
        list.add(new RuleReference(java.util.Objects.requireNonNull(read).handle(i), 0, i));
      }
      rules.put(key, list);
    }
    return list;
  }

  private @Nullable NftRules read(Key key) {
    Key original = names.getOrDefault(key, key);
    Table table = before.table(original.table);
    Chain chain = table == null ? null : table.chain(original.chain);
    return chain != null && chain.rules() instanceof NftRules rulesOfChain ? rulesOfChain : null;
  }

  private List<RuleReference> required(TableName table, String chain, int number, int index) {
    List<RuleReference> list = list(table, chain);
    if (list == null || number < 1 || number > list.size()) {
      throw new RefusedException(index, Errno.E2BIG, "chain " + chain + " has no rule " + number);
    }
    return list;
  }

  private void insert(Edit.Insert e, int index) {
    List<RuleReference> list = list(e.table(), e.chain());
    RuleReference made = list == null ? null : made();
    Entry entry = e.entry();
    if (list == null || e.number() == 1) {
      batch.insert(e.table(), e.chain(), entry.rule(), entry.counters(), id(made), null);
    } else if (e.number() == list.size() + 1) {
      batch.append(e.table(), e.chain(), entry.rule(), entry.counters(), id(made));
    } else {
      RuleReference at = required(e.table(), e.chain(), e.number(), index).get(e.number() - 1);
      batch.insert(e.table(), e.chain(), entry.rule(), entry.counters(), id(made), at);
    }
    if (list != null && made != null) {
      list.add(e.number() - 1, made);
    }
  }

  private void replace(Edit.Replace e, int index) {
    List<RuleReference> list = required(e.table(), e.chain(), e.number(), index);
    RuleReference old = list.get(e.number() - 1);
    RuleReference made = made();
    Entry entry = e.entry();
    if (old.handle() != 0) {
      batch.replace(e.table(), e.chain(), old.handle(), entry.rule(), entry.counters(), made.id());
    } else {
      // The kernel replaces no rule that the same batch has made.
      batch.insert(e.table(), e.chain(), entry.rule(), entry.counters(), made.id(), old);
      batch.delete(e.table(), e.chain(), old);
    }
    list.set(e.number() - 1, made);
  }

  private void rename(Edit.RenameChain e, int index) {
    Key from = new Key(e.table(), e.chain());
    Key to = new Key(e.table(), e.to());
    NftChain chain = known.get(names.getOrDefault(from, from));
    if (chain == null) {
      throw new RefusedException(index, Errno.ENOENT, "no chain " + e.chain());
    }
    batch.renameChain(e.table(), chain.handle(), e.to());
    names.put(to, names.getOrDefault(from, from));
    List<RuleReference> list = rules.remove(from);
    if (list != null) {
      rules.put(to, list);
    }
  }

  private void zero(Edit.Zero e, int index) {
    Key key = new Key(e.table(), e.chain());
    NftChain chain = known.get(names.getOrDefault(key, key));
    Hook hook = chain == null ? null : chain.builtIn(e.table());
    if (e.number() == 0 && (hook != null || isBuiltIn(e))) {
      Hook at = hook == null ? hook(e.table(), e.chain()) : hook;
      boolean drops = chain != null && chain.policy() == 0;
      batch.baseChain(
          e.table(), at, drops ? Target.Standard.DROP : Target.Standard.ACCEPT, Counters.ZERO);
    }
    List<RuleReference> list = list(e.table(), e.chain());
    NftRules read = read(key);
    if (list == null || read == null) {
      return;
    }
    if (e.number() > list.size()) {
      throw new RefusedException(index, Errno.E2BIG, "no rule " + e.number());
    }
    for (int i = 0; i < list.size(); i++) {
      int place = list.get(i).place();
      if ((e.number() == 0 || e.number() == i + 1) && place >= 0) {
        Entry entry = read.get(place);
        if (!entry.counters().equals(Counters.ZERO)) {
          batch.zero(e.table(), e.chain(), read.message(place), entry.rule());
        }
      }
    }
  }

  private static boolean isBuiltIn(Edit.Zero e) {
    for (Hook hook : e.table().hooks()) {
      if (hook.chain().equals(e.chain())) {
        return true;
      }
    }
    return false;
  }
}
