package org.netfilter4j.model;

import org.jspecify.annotations.Nullable;

/**
 * One change to a table. Rule numbers count from 1; an edit that can't be carried out fails the
 * whole commit with its index.
 */
public sealed interface Edit {
  /** The table that is changed. */
  TableName table();

  /** The table exists from here on: in legacy mode with its built-in chains, in nft without. */
  record MakeTable(TableName table) implements Edit {}

  /** A built-in chain exists from here on; where it is made, it accepts. For nft mode. */
  record BaseChain(TableName table, String chain) implements Edit {}

  record Append(TableName table, String chain, Entry entry) implements Edit {}

  /** Before rule {@code number}; one past the last appends. */
  record Insert(TableName table, String chain, int number, Entry entry) implements Edit {}

  record Replace(TableName table, String chain, int number, Entry entry) implements Edit {}

  record Delete(TableName table, String chain, int number) implements Edit {}

  record NewChain(TableName table, String chain) implements Edit {}

  /** Removes a chain without rules that no rule goes to; in nft mode a built-in one too. */
  record DeleteChain(TableName table, String chain) implements Edit {}

  record RenameChain(TableName table, String chain, String to) implements Edit {}

  /** Sets a policy, and its counters where they are given. */
  record Policy(TableName table, String chain, Target.Standard policy, @Nullable Counters counters)
      implements Edit {}

  /** Removes all rules of a chain. */
  record Flush(TableName table, String chain) implements Edit {}

  /**
   * Zeroes a rule's counters, or with number 0 the policy's and those of all rules of the chain.
   */
  record Zero(TableName table, String chain, int number) implements Edit {}

  /**
   * Back to the table as nobody touched it: no rules, no user chains; policies and their counters
   * stay.
   */
  record FlushTable(TableName table) implements Edit {}

  /** Removes a table with all that is in it. For nft mode. */
  record DeleteTable(TableName table) implements Edit {}
}
