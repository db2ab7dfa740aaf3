/**
 * What the kernel's own trace tells of described packets, told as {@code why} tells it.
 *
 * <p>A {@link org.netfilter4j.diagnose.trace.KernelTrace} marks packets of a class for a while and
 * listens. nf_tables tells of each step as an event, the legacy tables as a log message; both
 * become {@link org.netfilter4j.diagnose.trace.Visit}s, one for each base chain that a packet comes
 * to. {@link org.netfilter4j.diagnose.trace.Ways} puts the visits of one packet together, of both
 * modes and on both sides of the loopback interface, though translation changes its addresses on
 * the way. A {@link org.netfilter4j.diagnose.trace.Story} makes of such a way what the engine makes
 * of a packet that it tries: {@link org.netfilter4j.engine.TraceEvent}s and a fate. So the kernel's
 * account and the engine's can be held side by side, and print alike.
 */
@NullMarked
package org.netfilter4j.diagnose.trace;

import org.jspecify.annotations.NullMarked;
