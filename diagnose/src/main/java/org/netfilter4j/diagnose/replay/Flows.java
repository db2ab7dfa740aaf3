package org.netfilter4j.diagnose.replay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Connection;

/** All flows, in the order in which they were first seen. */
final class Flows {
  private final Map<FlowKey, Flow> flows = new HashMap<>();
  private final List<Flow> inOrder = new ArrayList<>();
  private final FlowKey key = new FlowKey();
  private boolean reply;

  /** The flow of a packet that has no connection; it begins here where it is not there yet. */
  Flow of(Packet packet, long number) {
    Flow flow = find(packet);
    return flow != null ? flow : begin(new Flow(packet, number, key.isDownward()));
  }

  /** The flow of a connection. */
  Flow of(Connection connection, long number) {
    Connection.Tuple original = connection.original();
    key.read(original);
    Flow flow = flows.get(key);
    return flow != null ? flow : begin(new Flow(original, number, key.isDownward()));
  }

  private Flow begin(Flow flow) {
    flows.put(new FlowKey(key), flow);
    inOrder.add(flow);
    reply = false;
    return flow;
  }

  /** The flow of packets that look like this one, or null. */
  @Nullable Flow find(Packet packet) {
    key.read(packet);
    Flow flow = flows.get(key);
    reply = flow != null && flow.isReply(key.isDownward());
    return flow;
  }

  /** Whether the packet that was looked for last goes backward in its flow. */
  boolean isReply() {
    return reply;
  }

  List<Flow> all() {
    return List.copyOf(inOrder);
  }
}
