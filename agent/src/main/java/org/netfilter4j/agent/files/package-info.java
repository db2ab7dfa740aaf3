/**
 * What a directory's files want, read into values before anything of the kernel is looked at.
 *
 * <p>{@code *.v4} and {@code *.v6} are files of {@code iptables-restore} and {@code
 * ip6tables-restore}, {@code *.ipset} files of {@code ipset restore}; together, in the order of
 * their names, they make one {@link org.netfilter4j.agent.files.Wanted wanted state}. They say what
 * shall be, not what to do: a chain that a file declares, and a set that it creates, is the agent's
 * own and has exactly the rules and elements that the files give it. A rule for a chain that no
 * file declares is placed in somebody else's chain: {@code -I} among the first of its rules, {@code
 * -A} among the last, and after a comment line {@code #@ after -A CHAIN RULE} or {@code #@ before
 * -A CHAIN RULE} next to a rule of somebody else's.
 *
 * <p>What makes no sense of a wanted state is refused with its line: {@code -D}, {@code -F} of a
 * chain that is not the agent's, a policy other than ACCEPT, a host's name where an address must
 * stand.
 */
@NullMarked
package org.netfilter4j.agent.files;

import org.jspecify.annotations.NullMarked;
