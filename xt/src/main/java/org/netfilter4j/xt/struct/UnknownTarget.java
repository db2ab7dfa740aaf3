package org.netfilter4j.xt.struct;

import org.netfilter4j.model.Target;
import org.netfilter4j.wire.nft.Expression;

/** A target that the kernel holds and no extension here knows: its bytes, to be written back. */
public record UnknownTarget(String name, int revision, Expression.Data info)
    implements Target.Extended {}
