package org.netfilter4j.model.conntrack;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;

/**
 * What a connection shall be: a flow, and what is said of it only when it is made or changed.
 *
 * @param flow what is known of it; what is absent stays as it is, or is the kernel's choice
 * @param source to translate the source to; null to leave it
 * @param destination to translate the destination to; null to leave it
 * @param tcpFlags of both directions (IP_CT_TCP_FLAG_…), or {@link Flow#ABSENT}
 * @param role DCCP's, or absent
 * @param labelMask which labels are turned over; null to set them as they are in the flow
 */
public record FlowRequest(
    Flow flow,
    @Nullable Translation source,
    @Nullable Translation destination,
    int tcpFlags,
    int role,
    @Nullable Labels labelMask) {

  /**
   * Where an address is translated to.
   *
   * @param address null for any
   * @param port or {@link Flow#ABSENT}
   */
  public record Translation(@Nullable Address address, int port) {}

  /** Of a flow alone. */
  public static FlowRequest of(Flow flow) {
    return new FlowRequest(flow, null, null, Flow.ABSENT, Flow.ABSENT, null);
  }
}
