/**
 * The C tool conntrack(8) as the judge of {@code conntrack}: the same command lines, made from a
 * seed ({@link org.netfilter4j.conformance.flows.FlowCommands}), run by it in one namespace and by
 * ours in another, and what both print, how they end, and the tables that they leave are compared.
 */
@NullMarked
package org.netfilter4j.conformance.flows;

import org.jspecify.annotations.NullMarked;
