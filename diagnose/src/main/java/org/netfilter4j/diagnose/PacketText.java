package org.netfilter4j.diagnose;

import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.packet.Packet;

/** A packet in one line: "tcp 192.168.1.2:40000 -> 192.168.1.10:80 SYN". */
public final class PacketText {
  private static final int ICMP = 1;
  private static final int ICMPV6 = 58;
  private static final String[] FLAGS = {"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"};

  private PacketText() {}

  static String of(Packet packet) {
    StringBuilder text = new StringBuilder();
    boolean ports = packet.has(Field.Header.DESTINATION_PORT);
    text.append(FieldText.protocol(packet.protocol())).append(' ');
    text.append(
        endpoint(packet.source(), ports ? (int) packet.number(Field.Header.SOURCE_PORT) : -1));
    text.append(" -> ");
    text.append(
        endpoint(
            packet.destination(), ports ? (int) packet.number(Field.Header.DESTINATION_PORT) : -1));
    if (packet.has(Field.Header.TCP_FLAGS)) {
      text.append(' ').append(flags((int) packet.number(Field.Header.TCP_FLAGS)));
    }
    if (packet.has(Field.Header.ICMP_TYPE)) {
      text.append(' ').append(icmp(packet));
    }
    if (packet.number(Field.Header.FRAGMENT_OFFSET) != 0) {
      text.append(" fragment at ").append(packet.number(Field.Header.FRAGMENT_OFFSET));
    }
    return text.toString();
  }

  /** An address and port as people write them together; without a port where it is negative. */
  public static String endpoint(Address address, int port) {
    if (port < 0) {
      return address.toString();
    }
    return address.family() == Family.IPV6 ? "[" + address + "]:" + port : address + ":" + port;
  }

  private static String flags(int flags) {
    List<String> names = new ArrayList<>();
    for (int bit = 0; bit < FLAGS.length; bit++) {
      if ((flags >> bit & 1) != 0) {
        names.add(FLAGS[bit]);
      }
    }
    return names.isEmpty() ? "no flags" : String.join("+", names);
  }

  private static String icmp(Packet packet) {
    int type = (int) packet.number(Field.Header.ICMP_TYPE);
    int code = (int) packet.number(Field.Header.ICMP_CODE);
    if (packet.protocol() == ICMP && type == 8 || packet.protocol() == ICMPV6 && type == 128) {
      return "echo request";
    }
    if (packet.protocol() == ICMP && type == 0 || packet.protocol() == ICMPV6 && type == 129) {
      return "echo reply";
    }
    return "type " + type + " code " + code;
  }
}
