package org.netfilter4j.conformance.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.netfilter4j.conformance.kernel.TrafficHosts.ask;
import static org.netfilter4j.conformance.kernel.TrafficHosts.connect;
import static org.netfilter4j.conformance.kernel.TrafficHosts.sh;
import static org.netfilter4j.conformance.kernel.TrafficHosts.succeeds;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.conformance.Examples;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.model.Mode;

/** Rules that ours put into the kernel, and what real programs and sockets see of them. */
class RealTrafficTest {
  private static final int IP_TRANSPARENT = 19;
  private static final int SOL_IP = 0;

  @BeforeAll
  static void judge() {
    Oracle.require("ip", "ping", "sysctl");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void filtersAndTranslates(Mode mode) {
    try (TrafficHosts hosts = new TrafficHosts(mode)) {
      hosts.serve(hosts.server, 80, "server");
      hosts.serve(hosts.router, 8888, "router");
      hosts.serveDatagrams(hosts.server, 5353, "names");
      assertThat(succeeds(hosts.client, "ping -c1 -W1 10.2.0.2")).isTrue();
      hosts.run("iptables -A FORWARD -p icmp -j DROP");
      hosts.run("ip6tables -A FORWARD -p tcp --dport 80 -j REJECT --reject-with tcp-reset");
      assertThat(succeeds(hosts.client, "ping -c1 -W1 10.2.0.2")).isFalse();
      assertThat(hosts.run("iptables -nvxL FORWARD")).contains("1       84 DROP");
      assertThat(connect(hosts.client, "fd00:2::2", 80)).isEqualTo("ConnectException");
      assertThat(connect(hosts.client, "10.2.0.2", 80)).isEqualTo("server 10.1.0.2");

      hosts.run(
          "iptables -t nat -A PREROUTING -p tcp --dport 8080 -j DNAT --to-destination 10.2.0.2:80");
      assertThat(connect(hosts.client, "10.1.0.1", 8080)).isEqualTo("server 10.1.0.2");
      hosts.run(
          "iptables -t nat -A PREROUTING -p udp --dport 53 -j DNAT --to-destination 10.2.0.2:5353");
      assertThat(ask(hosts.client, "10.1.0.1", 53)).isEqualTo("names 10.1.0.2");
      hosts.run("iptables -t nat -A PREROUTING -p tcp --dport 9999 -j REDIRECT --to-ports 8888");
      assertThat(connect(hosts.client, "10.2.0.2", 9999)).isEqualTo("router 10.1.0.2");
      hosts.run("iptables -t nat -A POSTROUTING -o s0 -p udp -j SNAT --to-source 10.2.0.77");
      sh(hosts.router, "ip addr add 10.2.0.77/32 dev s0");
      assertThat(ask(hosts.client, "10.1.0.1", 53)).isEqualTo("names 10.2.0.77");
      hosts.run("iptables -t nat -A POSTROUTING -o s0 -j MASQUERADE");
      assertThat(connect(hosts.client, "10.2.0.2", 80)).isEqualTo("server 10.2.0.1");
      assertThat(hosts.run("conntrack -L -p tcp --dport 80"))
          .contains("src=10.1.0.2 dst=10.2.0.2", "dst=10.2.0.1");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void setsDecide(Mode mode) {
    try (TrafficHosts hosts = new TrafficHosts(mode)) {
      hosts.serve(hosts.server, 80, "server");
      hosts.serve(hosts.server, 81, "other");
      hosts.run("ipset create blocked hash:ip,port");
      hosts.run("ipset add blocked 10.1.0.2,tcp:80");
      hosts.run("iptables -A FORWARD -m set --match-set blocked src,dst -j REJECT");
      assertThat(connect(hosts.client, "10.2.0.2", 80)).isEqualTo("ConnectException");
      assertThat(connect(hosts.client, "10.2.0.2", 81)).isEqualTo("other 10.1.0.2");
      hosts.run("ipset del blocked 10.1.0.2,tcp:80");
      assertThat(connect(hosts.client, "10.2.0.2", 80)).isEqualTo("server 10.1.0.2");
      hosts.run("iptables -I FORWARD -p tcp --dport 81 -j SET --add-set blocked src,dst");
      connect(hosts.client, "10.2.0.2", 81);
      assertThat(hosts.run("ipset list blocked")).contains("10.1.0.2,tcp:81");
    }
  }

  /** The data connection is let through by what the helper reads of the control connection. */
  @ParameterizedTest
  @EnumSource(Mode.class)
  void helperLetsFtpDataThrough(Mode mode) throws IOException {
    try (TrafficHosts hosts = new TrafficHosts(mode);
        ServerSocket control = TrafficHosts.in(hosts.server, () -> new ServerSocket(21))) {
      hosts.serve(hosts.server, 40000, "data");
      hosts.run("iptables -P FORWARD DROP");
      hosts.run("iptables -A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT");
      hosts.run("iptables -A FORWARD -p tcp --dport 21 -j ACCEPT");
      hosts.run(
          "iptables -A FORWARD -m helper --helper ftp -m conntrack --ctstate RELATED -j ACCEPT");
      assertThat(connect(hosts.client, "10.2.0.2", 40000)).isEqualTo("SocketTimeoutException");
      hosts.run("iptables -t raw -A PREROUTING -p tcp --dport 21 -j CT --helper ftp");
      try (Socket client =
              TrafficHosts.in(
                  hosts.client,
                  () -> {
                    Socket socket = new Socket();
                    socket.connect(new InetSocketAddress("10.2.0.2", 21), TrafficHosts.PATIENCE);
                    return socket;
                  });
          Socket server = control.accept()) {
        say(server, "220 ready");
        assertThat(hear(client)).isEqualTo("220 ready");
        say(client, "PASV");
        assertThat(hear(server)).isEqualTo("PASV");
        say(server, "227 Entering Passive Mode (10,2,0,2,156,64).");
        assertThat(hear(client)).startsWith("227");
        assertThat(hosts.run("conntrack -L expect")).contains("dport=40000");
        assertThat(connect(hosts.client, "10.2.0.2", 40000)).isEqualTo("data 10.1.0.2");
      }
    }
  }

  private static void say(Socket to, String line) throws IOException {
    to.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  private static String hear(Socket from) throws IOException {
    from.setSoTimeout(TrafficHosts.PATIENCE);
    return new BufferedReader(
            new InputStreamReader(from.getInputStream(), StandardCharsets.US_ASCII))
        .readLine();
  }

  /** A datagram for the server comes to a socket of the router's that listens elsewhere. */
  @ParameterizedTest
  @EnumSource(Mode.class)
  void tproxyHandsOver(Mode mode) {
    try (TrafficHosts hosts = new TrafficHosts(mode)) {
      sh(
          hosts.router,
          "ip rule add fwmark 1 lookup 100; ip route add local 0.0.0.0/0 dev lo table 100");
      hosts.run(
          "iptables -t mangle -A PREROUTING -i c0 -p udp --dport 53"
              + " -j TPROXY --on-port 5000 --tproxy-mark 0x1/0x1");
      int socket =
          TrafficHosts.in(
              hosts.router,
              () -> {
                int made = Libc.socket(Libc.AF_INET, Libc.SOCK_DGRAM, 0);
                Libc.setOption(made, SOL_IP, IP_TRANSPARENT, 1);
                try (Arena arena = Arena.ofConfined()) {
                  MemorySegment address = arena.allocate(16, 4);
                  address.set(ValueLayout.JAVA_SHORT, 0, (short) Libc.AF_INET);
                  address.set(ValueLayout.JAVA_BYTE, 2, (byte) (5000 >>> 8));
                  address.set(ValueLayout.JAVA_BYTE, 3, (byte) 5000);
                  Libc.bind(made, address);
                }
                return made;
              });
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment received = arena.allocate(64);
        assertThat(Libc.await(socket, 0)).isFalse();
        assertThat(ask(hosts.client, "10.2.0.2", 53)).endsWith("Exception");
        assertThat(Libc.await(socket, TrafficHosts.PATIENCE)).isTrue();
        assertThat(Libc.receive(socket, received)).isEqualTo(3);
      } finally {
        Libc.close(socket);
      }
    }
  }

  /** The guide's rules on a router with the guide's addresses. */
  @ParameterizedTest
  @EnumSource(Mode.class)
  void guideDropsWhatItSays(Mode mode) {
    try (TrafficHosts hosts = new TrafficHosts(mode)) {
      sh(hosts.router, "ip link set c0 down; ip link set c0 name eth0; ip link set eth0 up");
      sh(hosts.router, "ip addr add 192.168.1.10/24 dev eth0");
      sh(hosts.client, "ip addr add 192.168.1.2/24 dev eth0; ip addr add 192.168.1.99/24 dev eth0");
      hosts.serve(hosts.router, 80, "router");
      hosts.run("ipset restore", read("guide/ipset"));
      hosts.run("iptables-restore", read("guide/nft/rules.v4"));
      String port = firstPort(read("guide/ipset"));
      hosts.serve(hosts.router, Integer.parseInt(port), "listed");
      String before = hosts.run("iptables -nvxL BASE-RULE");
      assertThat(before).contains("DROP");
      assertThat(succeeds(hosts.client, "ping -c1 -W1 192.168.1.10")).isTrue();
      assertThat(connect(hosts.client, "192.168.1.10", Integer.parseInt(port)))
          .isEqualTo("SocketTimeoutException");
      hosts.run("iptables -I BASE-RULE 1 -s 192.168.1.2/32 -j ACCEPT");
      assertThat(
              TrafficHosts.succeeds(
                  hosts.client, "ip route replace 192.168.1.10/32 dev eth0 src 192.168.1.2"))
          .isTrue();
      assertThat(connect(hosts.client, "192.168.1.10", Integer.parseInt(port)))
          .isEqualTo("listed 192.168.1.2");
      assertThat(hosts.run("iptables-save -c"))
          .contains("-A BASE-RULE -s 192.168.1.2/32 -j ACCEPT");
    }
  }

  private static String read(String file) {
    try {
      return Files.readString(Examples.DIRECTORY.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String firstPort(String sets) {
    return sets.lines()
        .filter(line -> line.startsWith("add whiteportlist "))
        .map(line -> line.split(" ")[2].replaceAll("[^0-9].*", ""))
        .filter(port -> !port.equals("80"))
        .findFirst()
        .orElseThrow();
  }
}
