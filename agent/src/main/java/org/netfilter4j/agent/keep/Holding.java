package org.netfilter4j.agent.keep;

import org.netfilter4j.model.Family;
import org.netfilter4j.model.TableName;

/**
 * How many rules of a table are agents'.
 *
 * @param rules of all agents, those of the ledgers too
 * @param own whether this agent has any
 */
public record Holding(Family family, TableName table, int rules, boolean own) {}
