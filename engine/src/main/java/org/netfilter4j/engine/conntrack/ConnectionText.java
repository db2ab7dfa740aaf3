package org.netfilter4j.engine.conntrack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.conntrack.FlowStatus;
import org.netfilter4j.packet.IpProtocol;

/**
 * Connections as {@code conntrack -L -o extended} prints them:
 *
 * <pre>{@code
 * ipv4     2 tcp      6 431999 ESTABLISHED src=192.0.2.1 dst=198.51.100.1 sport=4000 dport=80 \
 *   src=198.51.100.1 dst=192.0.2.1 sport=80 dport=4000 [ASSURED] mark=0 use=1
 * }</pre>
 *
 * <p>Reading takes this, {@code conntrack -L} without options, and {@code /proc/net/nf_conntrack}.
 */
public final class ConnectionText {
  private static final long SECOND = 1_000_000_000L;

  private static final Map<Integer, String> PROTOCOLS =
      Map.of(
          IpProtocol.ICMP, "icmp",
          IpProtocol.TCP, "tcp",
          IpProtocol.UDP, "udp",
          IpProtocol.DCCP, "dccp",
          IpProtocol.GRE, "gre",
          IpProtocol.ICMPV6, "icmpv6",
          IpProtocol.SCTP, "sctp",
          IpProtocol.UDP_LITE, "udplite");

  private ConnectionText() {}

  /**
   * One line without its end.
   *
   * @param now the engine's clock in nanoseconds, from which the seconds left are counted
   */
  public static String format(ConnectionEntry entry, long now) {
    StringBuilder line = new StringBuilder();
    boolean ipv4 = entry.family() == Family.IPV4;
    padded(line, ipv4 ? "ipv4" : "ipv6").append(ipv4 ? 2 : 10).append(' ');
    int protocol = entry.protocol();
    padded(line, PROTOCOLS.getOrDefault(protocol, "unknown")).append(protocol).append(' ');
    long left = entry.isConfirmed() ? entry.expires() - now : entry.expires();
    line.append(Math.max(0, left) / SECOND).append(' ');
    String state = entry.stateName();
    line.append(state).append(state.isEmpty() ? "" : " ");
    tuple(line, entry, false);
    if (!entry.has(FlowStatus.SEEN_REPLY)) {
      line.append("[UNREPLIED] ");
    }
    tuple(line, entry, true);
    if (entry.has(FlowStatus.ASSURED)) {
      line.append("[ASSURED] ");
    }
    line.append("mark=").append(Integer.toUnsignedString(entry.mark())).append(' ');
    switch (entry.zoneDirection()) {
      case BOTH -> {
        if (entry.zone() != 0) {
          line.append("zone=").append(entry.zone()).append(' ');
        }
      }
      case ORIGINAL, REPLY -> {}
    }
    if (!entry.helper().isEmpty()) {
      line.append("helper=").append(entry.helper()).append(' ');
    }
    return line.append("use=1").toString();
  }

  private static StringBuilder padded(StringBuilder line, String word) {
    return line.append(word).repeat(' ', 9 - word.length());
  }

  private static void tuple(StringBuilder line, ConnectionEntry entry, boolean reply) {
    FlowTuple tuple = entry.tuple(reply);
    line.append("src=").append(tuple.source()).append(" dst=").append(tuple.destination());
    switch (tuple.protocol) {
      case IpProtocol.TCP, IpProtocol.UDP, IpProtocol.UDP_LITE, IpProtocol.SCTP, IpProtocol.DCCP ->
          line.append(" sport=")
              .append(tuple.sourcePort)
              .append(" dport=")
              .append(tuple.destinationPort);
      case IpProtocol.ICMP, IpProtocol.ICMPV6 ->
          line.append(" type=")
              .append(tuple.destinationPort >>> 8)
              .append(" code=")
              .append(tuple.destinationPort & 0xff)
              .append(" id=")
              .append(tuple.sourcePort);
      case IpProtocol.GRE ->
          line.append(" srckey=0x")
              .append(Integer.toHexString(tuple.sourcePort))
              .append(" dstkey=0x")
              .append(Integer.toHexString(tuple.destinationPort));
      default -> {}
    }
    line.append(' ');
    switch (entry.zoneDirection()) {
      case BOTH -> {}
      case ORIGINAL -> line.append(reply ? "" : "zone-orig=" + entry.zone() + " ");
      case REPLY -> line.append(reply ? "zone-reply=" + entry.zone() + " " : "");
    }
    if (entry.isAccounted()) {
      line.append("packets=").append(entry.packets(reply));
      line.append(" bytes=").append(entry.bytes(reply)).append(' ');
    }
  }

  /**
   * All entries that have not expired, a line each.
   *
   * @param now the engine's clock in nanoseconds
   */
  public static String format(Connections connections, long now) {
    StringBuilder text = new StringBuilder();
    for (ConnectionEntry entry : connections.entries(now)) {
      text.append(format(entry, now)).append('\n');
    }
    return text.toString();
  }

  /**
   * Adds the entries that the text tells of; where anything is wrong, none.
   *
   * @param now the engine's clock in nanoseconds, from which the seconds left are counted
   * @throws ConnectionTextException saying which line and word, and what was expected
   */
  public static void read(Connections connections, String text, long now)
      throws ConnectionTextException {
    List<ConnectionEntry> entries = new ArrayList<>();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      if (!line.isBlank()) {
        entries.add(new ConnectionLine(line, number).read(connections.settings(), now));
      }
    }
    for (ConnectionEntry entry : entries) {
      // Of two lines about one flow the first counts; a live table is not read at one instant.
      connections.add(entry, now);
    }
  }
}
