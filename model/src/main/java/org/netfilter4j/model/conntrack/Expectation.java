package org.netfilter4j.model.conntrack;

import org.jspecify.annotations.Nullable;

/**
 * A connection that is expected because a helper, or a program, foretold it.
 *
 * @param tuple what its first packet will carry, as far as the mask says
 * @param mask which bits of the tuple count
 * @param master the connection that it comes of
 * @param timeout seconds left, or {@link Flow#ABSENT}
 * @param zone or absent
 * @param flags 1 permanent, 2 inactive, 4 from user space (NF_CT_EXPECT_…)
 * @param kind its class within the helper, or absent
 * @param helper the helper's name, or null
 */
public record Expectation(
    Tuple tuple,
    Tuple mask,
    Tuple master,
    long timeout,
    int zone,
    int flags,
    long kind,
    @Nullable String helper) {
  public static final int PERMANENT = 1;
  public static final int INACTIVE = 2;
  public static final int USERSPACE = 4;
}
