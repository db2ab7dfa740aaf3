package org.netfilter4j.conformance.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Shell;
import org.netfilter4j.model.Family;

/**
 * A host of the kernel's own with two interfaces, and the wires at their other ends.
 *
 * <pre>
 *   wire 0 ── eth0  192.0.2.1/24     2001:db8:1::1/64  ┐
 *                                                      ├ the host under test
 *   wire 1 ── eth1  198.51.100.1/24  2001:db8:2::1/64  ┘ default route by eth1
 * </pre>
 *
 * <p>The host is quiet: interfaces without ARP, so that any destination on a link needs no
 * neighbour; no duplicate address detection, router solicitation, redirects or link-local
 * addresses; no offloads, so that frames on the wire are whole and have their checksums; ICMP not
 * rate-limited; incomplete fragments not timed out.
 *
 * <p>Nothing answers for the host: a chain of ours at the very end of INPUT, after connections have
 * been confirmed, logs each packet to us and drops it. So a delivered packet is seen with its
 * bytes, and no TCP reset, port unreachable or echo reply of the kernel's meets the rules; only
 * what rules (REJECT) and forwarding themselves cause does.
 *
 * <p>Everything runs on one processor. Softirqs that a send causes then run in order on that
 * processor, and a marker frame sent after a packet comes out after all that the packet caused.
 */
public final class Laboratory implements AutoCloseable {
  /** The sets that exist, by the options of {@code ipset create}. */
  public static final List<String> SETS =
      List.of(
          "ip4 hash:ip",
          "net4 hash:net",
          "ipport4 hash:ip,port",
          "netport4 hash:net,port",
          "ports bitmap:port range 0-65535",
          "portip4 hash:ip,port,ip",
          "portnet4 hash:ip,port,net counters",
          "iface4 hash:net,iface",
          "bits4 bitmap:ip range 192.0.2.0/24",
          "blocks4 bitmap:ip range 192.0.2.0-203.0.113.255 netmask 16",
          "macs4 bitmap:ip,mac range 192.0.2.0/24",
          "list4 list:set",
          "added4 hash:ip timeout 0",
          "counted4 hash:ip counters",
          "mapped4 hash:net skbinfo counters",
          "ip6 hash:ip family inet6",
          "net6 hash:net family inet6",
          "ipport6 hash:ip,port family inet6",
          "netport6 hash:net,port family inet6",
          "portip6 hash:ip,port,ip family inet6",
          "portnet6 hash:ip,port,net family inet6 counters",
          "iface6 hash:net,iface family inet6",
          "list6 list:set",
          "added6 hash:ip family inet6 timeout 0",
          "counted6 hash:ip family inet6 counters",
          "mapped6 hash:net family inet6 skbinfo counters");

  private static final List<Place> WIRES = List.of(Place.ETH0, Place.ETH1);
  private static final int MARKER_TYPE = 0x88b5; // IEEE local experimental
  private static final int LOG_GROUP = 7;
  private static final int[] OFFLOADS = {0x15, 0x17, 0x19, 0x1f, 0x24, 0x2c};

  private final Namespace host = Namespace.open();
  private final Namespace outside = Namespace.open();
  private final List<Wire> wires;
  private final List<Wire> markers;
  private final RawSocket local4;
  private final RawSocket local6;
  private final Netlink netlink;
  private int serial;

  private record Sockets(List<Wire> markers, RawSocket local4, RawSocket local6, Netlink netlink) {}

  private Laboratory() {
    script(host, SETUP.replace("OUTSIDE", outside.name()));
    script(outside, SETUP_OUTSIDE);
    Sockets inside =
        within(
            host,
            () -> {
              for (String device : List.of("eth0", "eth1")) {
                for (int offload : OFFLOADS) {
                  Libc.ethtool(device, offload, false);
                }
              }
              Netlink log = new Netlink();
              log.listen(LOG_GROUP);
              return new Sockets(
                  List.of(new Wire("eth0", MARKER_TYPE), new Wire("eth1", MARKER_TYPE)),
                  new RawSocket(Family.IPV4),
                  new RawSocket(Family.IPV6),
                  log);
            });
    markers = inside.markers();
    local4 = inside.local4();
    local6 = inside.local6();
    netlink = inside.netlink();
    wires =
        within(
            outside,
            () -> {
              for (String device : List.of("wire0", "wire1")) {
                for (int offload : OFFLOADS) {
                  Libc.ethtool(device, offload, false);
                }
              }
              return List.of(new Wire("wire0", Wire.ETH_P_ALL), new Wire("wire1", Wire.ETH_P_ALL));
            });
    awaitSilence();
  }

  /** A new laboratory; {@code Oracle.require("nft", "ipset")} should have been asked before. */
  public static Laboratory open() {
    return new Laboratory();
  }

  /** Runs a script that ends at its first failure. */
  private static void script(Namespace namespace, String script) {
    namespace.shell().run(Command.of("sh", "-e").stdin(script)).orThrow(namespace);
  }

  private static final String SETUP =
      """
      for f in all default; do
        echo 1 > /proc/sys/net/ipv4/conf/$f/forwarding
        echo 0 > /proc/sys/net/ipv4/conf/$f/rp_filter
        echo 0 > /proc/sys/net/ipv4/conf/$f/send_redirects
        echo 0 > /proc/sys/net/ipv4/conf/$f/accept_redirects
        echo 0 > /proc/sys/net/ipv6/conf/$f/accept_ra
        echo 0 > /proc/sys/net/ipv6/conf/$f/accept_dad
        echo 0 > /proc/sys/net/ipv6/conf/$f/router_solicitations
        echo 0 > /proc/sys/net/ipv6/conf/$f/accept_redirects
        echo 1 > /proc/sys/net/ipv6/conf/$f/mldv1_unsolicited_report_interval
        echo 1 > /proc/sys/net/ipv6/conf/$f/mldv2_unsolicited_report_interval
        echo 1 > /proc/sys/net/ipv6/conf/$f/forwarding
        echo 1 > /proc/sys/net/ipv6/conf/$f/addr_gen_mode
      done
      echo 0 > /proc/sys/net/ipv4/icmp_ratelimit
      echo 0 > /proc/sys/net/ipv6/icmp/ratelimit
      echo 0 > /proc/sys/net/ipv6/auto_flowlabels
      echo 3600 > /proc/sys/net/ipv4/ipfrag_time
      echo 3600 > /proc/sys/net/ipv6/ip6frag_time
      for p in 0 1; do
        ip link add eth$p address 02:00:00:00:0$p:01 type veth \\
          peer name wire$p address 02:00:00:00:0$p:02 netns OUTSIDE
        echo 1 > /proc/sys/net/ipv6/conf/eth$p/addr_gen_mode
        ip link set eth$p arp off up
      done
      ip link set eth0 group 7
      ip link set eth1 group 28
      ip addr add 192.0.2.1/24 dev eth0
      ip addr add 198.51.100.1/24 dev eth1
      ip addr add 2001:db8:1::1/64 dev eth0 nodad
      ip addr add 2001:db8:2::1/64 dev eth1 nodad
      nft -f - <<X
      table inet nf4j-harness {
        chain delivered {
          type filter hook input priority 2147483647; policy drop;
          log prefix "delivered" group 7 queue-threshold 1
        }
      }
      X
      """;

  private static final String SETUP_OUTSIDE =
      """
      for p in 0 1; do
        echo 1 > /proc/sys/net/ipv6/conf/wire$p/disable_ipv6
        ip link set wire$p arp off up
      done
      """;

  /**
   * Binds the calling thread to the processor on which everything runs; who calls {@link #offer}
   * must have done so.
   */
  public static void pin() {
    Libc.pin(0);
  }

  /** The namespace of the host under test. */
  public Namespace host() {
    return host;
  }

  public Shell shell() {
    return host.shell();
  }

  /** Makes the sets and the routes by eth1; called once. */
  Laboratory furnish() {
    StringBuilder script = new StringBuilder();
    script.append("ip route add default dev eth1\nip -6 route add default dev eth1\n");
    SETS.forEach(set -> script.append("ipset create ").append(set).append('\n'));
    script(host, script.toString());
    return this;
  }

  /** Forgets all connections. */
  public void flushConnections() {
    netlink.flushConnections();
  }

  /** Offers one packet to the host and returns all that left the host because of it, in order. */
  public List<Seen> offer(Step step, Family family) {
    switch (step.at()) {
      case ETH0 -> wires.get(0).send(step.bytes());
      case ETH1 -> wires.get(1).send(step.bytes());
      case LOCAL -> (family == Family.IPV4 ? local4 : local6).send(step.bytes());
    }
    List<Seen> seen = new ArrayList<>();
    settle(seen);
    if (step.at() == Place.LOCAL) {
      // What goes to the host itself passes the loopback's queue once more.
      settle(seen);
    }
    return seen;
  }

  /**
   * Sends a marker through both wires in both directions and collects what comes before it. The
   * packets of one wire are in order; those of different places are put wire 0, wire 1, delivered.
   */
  private void settle(List<Seen> seen) {
    byte[] marker = new byte[60];
    marker[12] = (byte) (MARKER_TYPE >> 8);
    marker[13] = (byte) MARKER_TYPE;
    int number = ++serial;
    for (int i = 0; i < 4; i++) {
      marker[14 + i] = (byte) (number >> (8 * i));
    }
    for (int w = 0; w < 2; w++) {
      wires.get(w).send(marker);
      awaitMarker(markers.get(w), number, WIRES.get(w), new ArrayList<>());
    }
    for (int w = 0; w < 2; w++) {
      markers.get(w).send(marker);
      awaitMarker(wires.get(w), number, WIRES.get(w), seen);
    }
    List<Netlink.Logged> logged = new ArrayList<>();
    netlink.drainTo(logged);
    logged.forEach(l -> seen.add(new Seen(Place.LOCAL, l.packet())));
  }

  private static void awaitMarker(Wire wire, int number, Place place, List<Seen> seen) {
    while (true) {
      byte[] frame = wire.receive(5000);
      if (frame == null) {
        throw new IllegalStateException("no marker at " + place + " after 5 s");
      }
      int type = (frame[12] & 0xff) << 8 | (frame[13] & 0xff);
      if (type != MARKER_TYPE) {
        byte[] packet = java.util.Arrays.copyOfRange(frame, 14, frame.length);
        seen.add(new Seen(place, packet));
        continue;
      }
      int got = 0;
      for (int i = 0; i < 4; i++) {
        got |= (frame[14 + i] & 0xff) << (8 * i);
      }
      if (got == number) {
        return;
      }
    }
  }

  /** Lets the reports about multicast groups pass that the kernel sends for new addresses. */
  private void awaitSilence() {
    furnish();
    int silent = 0;
    for (int i = 0; i < 100 && silent < 6; i++) {
      List<Seen> seen = new ArrayList<>();
      settle(seen);
      silent = seen.isEmpty() ? silent + 1 : 0;
      pause(20);
    }
  }

  static void pause(int milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Does some work in a namespace, on a thread of its own. */
  static <T> T within(Namespace namespace, Callable<T> work) {
    FutureTask<T> task =
        new FutureTask<>(() -> {
          Libc.enterNamespace(namespace.file().toString());
          return work.call();
        });
    Thread.ofPlatform().name("in " + namespace).start(task);
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in " + namespace, e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("in " + namespace + ": " + e.getCause(), e.getCause());
    }
  }

  @Override
  public void close() {
    for (int w = 0; w < 2; w++) {
      wires.get(w).close();
      markers.get(w).close();
    }
    local4.close();
    local6.close();
    netlink.close();
    host.close();
    outside.close();
  }
}
