/**
 * The SPI of extensions, and the index by which they are found.
 *
 * <p>An extension is a stateless descriptor: a {@link org.netfilter4j.xt.MatchExtension} or a
 * {@link org.netfilter4j.xt.TargetExtension} in a file of its own, with the record of its normal
 * form inside. It says which {@link org.netfilter4j.xt.option.Option}s it has (parsing, help and
 * completion derive from them), how a rule that uses it is printed, what the kernel would refuse,
 * and what it means: a {@link org.netfilter4j.model.Condition} or an {@link
 * org.netfilter4j.model.Action}.
 *
 * <p>The way of a rule: the command language binds words to options ({@link
 * org.netfilter4j.xt.option.Args}), {@code parse} makes the record from them, {@code check} is
 * asked when the rule is committed, {@code condition} when an engine loads the ruleset. {@link
 * org.netfilter4j.xt.lower} holds what an extension may read and change while a packet passes.
 *
 * <p>To add an extension, see docs/architecture.md; {@link org.netfilter4j.xt.match.Mark} is a
 * short one to read first. The kernel's counterpart is include/linux/netfilter/x_tables.h.
 */
@NullMarked
package org.netfilter4j.xt;

import org.jspecify.annotations.NullMarked;
