package org.netfilter4j.model;

/**
 * Where a rule stands, as a person names it.
 *
 * @param number from 1
 */
public record RuleId(Mode mode, Family family, TableName table, String chain, int number) {}
