/**
 * Answers about a host: why a packet passes or not, and what a capture would meet.
 *
 * <p>{@link org.netfilter4j.diagnose.Why} sends a described packet through an engine on a copy of
 * the host and keeps the {@link org.netfilter4j.engine.TraceEvent}s. {@link
 * org.netfilter4j.diagnose.Sentences} turns each test's outcome into a sentence that people read,
 * from the condition alone: nothing here knows an extension by name. {@link
 * org.netfilter4j.diagnose.Remedies} looks for the command that would let the packet pass and tries
 * it before showing it. Reports print the answer as text or JSON, in English or Chinese.
 */
@NullMarked
package org.netfilter4j.diagnose;

import org.jspecify.annotations.NullMarked;
