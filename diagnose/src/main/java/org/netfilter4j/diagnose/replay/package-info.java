/**
 * A capture through a host: what its rules would have done to real traffic.
 *
 * <p>{@link org.netfilter4j.diagnose.replay.Replay} reads the file frame by frame and keeps time by
 * its timestamps. {@link org.netfilter4j.diagnose.replay.Vantage} says of each frame which
 * interface it was seen on and which way it went; {@link org.netfilter4j.diagnose.replay.Player}
 * sends it into an {@link org.netfilter4j.engine.Engine} accordingly. Frames that came in are
 * received as they are. Frames that went out are consequences: one that the engine has just
 * forwarded or answered with is only crossed off ({@link
 * org.netfilter4j.diagnose.replay.Departed}); any other has its cause beyond the capture, and is
 * sent by the host, or received on the interface that it must have come by, after the translation
 * that it left with is taken back. So connections and counters become what they would be in the
 * kernel. Verdicts are summed up by {@link org.netfilter4j.diagnose.replay.Flow}, which is all that
 * memory grows with.
 *
 * <p>What a capture can't tell: how packets of connections looked that the host itself began and
 * translated before the capture's point of view, or that were forwarded from elsewhere and
 * masqueraded; those pass as the host's own, as they were seen.
 */
@NullMarked
package org.netfilter4j.diagnose.replay;

import org.jspecify.annotations.NullMarked;
