package org.netfilter4j.conformance.kernel;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.OwnPrograms;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.linux.KernelMachine;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.model.Mode;

/**
 * A client, a router and a server, each a namespace, with veth between them: 10.1.0.2 (also
 * fd00:1::2) behind 10.1.0.1, and 10.2.0.2 (fd00:2::2) behind 10.2.0.1. The router's rules are put
 * in by our commands, on its kernel.
 */
final class TrafficHosts implements AutoCloseable {
  static final int PATIENCE = 1500;

  private final Mode mode;
  final Namespace client = Namespace.open();
  final Namespace router = Namespace.open();
  final Namespace server = Namespace.open();
  private final List<AutoCloseable> open = new ArrayList<>();

  TrafficHosts(Mode mode) {
    this.mode = mode;
    link(client, "10.1.0.2/24", "fd00:1::2/64", "c0", "10.1.0.1/24", "fd00:1::1/64");
    link(server, "10.2.0.2/24", "fd00:2::2/64", "s0", "10.2.0.1/24", "fd00:2::1/64");
    sh(client, "ip route add default via 10.1.0.1; ip -6 route add default via fd00:1::1");
    sh(server, "ip route add default via 10.2.0.1; ip -6 route add default via fd00:2::1");
    sh(router, "sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1");
  }

  private void link(
      Namespace end, String four, String six, String device, String via4, String via6) {
    sh(
        router,
        "ip link add "
            + device
            + " type veth peer name eth0 netns "
            + end.name()
            + " && ip addr add "
            + via4
            + " dev "
            + device
            + " && ip addr add "
            + via6
            + " dev "
            + device
            + " nodad"
            + " && ip link set "
            + device
            + " up");
    sh(
        end,
        "ip addr add "
            + four
            + " dev eth0 && ip addr add "
            + six
            + " dev eth0 nodad && ip link set eth0 up");
  }

  /** Runs a line of the shell. */
  static Result sh(Namespace in, String line) {
    return in.exec(List.of("sh", "-c", line), "").orThrow(line);
  }

  /** Whether a line of the shell succeeds. */
  static boolean succeeds(Namespace in, String line) {
    return in.exec(List.of("sh", "-c", line), "").ok();
  }

  /** Runs one of our programs on the router's kernel; it must succeed. */
  String run(String line) {
    return run(line, "");
  }

  /** The same with this on its standard input. */
  String run(String line, String stdin) {
    List<String> words = org.netfilter4j.conformance.Command.words(line);
    Map<String, String> variables =
        Map.of("XTABLES_LOCKFILE", router.directory().resolve("xtables.lock").toString());
    try (KernelMachine machine = new KernelMachine(NetworkNamespace.of(router.file()), variables)) {
      return OwnPrograms.run(machine, mode, words, stdin).orThrow(line).stdout();
    }
  }

  /** Does something with sockets of a namespace. */
  static <T> T in(Namespace namespace, Callable<T> action) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(() -> {
          try {
            Libc.enterNamespace(namespace.file().toString());
            result.complete(action.call());
          } catch (Exception e) {
            result.completeExceptionally(e);
          }
        });
    try {
      return result.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** A server that answers each connection with "NAME ADDRESS", the address being the peer's. */
  void serve(Namespace where, int port, String name) {
    ServerSocket listening =
        in(where, () -> new ServerSocket(port, 50, InetAddress.getByName("::")));
    open.add(listening);
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          while (!listening.isClosed()) {
            try (Socket peer = listening.accept()) {
              String line = name + " " + address(peer.getInetAddress()) + "\n";
              peer.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
              // Closed, or the peer is gone.
            }
          }
        });
  }

  /** A server that answers each datagram as {@link #serve} does, as a name server would. */
  void serveDatagrams(Namespace where, int port, String name) {
    DatagramSocket socket = in(where, () -> new DatagramSocket(new InetSocketAddress("::", port)));
    open.add(socket);
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          while (!socket.isClosed()) {
            try {
              DatagramPacket packet = new DatagramPacket(new byte[512], 512);
              socket.receive(packet);
              byte[] line =
                  (name + " " + address(packet.getAddress())).getBytes(StandardCharsets.US_ASCII);
              socket.send(new DatagramPacket(line, line.length, packet.getSocketAddress()));
            } catch (IOException e) {
              // Closed.
            }
          }
        });
  }

  private static String address(InetAddress address) {
    return address.getHostAddress();
  }

  /** What a server says to who connects; the failure's kind where it does not. */
  static String connect(Namespace from, String to, int port) {
    return in(
        from,
        () -> {
          try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(to, port), PATIENCE);
            socket.setSoTimeout(PATIENCE);
            String line =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            return line == null ? "closed" : line;
          } catch (IOException e) {
            return e.getClass().getSimpleName();
          }
        });
  }

  /** What answers a datagram; the failure's kind where nothing does. */
  static String ask(Namespace from, String to, int port) {
    return in(
        from,
        () -> {
          try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(to, port));
            socket.setSoTimeout(PATIENCE);
            byte[] question = {1, 2, 3};
            socket.send(new DatagramPacket(question, question.length));
            DatagramPacket answer = new DatagramPacket(new byte[512], 512);
            socket.receive(answer);
            return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII);
          } catch (IOException e) {
            return e.getClass().getSimpleName();
          }
        });
  }

  @Override
  public void close() {
    for (AutoCloseable each : open) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    client.close();
    router.close();
    server.close();
  }
}
