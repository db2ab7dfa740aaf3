package org.netfilter4j.diagnose.bisect;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.netfilter4j.diagnose.live.PacketClass;
import org.netfilter4j.model.conntrack.Flow;
import org.netfilter4j.model.conntrack.FlowSelection;
import org.netfilter4j.model.conntrack.Flows;
import org.netfilter4j.model.conntrack.FlowsException;
import org.netfilter4j.model.conntrack.Tuple;

/**
 * Connections that attempts began. One that was let through stays known, and rules let its later
 * packets pass as established ones: a browser that keeps it open, or a program with a port of its
 * own, would seem to get through from then on. So they are forgotten between attempts.
 */
public final class AttemptConnections {
  private final PacketClass packets;
  private final Flows flows;
  private final Set<Tuple> before = new HashSet<>();

  /** From here on connections of the class are taken for an attempt's. */
  public AttemptConnections(PacketClass packets, Flows flows) {
    this.packets = packets;
    this.flows = flows;
    for (Flow flow : found()) {
      before.add(flow.original());
    }
  }

  /** Forgets those that began since. */
  public void forget() {
    for (Flow flow : found()) {
      if (!before.contains(flow.original())) {
        try {
          flows.delete(flow);
        } catch (FlowsException e) {
          // It has ended by itself.
        }
      }
    }
  }

  private List<Flow> found() {
    List<Flow> found = new ArrayList<>();
    try {
      flows.list(
          FlowSelection.all(packets.family()),
          flow -> {
            Tuple original = flow.original();
            if (packets.contains(
                original.source(),
                original.destination(),
                original.protocol(),
                original.sourcePort(),
                original.destinationPort())) {
              found.add(flow);
            }
          });
    } catch (FlowsException e) {
      // Nothing is tracked here.
    }
    return found;
  }
}
