/**
 * What an extension may read and change while a packet passes.
 *
 * <p>When a ruleset is loaded, each extension lowers its record with the help of a {@link
 * org.netfilter4j.xt.lower.Lowering}: most give plain conditions over {@link
 * org.netfilter4j.model.Field}s. Those that compute give a {@link
 * org.netfilter4j.xt.lower.Reading}, those that keep state a {@link
 * org.netfilter4j.xt.lower.Probe}, and targets that do more than give a verdict an {@link
 * org.netfilter4j.xt.lower.Effect}. When a packet passes, these are called with a {@link
 * org.netfilter4j.xt.lower.Context}: the packet, its connection, the host's addresses and routes,
 * and the clock. The engine implements it; extensions never see the engine.
 *
 * <p>{@link org.netfilter4j.xt.lower.RuleLowering} puts a whole rule together.
 */
@NullMarked
package org.netfilter4j.xt.lower;

import org.jspecify.annotations.NullMarked;
