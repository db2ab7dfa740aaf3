/**
 * The C tools as judges of the command language, in both modes and families.
 *
 * <p>A {@link org.netfilter4j.conformance.command.ListingJudge} runs command lines through the C
 * tool in a namespace and through ours in this process, and compares exit codes, messages, {@code
 * -S}, {@code -save} and {@code -L}. {@link org.netfilter4j.conformance.command.OptionCases} makes
 * such lines for an extension from its table of options, good ones and bad; {@link
 * org.netfilter4j.conformance.command.ExtensionsTest} does so for each extension of the index. The
 * other tests generate rules without extensions, sequences of chain commands, and files for {@code
 * iptables-restore}.
 */
@NullMarked
package org.netfilter4j.conformance.command;

import org.jspecify.annotations.NullMarked;
