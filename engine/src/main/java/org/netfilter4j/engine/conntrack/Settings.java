package org.netfilter4j.engine.conntrack;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sysctls net.netfilter.nf_conntrack_*, with the defaults of Linux 6.18. Timeouts are kept in
 * nanoseconds; the sysctls have seconds.
 */
public final class Settings {
  private static final String PREFIX = "net.netfilter.nf_conntrack_";
  private static final long SECOND = 1_000_000_000L;

  /** What the kernel has where nobody has set anything (with 4 GB of memory or more). */
  public static final Settings DEFAULTS = of(Map.of());

  final int max;
  final int buckets;
  final boolean checksum;
  final boolean accounting;
  final boolean tcpLiberal;
  final boolean tcpLoose;
  final boolean tcpIgnoreInvalidReset;
  final int tcpMaxRetransmissions;
  final long tcpRetransmitted;
  final long tcpUnacknowledged;
  final long udp;
  final long udpStream;
  final long icmp;
  final long icmpv6;
  final long gre;
  final long greStream;
  final long generic;

  private final Map<TcpState.State, Long> tcp = new EnumMap<>(TcpState.State.class);
  private final Map<SctpState.State, Long> sctp = new EnumMap<>(SctpState.State.class);

  private Settings(Map<String, String> sysctls) {
    Reader read = new Reader(sysctls);
    // The same number by two names.
    max = read.number(PREFIX + "max", read.number("net.nf_conntrack_max", 262144));
    buckets = Math.max(1, read.number(PREFIX + "buckets", 262144));
    checksum = read.number(PREFIX + "checksum", 1) != 0;
    accounting = read.number(PREFIX + "acct", 0) != 0;
    tcpLiberal = read.number(PREFIX + "tcp_be_liberal", 0) != 0;
    tcpLoose = read.number(PREFIX + "tcp_loose", 1) != 0;
    tcpIgnoreInvalidReset = read.number(PREFIX + "tcp_ignore_invalid_rst", 0) != 0;
    tcpMaxRetransmissions = read.number(PREFIX + "tcp_max_retrans", 3);
    tcpRetransmitted = read.timeout("tcp_timeout_max_retrans", 300);
    tcpUnacknowledged = read.timeout("tcp_timeout_unacknowledged", 300);
    for (TcpState.State state : TcpState.State.values()) {
      String name = state.timeoutName();
      tcp.put(
          state,
          name == null
              ? state.seconds() * SECOND
              : read.timeout("tcp_timeout_" + name, state.seconds()));
    }
    udp = read.timeout("udp_timeout", 30);
    udpStream = read.timeout("udp_timeout_stream", 120);
    icmp = read.timeout("icmp_timeout", 30);
    icmpv6 = read.timeout("icmpv6_timeout", 30);
    gre = read.timeout("gre_timeout", 30);
    greStream = read.timeout("gre_timeout_stream", 180);
    generic = read.timeout("generic_timeout", 600);
    for (SctpState.State state : SctpState.State.values()) {
      String name = state == SctpState.State.NONE ? "closed" : state.timeoutName();
      sctp.put(state, read.timeout("sctp_timeout_" + name, state.seconds()));
    }
  }

  /**
   * Takes what is there of a host's sysctls, by full name with dots; the rest are defaults.
   *
   * @throws IllegalArgumentException naming the sysctl whose value is no number
   */
  public static Settings of(Map<String, String> sysctls) {
    return new Settings(sysctls);
  }

  long tcp(TcpState.State state) {
    return tcp.getOrDefault(state, 0L);
  }

  long sctp(SctpState.State state) {
    return sctp.getOrDefault(state, 0L);
  }

  private record Reader(Map<String, String> sysctls) {
    int number(String name, int otherwise) {
      @Nullable String text = sysctls.get(name);
      if (text == null) {
        return otherwise;
      }
      try {
        long value = Long.parseLong(text.strip());
        if (value >= Integer.MIN_VALUE && value <= 0xffff_ffffL) {
          return (int) Math.min(value, Integer.MAX_VALUE);
        }
      } catch (NumberFormatException e) {
        // Said below, as for numbers that are too large.
      }
      throw new IllegalArgumentException(name + ": expected a number, not \"" + text + "\"");
    }

    long timeout(String name, int seconds) {
      return number(PREFIX + name, seconds) * SECOND;
    }
  }
}
