package org.netfilter4j.agent.keep;

import org.netfilter4j.model.Counters;
import org.netfilter4j.model.RuleId;

/**
 * A rule of the agent's, and what it has counted.
 *
 * @param rule where it stands now
 * @param text as {@code -S} prints it
 * @param drops whether it drops or rejects what it matches
 */
public record Counted(RuleId rule, String text, boolean drops, Counters counters) {}
