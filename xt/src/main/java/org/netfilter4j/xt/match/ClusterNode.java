package org.netfilter4j.xt.match;

import java.util.Set;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Connection;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.JenkinsHash;
import org.netfilter4j.xt.lower.Probe;

/**
 * Also makes a unicast packet that came to a group's MAC address one for the host, since a
 * cluster's nodes share such an address.
 */
final class ClusterNode implements Probe {
  private static final int HOST = 0;
  private static final int MULTICAST = 2;
  private final Cluster.Data match;

  // Belongs to one rule of one engine, which runs one packet at a time.
  private final int[] source = new int[1];

  ClusterNode(Cluster.Data match) {
    this.match = match;
  }

  @Override
  public Outcome test(Context context) {
    Packet packet = context.packet();
    boolean group =
        switch (packet.family()) {
          case IPV4 -> packet.number(Field.Header.DESTINATION_ADDRESS) >>> 28 == 0xe;
          case IPV6 -> packet.high(Field.Header.DESTINATION_ADDRESS) >>> 56 == 0xff;
        };
    if (!group && packet.packetType() == MULTICAST) {
      packet.setPacketType(HOST);
    }
    Connection connection = context.connection();
    if (connection == null) {
      return Outcome.FALSE;
    }
    return (match.mask() >>> node(connection) & 1) != 0 != match.inverted()
        ? Outcome.TRUE
        : Outcome.FALSE;
  }

  private int node(Connection connection) {
    // Of an IPv6 address the kernel hashes the first word alone; it reads words little-endian.
    Address address = connection.original().source();
    boolean ipv4 = address.family() == Family.IPV4;
    source[0] = Integer.reverseBytes((int) (ipv4 ? address.low() : address.high() >>> 32));
    int hash = JenkinsHash.of(source, 1, match.seed());
    return (int) (Integer.toUnsignedLong(hash) * match.nodes() >>> 32);
  }

  @Override
  public Set<Field> reads() {
    return Set.of(
        Field.Flow.ORIGINAL_SOURCE, Field.Header.DESTINATION_ADDRESS, Field.Meta.PACKET_TYPE);
  }

  @Override
  public Set<Field> writes() {
    return Set.of(Field.Meta.PACKET_TYPE);
  }

  @Override
  public Label label() {
    return new Label(
        "one of the cluster's nodes " + Cluster.hex(match.mask()) + " of " + match.nodes(),
        "集群 " + match.nodes() + " 个节点中的 " + Cluster.hex(match.mask()));
  }

  @Override
  public Label explain(Context context, Outcome outcome) {
    Connection connection = context.connection();
    if (connection == null) {
      return new Label("the packet has no connection", "该数据包没有连接");
    }
    String source = connection.original().source().toString();
    int node = node(connection) + 1;
    return new Label(
        "connections from " + source + " belong to node " + node,
        "来自 " + source + " 的连接属于节点 " + node);
  }
}
