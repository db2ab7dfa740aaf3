package org.netfilter4j.xt.ruleset;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Backend.RefusedException;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.HostObjects;

/**
 * A ruleset while it is changed. An edit is refused where its chain, rule or target chain is not
 * there; what the kernel checks of the whole is {@link #check}.
 *
 * <p>Not safe for several threads.
 */
public final class Draft {
  private final Ruleset before;
  private final boolean trusting;

  /** The tables that there are now, in the order of their making. */
  private final Set<TableName> names;

  /** Those of them that were asked for. */
  private final Map<TableName, TableDraft> tables = new EnumMap<>(TableName.class);

  public Draft(Ruleset from) {
    this(from, false);
  }

  /**
   * @param trusting whether what is impossible is left to the commit to find, so that rules which
   *     no edit is about need not be read
   */
  public Draft(Ruleset from, boolean trusting) {
    this.trusting = trusting;
    before = from;
    names = new LinkedHashSet<>(from.tables().keySet());
  }

  /** A draft with those edits applied, in order. */
  public static Draft of(Ruleset from, List<Edit> edits) {
    Draft draft = new Draft(from);
    for (int i = 0; i < edits.size(); i++) {
      draft.apply(i, edits.get(i));
    }
    return draft;
  }

  /**
   * Carries out one edit.
   *
   * @param index the edit's index, for the exception
   * @throws RefusedException where it can't be carried out; the draft is as before then
   */
  public void apply(int index, Edit edit) {
    switch (edit) {
      case Edit.MakeTable make -> make(make.table());
      case Edit.Append append -> table(append, index).append(append.chain(), append.entry(), index);
      case Edit.Insert insert ->
          table(insert, index).insert(insert.chain(), insert.number(), insert.entry(), index);
      case Edit.Replace replace ->
          table(replace, index).replace(replace.chain(), replace.number(), replace.entry(), index);
      case Edit.Delete delete ->
          table(delete, index).delete(delete.chain(), delete.number(), index);
      case Edit.NewChain chain -> table(chain, index).newChain(chain.chain(), index);
      case Edit.DeleteChain chain -> table(chain, index).deleteChain(chain.chain(), index);
      case Edit.RenameChain rename ->
          table(rename, index).renameChain(rename.chain(), rename.to(), index);
      case Edit.Policy policy ->
          table(policy, index).policy(policy.chain(), policy.policy(), policy.counters(), index);
      case Edit.Flush flush -> table(flush, index).flush(flush.chain(), index);
      case Edit.Zero zero -> table(zero, index).zero(zero.chain(), zero.number(), index);
      case Edit.FlushTable flush -> table(flush, index).flushTable(index);
      case Edit.BaseChain chain -> table(chain, index).baseChain(chain.chain(), index);
      case Edit.DeleteTable delete -> {
        table(delete, index);
        names.remove(delete.table());
        tables.remove(delete.table());
      }
    }
  }

  private void make(TableName name) {
    if (names.add(name)) {
      Table made =
          before.mode() == Mode.NFT
              ? Table.bare(before.family(), name)
              : Table.empty(before.family(), name);
      tables.put(name, new TableDraft(made, before.mode(), trusting));
    }
  }

  private @Nullable TableDraft find(TableName name) {
    TableDraft draft = tables.get(name);
    if (draft == null && names.contains(name)) {
      draft = new TableDraft(Objects.requireNonNull(before.table(name)), before.mode(), trusting);
      tables.put(name, draft);
    }
    return draft;
  }

  private TableDraft table(Edit edit, int index) {
    TableDraft table = find(edit.table());
    if (table == null) {
      throw new RefusedException(index, Errno.ENOENT, "no table " + edit.table().word());
    }
    return table;
  }

  /** Whether the table is there. */
  public boolean hasTable(TableName table) {
    return find(table) != null;
  }

  /** Whether the chain is there. */
  public boolean hasChain(TableName table, String chain) {
    TableDraft draft = find(table);
    return draft != null && draft.find(chain) != null;
  }

  /** Whether the chain is there and built in. */
  public boolean isBuiltIn(TableName table, String chain) {
    TableDraft draft = find(table);
    ChainDraft found = draft == null ? null : draft.find(chain);
    return found != null && found.isBuiltIn();
  }

  /** Whether the chain is built in and its policy is ACCEPT. */
  public boolean accepts(TableName table, String chain) {
    TableDraft draft = find(table);
    ChainDraft found = draft == null ? null : draft.find(chain);
    return found != null && found.policy() == Target.Standard.ACCEPT;
  }

  /** The built-in chains of the table whose policy has counted something. */
  public List<String> countedPolicies(TableName table) {
    TableDraft draft = find(table);
    return draft == null
        ? List.of()
        : draft.chains().stream()
            .filter(chain -> chain.isBuiltIn() && !chain.counters().equals(Counters.ZERO))
            .map(ChainDraft::name)
            .toList();
  }

  /** The names of the table's chains: the built-in ones, then in the order of their making. */
  public List<String> chainNames(TableName table) {
    TableDraft draft = find(table);
    return draft == null ? List.of() : draft.names();
  }

  /** How many rules the chain has; 0 where there is no such chain. */
  public int size(TableName table, String chain) {
    TableDraft draft = find(table);
    ChainDraft found = draft == null ? null : draft.find(chain);
    return found == null ? 0 : found.rules().size();
  }

  /** Whether the chain has surely no rules; unlike {@link #size} it reads none. */
  public boolean isSurelyEmpty(TableName table, String chain) {
    TableDraft draft = find(table);
    ChainDraft found = draft == null ? null : draft.find(chain);
    return found == null || found.rules().isSurelyEmpty();
  }

  /** The rule of that number, from 1, which must be there. */
  public Entry entry(TableName table, String chain, int number) {
    TableDraft draft = find(table);
    ChainDraft found = draft == null ? null : draft.find(chain);
    if (found == null) {
      throw new IllegalArgumentException("no chain " + chain);
    }
    return found.rules().get(number - 1);
  }

  /**
   * Whether the rule of that number, which must be there, may be the same as that one; false only
   * where it is another for certain.
   */
  public boolean mayBe(TableName table, String chain, int number, Rule rule) {
    TableDraft draft = find(table);
    ChainDraft found = draft == null ? null : draft.find(chain);
    return found != null && found.rules().mayBe(number - 1, rule);
  }

  /**
   * What the kernel checks when these changes are committed on a host that has no objects but those
   * of these rules.
   *
   * @throws RefusedException with the edit that is to blame
   */
  public void check() {
    check(new KnownObjects(HostObjects.NONE, List.of(before)));
  }

  /**
   * What the kernel checks when these changes are committed: loops, and each extension.
   *
   * @throws RefusedException with the edit that is to blame
   */
  public void check(KnownObjects objects) {
    if (before.mode() == Mode.NFT) {
      // A batch's rules are checked as they come, whatever chain they are in.
      tables.values().forEach(table -> table.rules(objects::addTarget));
    }
    tables.forEach((name, table) -> {
      if (table.changed()) {
        new RuleChecks(before.family(), before.mode(), name, table, objects).run();
      }
    });
  }

  /** The ruleset as it is now. Tables and chains that nothing changed are shared with the old. */
  public Ruleset freeze() {
    Map<TableName, Table> frozen = new LinkedHashMap<>();
    for (TableName name : names) {
      TableDraft draft = tables.get(name);
      frozen.put(name, draft == null ? Objects.requireNonNull(before.table(name)) : draft.freeze());
    }
    return new Ruleset(before.family(), before.mode(), frozen);
  }
}
