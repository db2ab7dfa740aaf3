/**
 * Replays judged by the kernel that the captures were taken from: {@code examples/record.sh} keeps,
 * beside each example's capture, what the machine's rules had counted when it ended. The same
 * capture through the same rules must count the same, rule by rule, packets and bytes.
 */
@NullMarked
package org.netfilter4j.conformance.replay;

import org.jspecify.annotations.NullMarked;
