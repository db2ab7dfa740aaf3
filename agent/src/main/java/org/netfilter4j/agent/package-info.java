/**
 * Rules that stay: what keeps a directory of rules applied on the kernel of this machine.
 *
 * <p>An {@link org.netfilter4j.agent.Agent} works in one of iptables' two modes at a time, with a
 * {@link org.netfilter4j.agent.Workplace} of it. Where nobody says which, it follows the host:
 * {@link org.netfilter4j.agent.ModeView} sees what others have, {@link
 * org.netfilter4j.agent.ModePatience} says when that is reason enough to go.
 *
 * <p>Nothing here knows how a rule is written into a kernel; that is {@link org.netfilter4j.linux}.
 */
@NullMarked
package org.netfilter4j.agent;

import org.jspecify.annotations.NullMarked;
