/** The agent on the kernel, beside what others do there; the C tools say how things are. */
@NullMarked
package org.netfilter4j.conformance.agent;

import org.jspecify.annotations.NullMarked;
