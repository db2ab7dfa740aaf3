package org.netfilter4j.xt.struct;

import org.netfilter4j.model.Match;
import org.netfilter4j.wire.nft.Expression;

/** A match that the kernel holds and no extension here knows: its bytes, to be written back. */
public record UnknownMatch(String name, int revision, Expression.Data info) implements Match {}
