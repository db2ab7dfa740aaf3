package org.netfilter4j.diagnose.live;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.RuleId;

/**
 * A rule to be put into a chain for a while.
 *
 * @param before the rule that it is put before, or one past the last; as numbered when the chain
 *     was last looked at, without temporary rules
 * @param previous the rule that it is put behind; null at the beginning of the chain
 * @param next the rule that it is put before; null at the end
 * @param rule what is put there, made by {@link TemporaryRules#rule}
 */
public record TemporaryRule(
    RuleId before, @Nullable Rule previous, @Nullable Rule next, Rule rule) {}
