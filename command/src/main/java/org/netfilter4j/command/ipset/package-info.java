/**
 * The {@code ipset} command, on an embedded host or on the kernel.
 *
 * <p>{@link org.netfilter4j.command.ipset.Ipset#run} takes the words of a command line. {@link
 * org.netfilter4j.command.ipset.Session} finds options and command among them and carries it out on
 * a {@link org.netfilter4j.xt.set.SetStore}: {@link org.netfilter4j.command.ipset.CreateParser} and
 * {@link org.netfilter4j.command.ipset.ElementParser} read what depends on the set type, {@link
 * org.netfilter4j.command.ipset.Printer} writes sets as {@code list}, {@code save}, XML and JSON
 * do. What words a type knows it says itself, in {@link org.netfilter4j.xt.set.SetType}. {@code
 * ipset -} reads lines from a person, {@link org.netfilter4j.command.ipset.Interactive}.
 *
 * <p>{@code restore} and {@link org.netfilter4j.command.ipset.SetsFile}, the file in a host's
 * directory, run each line through one session. An embedded host takes everything back at the first
 * error; the kernel keeps what was done before it, as with the C tool.
 *
 * <p>The language is that of ipset(8), version 7.17; JSON is from 7.22. Unlike the tool, {@code
 * restore} reads on after a warning or a test, {@code quit} in a file forgets nothing of what came
 * before it, and a line that is wrong leaves nothing behind for the next.
 */
@NullMarked
package org.netfilter4j.command.ipset;

import org.jspecify.annotations.NullMarked;
