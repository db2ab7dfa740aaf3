/**
 * Rules that stay: what keeps a directory of rules applied on the kernel of this machine.
 *
 * <p>Nothing here knows how a rule is written into a kernel; that is {@link org.netfilter4j.linux}.
 */
@NullMarked
package org.netfilter4j.agent;

import org.jspecify.annotations.NullMarked;
