package org.netfilter4j.model.watch;

/**
 * What is told of a traced packet's connection.
 *
 * @param state one bit, as {@link org.netfilter4j.model.Field.Flow#STATE} has it
 * @param reply whether the packet goes against the connection's direction
 * @param status IPS_*, as {@link org.netfilter4j.model.Field.Flow#STATUS} has it
 */
public record TracedConnection(int state, boolean reply, long status) {}
