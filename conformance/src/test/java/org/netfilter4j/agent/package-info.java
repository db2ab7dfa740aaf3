/** Tests of the agent's own parts that need a kernel: in its package, for they are not public. */
@NullMarked
package org.netfilter4j.agent;

import org.jspecify.annotations.NullMarked;
