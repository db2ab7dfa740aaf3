/**
 * What looks at a live machine, with real packets: a host with rules and a client, each in a
 * network namespace.
 */
@NullMarked
package org.netfilter4j.conformance.live;

import org.jspecify.annotations.NullMarked;
