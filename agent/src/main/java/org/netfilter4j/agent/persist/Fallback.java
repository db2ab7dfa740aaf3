package org.netfilter4j.agent.persist;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;

/**
 * What is put in the place of a table whose saved rules can't be restored.
 *
 * @param file where {@link Kind#FILE} takes the table from; null for the others
 */
public record Fallback(Kind kind, @Nullable Path file) {
  /** The ways. */
  public enum Kind {
    /** The table stays as it is in the kernel. */
    KEEP,
    /** The table is emptied, and accepts. */
    ACCEPT,
    /** Of filter, {@link #closed}; another table stays as it is. */
    DROP,
    /** The table as the file had it that was saved before. */
    PREVIOUS,
    /** The table of another file. */
    FILE
  }

  /** The table stays as it is in the kernel. */
  public static final Fallback KEEP = new Fallback(Kind.KEEP, null);

  /**
   * What {@code --fallback} names: {@code keep}, {@code accept}, {@code drop}, {@code previous}, or
   * a file.
   */
  public static Fallback parse(String word) {
    return switch (word) {
      case "keep" -> KEEP;
      case "accept" -> new Fallback(Kind.ACCEPT, null);
      case "drop" -> new Fallback(Kind.DROP, null);
      case "previous" -> new Fallback(Kind.PREVIOUS, null);
      default -> new Fallback(Kind.FILE, Path.of(word));
    };
  }

  /**
   * A filter table that lets in no more than a machine needs to be mended: loopback, answers,
   * addresses, and ssh.
   */
  static String closed(Family family) {
    String own =
        switch (family) {
          case IPV4 -> "-A INPUT -p udp -m udp --sport 67 --dport 68 -j ACCEPT\n";
          case IPV6 ->
              // Without router and neighbour discovery there is no IPv6 at all.
              """
              -A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 134 -j ACCEPT
              -A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 135 -j ACCEPT
              -A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 136 -j ACCEPT
              -A INPUT -s fe80::/10 -p udp -m udp --sport 547 --dport 546 -j ACCEPT
              """;
        };
    return """
    *filter
    :INPUT DROP [0:0]
    :FORWARD DROP [0:0]
    :OUTPUT ACCEPT [0:0]
    -A INPUT -i lo -j ACCEPT
    -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
    -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
    """
        + own
        + "COMMIT\n";
  }
}
