package org.netfilter4j.diagnose.replay;

import org.netfilter4j.diagnose.FieldText;
import org.netfilter4j.diagnose.PacketText;
import org.netfilter4j.model.Family;

/** A flow in one line: "tcp 192.168.1.2:40000 -> 192.168.1.10:80". */
final class FlowText {
  private FlowText() {}

  static String of(Flow flow) {
    StringBuilder text = new StringBuilder();
    text.append(flow.protocol() < 0 ? "ip" : FieldText.protocol(flow.protocol())).append(' ');
    text.append(PacketText.endpoint(flow.source(), flow.sourcePort())).append(" -> ");
    text.append(PacketText.endpoint(flow.destination(), flow.destinationPort()));
    if (flow.icmp() >= 0) {
      text.append(' ').append(message(flow));
    }
    return text.toString();
  }

  private static String message(Flow flow) {
    int type = flow.icmp() >>> 8;
    int echo = flow.source().family() == Family.IPV4 ? 8 : 128;
    int reply = flow.source().family() == Family.IPV4 ? 0 : 129;
    String name =
        type == echo
            ? "echo request"
            : type == reply ? "echo reply" : "type " + type + " code " + (flow.icmp() & 0xff);
    return flow.icmpId() < 0 ? name : name + " id " + flow.icmpId();
  }
}
