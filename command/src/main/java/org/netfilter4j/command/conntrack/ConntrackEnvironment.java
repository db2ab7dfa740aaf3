package org.netfilter4j.command.conntrack;

import java.io.InputStream;
import java.io.PrintStream;
import java.time.Clock;
import org.netfilter4j.model.conntrack.Flows;
import org.netfilter4j.xt.Names;

/**
 * All that {@code conntrack} needs of the world.
 *
 * @param in standard input, for {@code -R -}
 * @param clock for ages and for the times of events
 */
public record ConntrackEnvironment(
    Flows flows, Names names, InputStream in, PrintStream out, PrintStream err, Clock clock) {}
