/**
 * Whose a rule is: Docker's, kube-proxy's, a firewall manager's, or one that somebody typed.
 *
 * <p>Programs leave their marks in the names of their chains, in comments, in the names of sets,
 * and in the form of the rules that they put into built-in chains. {@link
 * org.netfilter4j.rules.provenance.Programs} is the table of them: one entry a program, with its
 * marks, what details can be read from them (the published port, the service, the jail), whether it
 * makes its rules again when it starts, and where it is told to do otherwise. A new program is a
 * new entry there and nothing else.
 *
 * <p>{@link org.netfilter4j.rules.provenance.Provenance} holds a ruleset against that table. A
 * rule's {@link org.netfilter4j.rules.provenance.Origin} depends on its chain, its own comment and
 * its target, and on the rest of the ruleset: the accepting rule of a published port is told the
 * port by the rule that translates it, a chain without comments its service by the rule that jumps
 * to it, and a form counts only where the program has chains at all.
 */
@NullMarked
package org.netfilter4j.rules.provenance;

import org.jspecify.annotations.NullMarked;
