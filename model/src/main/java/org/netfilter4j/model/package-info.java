/**
 * The values that everything else speaks about.
 *
 * <p>A match lowers to a {@link org.netfilter4j.model.Condition} over packet {@link
 * org.netfilter4j.model.Field}s, a target to an {@link org.netfilter4j.model.Action}. Both are
 * small sealed trees of records, so the interpreter, the explainer and later the compiler and the
 * analysis can each be an exhaustive switch that knows no extension by name.
 *
 * <p>A {@link org.netfilter4j.model.Rule} is what the user wrote, in the normal form that the
 * kernel would keep: a {@link org.netfilter4j.model.Selector} (addresses, interfaces, protocol), an
 * ordered list of {@link org.netfilter4j.model.Match}es and a {@link org.netfilter4j.model.Target}.
 * Rules stand in {@link org.netfilter4j.model.Chain}s, chains in {@link
 * org.netfilter4j.model.Table}s. A {@link org.netfilter4j.model.Backend} keeps tables and takes
 * {@link org.netfilter4j.model.Edit}s; the embedded host and, later, the kernel stand behind the
 * same port.
 *
 * <p>Everything here is immutable and has no notion of packets in flight: bytes live in {@code
 * packet}, meaning in {@code xt}, movement in {@code engine}.
 */
@NullMarked
package org.netfilter4j.model;

import org.jspecify.annotations.NullMarked;
