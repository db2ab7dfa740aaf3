package org.netfilter4j.wire.route;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.wire.netlink.MessageWriter;

/** Requests for all that there is of a kind. */
public final class RouteRequests {
  static final int NEWLINK = 16;
  static final int NEWADDR = 20;
  static final int NEWROUTE = 24;
  static final int NEWRULE = 32;
  private static final int GETLINK = 18;
  private static final int GETADDR = 22;
  private static final int GETROUTE = 26;
  private static final int GETRULE = 34;

  private RouteRequests() {}

  /** The kernel's number of a family (AF_*). */
  public static int number(Family family) {
    return family == Family.IPV4 ? 2 : 10;
  }

  /** The family of that number; null where it is another than IPv4 and IPv6. */
  static @Nullable Family family(int number) {
    return switch (number) {
      case 2 -> Family.IPV4;
      case 10 -> Family.IPV6;
      default -> null;
    };
  }

  /** All links (struct ifinfomsg). */
  public static MessageWriter links(int sequence) {
    return dump(GETLINK, sequence, 0, 16);
  }

  /** One link (struct ifinfomsg). */
  public static MessageWriter link(int sequence, int index) {
    byte[] fixed = new byte[16];
    ByteBuffer.wrap(fixed).order(ByteOrder.nativeOrder()).putInt(4, index);
    return new MessageWriter(64)
        .begin(GETLINK, MessageWriter.NLM_F_REQUEST, sequence)
        .raw(fixed)
        .end();
  }

  /** All addresses of a family (struct ifaddrmsg). */
  public static MessageWriter addresses(int sequence, Family family) {
    return dump(GETADDR, sequence, number(family), 8);
  }

  /** All routes of a family, of all tables (struct rtmsg). */
  public static MessageWriter routes(int sequence, Family family) {
    return dump(GETROUTE, sequence, number(family), 12);
  }

  /** All policy rules of a family (struct fib_rule_hdr). */
  public static MessageWriter rules(int sequence, Family family) {
    return dump(GETRULE, sequence, number(family), 12);
  }

  private static MessageWriter dump(int type, int sequence, int family, int header) {
    byte[] fixed = new byte[header];
    fixed[0] = (byte) family;
    int flags = MessageWriter.NLM_F_REQUEST | MessageWriter.NLM_F_DUMP;
    return new MessageWriter(64).begin(type, flags, sequence).raw(fixed).end();
  }
}
