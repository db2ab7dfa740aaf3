/**
 * The command languages {@code iptables}, {@code iptables-save}, {@code iptables-restore} and their
 * IPv6 siblings, in both modes, on any {@link org.netfilter4j.model.Backend}.
 *
 * <p>{@link org.netfilter4j.command.Iptables} is the way in: words come in, an exit code goes out,
 * and all that the command needs of the world stands in an {@link
 * org.netfilter4j.command.Environment}. {@code Getopt} reads words as getopt_long(3) does over an
 * {@code OptionTable}, to which each extension that is named adds its options; {@code
 * CommandParser} makes a {@code ParsedCommand} of them with the checks and messages of the C tool;
 * {@code Executor} turns that into {@link org.netfilter4j.model.Edit}s. {@code RuleWriter} prints
 * rules as {@code -S} does, {@code RuleLister} as {@code -L}. {@link
 * org.netfilter4j.command.RulesFile} reads and writes what {@code iptables-save} prints, for others
 * to use.
 *
 * <p>{@code Restorer} reads files line by line; {@code Changes} makes edits of commands, for a file
 * as for a single one. {@link org.netfilter4j.command.IptablesXml} and {@link
 * org.netfilter4j.command.IptablesApply} stand beside them.
 *
 * <p>The grammar follows iptables 1.8.9; where its two programs differ, so do the modes here.
 */
@NullMarked
package org.netfilter4j.command;

import org.jspecify.annotations.NullMarked;
