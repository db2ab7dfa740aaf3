/**
 * What the questions to a live machine share: bisect, watch and trace.
 *
 * <p>A {@link org.netfilter4j.diagnose.live.PacketClass} is what packets a person means, as rules
 * say it, before translation or by their connection, and back. {@link
 * org.netfilter4j.diagnose.live.Reach} tells which rules can match such packets. {@link
 * org.netfilter4j.diagnose.live.LiveTables} are the kernel's rules of both modes, and {@link
 * org.netfilter4j.diagnose.live.TemporaryRules} puts rules between them that are gone again
 * whatever happens: each carries its owner and its deadline as a comment ({@link
 * org.netfilter4j.diagnose.live.Tag}), and a {@link org.netfilter4j.diagnose.live.Watchdog}, a
 * process of its own, removes what a killed owner left.
 */
@NullMarked
package org.netfilter4j.diagnose.live;

import org.jspecify.annotations.NullMarked;
