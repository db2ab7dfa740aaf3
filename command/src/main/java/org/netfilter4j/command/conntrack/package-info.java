/**
 * The {@code conntrack} command, on whatever keeps a table of connections.
 *
 * <p>{@link org.netfilter4j.command.conntrack.Conntrack#run} takes the words of a command line.
 * {@code WordScanner} finds options among them as getopt_long(3) does, {@code RequestParser} makes
 * a {@code Request} of them: a {@code Verb}, the {@code Parameter}s that were given, and a {@code
 * FlowDraft}, which is a connection as far as the words tell of one. What a verb allows stands in
 * tables, for all protocols in {@code Verb} and for each in {@code ProtocolWords}. {@code Session}
 * carries the request out on {@link org.netfilter4j.model.conntrack.Flows}; the draft serves as a
 * filter ({@code FlowFilter}) or becomes a request to the table's keeper. {@code FlowLine}, {@code
 * FlowXml} and {@code FlowSave} print.
 *
 * <p>The language is that of conntrack(8), version 1.4.7. It differs where the C tool has slipped:
 * a program that lists with {@code -u !ASSURED} and deletes with the same words deletes what it
 * listed; {@code -U} without an address changes both families' connections; an expectation that is
 * made has the protocol that was named.
 */
@NullMarked
package org.netfilter4j.command.conntrack;

import org.jspecify.annotations.NullMarked;
