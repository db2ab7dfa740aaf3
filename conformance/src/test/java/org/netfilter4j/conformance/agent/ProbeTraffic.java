package org.netfilter4j.conformance.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.linux.InNamespace;
import org.netfilter4j.linux.NetworkNamespace;

/**
 * Packets from a client to a host without a pause, to one port that must always be open and one
 * that must always be closed, each packet with a number of its own.
 */
final class ProbeTraffic implements AutoCloseable {
  static final String HOST = "10.77.0.1";
  static final String CLIENT = "10.77.0.2";

  /** More than any test sends. */
  private static final int MOST = 4_000_000;

  private static final long PAUSE_NANOS = 1_000_000;
  private static final int ROOM = 8 << 20;

  private final DatagramSocket sender;
  private final List<DatagramSocket> sockets = new ArrayList<>();
  private final Port open;
  private final Port closed;
  private volatile boolean ending;
  private int sent;
  private volatile int next;
  private final Thread thread;

  /** What arrived at a port: a bit for each number. */
  private static final class Port {
    final int number;
    final AtomicLongArray arrived = new AtomicLongArray(MOST / 64 + 1);

    Port(int number) {
      this.number = number;
    }

    boolean has(int packet) {
      return (arrived.get(packet >> 6) >> (packet & 63) & 1) != 0;
    }
  }

  /** Connects the two namespaces, and begins to send. */
  ProbeTraffic(Namespace host, Namespace client, int openPort, int closedPort) {
    open = new Port(openPort);
    closed = new Port(closedPort);
    host.shell()
        .run(
            org.netfilter4j.conformance.Command.script(
                "ip link add eth0 type veth peer name eth0 netns "
                    + client.name()
                    + " && ip addr add "
                    + HOST
                    + "/24 dev eth0 && ip link set eth0 up"))
        .orThrow("link of the host");
    client
        .shell()
        .run(
            org.netfilter4j.conformance.Command.script(
                "ip addr add "
                    + CLIENT
                    + "/24 dev eth0 && ip link set eth0 up && ping -c1 -W5 "
                    + HOST))
        .orThrow("link of the client");
    receive(host, open);
    receive(host, closed);
    sender = InNamespace.call(NetworkNamespace.of(client.file()), () -> socket(0));
    thread = Thread.ofPlatform().daemon().name("probes").start(this::send);
  }

  private static DatagramSocket socket(int port) {
    try {
      DatagramSocket socket = new DatagramSocket(null);
      socket.setReceiveBufferSize(ROOM);
      socket.bind(new InetSocketAddress(port));
      return socket;
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void receive(Namespace host, Port port) {
    DatagramSocket socket =
        InNamespace.call(NetworkNamespace.of(host.file()), () -> socket(port.number));
    sockets.add(socket);
    Thread.ofPlatform()
        .daemon()
        .name("port " + port.number)
        .start(() -> {
          byte[] bytes = new byte[4];
          DatagramPacket packet = new DatagramPacket(bytes, 4);
          try {
            while (true) {
              socket.receive(packet);
              int number = ByteBuffer.wrap(bytes).getInt();
              port.arrived.accumulateAndGet(
                  number >> 6, 1L << (number & 63), (was, bit) -> was | bit);
            }
          } catch (IOException e) {
            // Closed: the end.
          }
        });
  }

  private void send() {
    try {
      InetAddress address = InetAddress.getByName(HOST);
      while (!ending && sent < MOST) {
        byte[] bytes = ByteBuffer.allocate(4).putInt(sent).array();
        sender.send(new DatagramPacket(bytes, 4, address, open.number));
        sender.send(new DatagramPacket(bytes, 4, address, closed.number));
        sent++;
        next = sent;
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (IOException e) {
      if (!ending) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The number of the next packet. */
  int next() {
    return next;
  }

  /** The packets of these numbers that the open port has not got. */
  int missing(int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      count += open.has(i) ? 0 : 1;
    }
    return count;
  }

  /** The packets of these numbers that the closed port has got. */
  int leaked(int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      count += closed.has(i) ? 1 : 0;
    }
    return count;
  }

  @Override
  public void close() {
    ending = true;
    try {
      thread.join(2000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sender.close();
    sockets.forEach(DatagramSocket::close);
  }
}
