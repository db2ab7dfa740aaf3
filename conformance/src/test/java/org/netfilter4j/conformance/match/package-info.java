/**
 * The C tools as judges of matches: the same generated command lines go through {@code iptables}
 * and {@code ip6tables} of both modes and through ours, and exit codes and all listings must be
 * equal. {@link org.netfilter4j.conformance.match.MatchCases} makes the lines from the matches' own
 * option tables, so that a new option is tried as soon as it is declared.
 */
@NullMarked
package org.netfilter4j.conformance.match;

import org.jspecify.annotations.NullMarked;
