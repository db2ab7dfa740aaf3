package org.netfilter4j.host;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.conntrack.Flow;
import org.netfilter4j.model.conntrack.Tuple;

/** What packets of a direction are looked up by. Whether that is of replies makes no difference. */
record FlowKey(Looks looks, boolean isReply) {

  /**
   * What packets carry, and the zone that they are in.
   *
   * @param ports of source and destination, or ICMP's type, code and id
   */
  private record Looks(
      @Nullable Address source,
      @Nullable Address destination,
      int protocol,
      long ports,
      int zone) {}

  static FlowKey original(Flow flow) {
    return new FlowKey(looks(flow.original(), flow.originalZone()), false);
  }

  static FlowKey reply(Flow flow) {
    return new FlowKey(looks(flow.reply(), flow.replyZone()), true);
  }

  private static Looks looks(Tuple tuple, int zone) {
    long ports =
        (long) number(tuple.sourcePort()) << 16
            | number(tuple.destinationPort())
            | (long) number(tuple.icmpType()) << 56
            | (long) number(tuple.icmpCode()) << 48
            | (long) number(tuple.icmpId()) << 32;
    return new Looks(tuple.source(), tuple.destination(), tuple.protocol(), ports, zone);
  }

  private static int number(int known) {
    return Math.max(0, known);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FlowKey key && looks.equals(key.looks);
  }

  @Override
  public int hashCode() {
    return looks.hashCode();
  }
}
