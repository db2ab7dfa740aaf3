/**
 * Rules and rulesets as values: read, built, compared, changed and printed by programs.
 *
 * <p>{@link org.netfilter4j.rules.Rules} is the way in. It gives a {@link
 * org.netfilter4j.rules.Dialect}, which says how words are read and printed: for which family and
 * mode, for which table, with whose names and sets. A dialect makes {@link
 * org.netfilter4j.model.Rule}s of text, or through a {@link org.netfilter4j.rules.RuleBuilder}, and
 * prints and compares them as the C tools do. {@link org.netfilter4j.rules.Rulesets} does the same
 * for whole save files, and {@link org.netfilter4j.rules.RulesetEditor} changes them with the
 * checks that the kernel makes. What can't be read, built or changed is told by one exception,
 * {@link org.netfilter4j.rules.RuleException}.
 *
 * <p>Everything here reads and prints by the same code as the commands do, so a rule that is built
 * is the rule that the command line makes. Nothing touches the machine's own rules.
 *
 * <p>docs/library.md shows all of it at work.
 */
@NullMarked
package org.netfilter4j.rules;

import org.jspecify.annotations.NullMarked;
