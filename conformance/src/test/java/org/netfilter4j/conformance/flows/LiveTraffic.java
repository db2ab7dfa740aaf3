package org.netfilter4j.conformance.flows;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.linux.InNamespace;
import org.netfilter4j.linux.NetworkNamespace;

/** Sockets that talk in a namespace: UDP, TCP, and a dialogue of FTP that its helper listens to. */
final class LiveTraffic implements AutoCloseable {
  private final NetworkNamespace namespace;
  private final List<AutoCloseable> open = new ArrayList<>();

  LiveTraffic(Namespace namespace) {
    this.namespace = NetworkNamespace.of(namespace.file());
  }

  /** What may fail. */
  private interface Talk {
    void run() throws IOException;
  }

  private void inside(Talk talk) {
    InNamespace.call(
        namespace,
        () -> {
          try {
            talk.run();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return "";
        });
  }

  private <T extends AutoCloseable> T keep(T socket) {
    open.add(socket);
    return socket;
  }

  /** A datagram, and another back where it is answered. */
  void udp(String address, boolean answered) {
    inside(() -> {
      InetAddress local = InetAddress.getByName(address);
      DatagramSocket server = keep(new DatagramSocket(0, local));
      DatagramSocket client = keep(new DatagramSocket(0, local));
      byte[] bytes = "hello".getBytes(US_ASCII);
      client.send(new DatagramPacket(bytes, bytes.length, server.getLocalSocketAddress()));
      if (answered) {
        DatagramPacket packet = new DatagramPacket(new byte[16], 16);
        server.receive(packet);
        server.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
        client.receive(packet);
      }
    });
  }

  /**
   * A TCP connection.
   *
   * @param to the port to connect to; 0 for the server's own
   * @param port the server's; 0 for any
   */
  void tcp(String address, int to, int port, boolean closed) {
    inside(() -> {
      InetAddress local = InetAddress.getByName(address);
      ServerSocket server = keep(new ServerSocket(port, 5, local));
      Socket client = keep(new Socket());
      int reached = to == 0 ? server.getLocalPort() : to;
      client.connect(new InetSocketAddress(local, reached), 2000);
      Socket accepted = keep(server.accept());
      client.getOutputStream().write(1);
      accepted.getInputStream().read();
      if (closed) {
        client.close();
        accepted.getInputStream().read();
        accepted.close();
      }
    });
  }

  /** A client asks an FTP server for a port; the helper expects a connection to it. */
  void ftp() {
    inside(() -> {
      InetAddress local = InetAddress.getByName("127.0.0.1");
      ServerSocket server = keep(new ServerSocket(21, 5, local));
      Socket client = keep(new Socket(local, 21));
      Socket accepted = keep(server.accept());
      byte[] buffer = new byte[200];
      accepted.getOutputStream().write("220 hello\r\n".getBytes(US_ASCII));
      client.getInputStream().read(buffer);
      client.getOutputStream().write("PASV\r\n".getBytes(US_ASCII));
      accepted.getInputStream().read(buffer);
      String port = "227 Entering Passive Mode (127,0,0,1,10,20)\r\n";
      accepted.getOutputStream().write(port.getBytes(US_ASCII));
      client.getInputStream().read(buffer);
    });
  }

  @Override
  public void close() {
    for (AutoCloseable socket : open) {
      try {
        socket.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    open.clear();
  }
}
