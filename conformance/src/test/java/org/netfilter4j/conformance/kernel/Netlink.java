package org.netfilter4j.conformance.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A nfnetlink socket, for the two things the harness wants from it: packets that a {@code log
 * group} statement copies (nfnetlink_log), and forgetting all connections (ctnetlink).
 */
final class Netlink implements AutoCloseable {
  private static final int NETLINK_NETFILTER = 12;
  private static final int NLM_F_REQUEST_ACK = 5;
  private static final int NLMSG_ERROR = 2;
  private static final int CTNETLINK_DELETE = 1 << 8 | 2;
  private static final int ACCOUNT_NEW = 7 << 8;
  private static final int NFACCT_NAME = 1;
  private static final int LOG_PACKET = 4 << 8;
  private static final int LOG_CONFIG = 4 << 8 | 1;
  private static final int NFULA_CFG_CMD = 1;
  private static final int NFULA_CFG_MODE = 2;
  private static final int NFULA_PAYLOAD = 9;
  private static final int NFULA_PREFIX = 10;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVBUFFORCE = 33;

  private final int fd;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer = arena.allocate(1 << 18, 8);

  /** A packet as the log statement saw it, from the network header on. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Logged(String prefix, byte[] packet) {}

  /** Opens the socket in the calling thread's namespace. */
  Netlink() {
    fd = Libc.socket(Libc.AF_NETLINK, Libc.SOCK_RAW, NETLINK_NETFILTER);
    Libc.setOption(fd, SOL_SOCKET, SO_RCVBUFFORCE, 8 << 20);
    try (Arena temporary = Arena.ofConfined()) {
      MemorySegment address = temporary.allocate(12, 4); // struct sockaddr_nl
      address.set(JAVA_SHORT, 0, (short) Libc.AF_NETLINK);
      Libc.bind(fd, address);
    }
  }

  /** Receives what {@code log group} logs, whole packets. */
  void listen(int group) {
    byte bindCommand = 1;
    byte copyPacket = 2;
    request(LOG_CONFIG, 0, group, attribute(NFULA_CFG_CMD, new byte[] {bindCommand}));
    request(
        LOG_CONFIG, 0, group, attribute(NFULA_CFG_MODE, new byte[] {0, 0, -1, -1, copyPacket, 0}));
  }

  /** Forgets all connections of the namespace, of both families and all zones. */
  void flushConnections() {
    request(CTNETLINK_DELETE, 0, 0, new byte[0]);
  }

  /** Makes an accounting object (nfacct add). */
  void account(String name) {
    request(ACCOUNT_NEW, 0, 0, attribute(NFACCT_NAME, (name + "\0").getBytes(US_ASCII)));
  }

  /** Adds what has been logged since the last call. */
  void drainTo(List<Logged> logged) {
    for (int length = Libc.receive(fd, buffer); length >= 0; length = Libc.receive(fd, buffer)) {
      ByteBuffer in = message(length);
      while (in.remaining() >= 16) {
        int start = in.position();
        int size = in.getInt(start);
        if ((in.getShort(start + 4) & 0xffff) == LOG_PACKET) {
          logged.add(packet(in.slice(start + 20, size - 20).order(ByteOrder.nativeOrder())));
        }
        in.position(Math.min(in.limit(), start + (size + 3 & ~3)));
      }
    }
  }

  private static Logged packet(ByteBuffer attributes) {
    String prefix = "";
    byte[] payload = new byte[0];
    while (attributes.remaining() >= 4) {
      int start = attributes.position();
      int size = attributes.getShort(start) & 0xffff;
      byte[] value = new byte[size - 4];
      attributes.get(start + 4, value);
      switch (attributes.getShort(start + 2) & 0x3fff) {
        case NFULA_PAYLOAD -> payload = value;
        case NFULA_PREFIX -> prefix = new String(value, 0, value.length - 1, US_ASCII);
        default -> {}
      }
      attributes.position(Math.min(attributes.limit(), start + (size + 3 & ~3)));
    }
    return new Logged(prefix, payload);
  }

  private static byte[] attribute(int type, byte[] value) {
    ByteBuffer out = ByteBuffer.allocate(4 + value.length + 3 & ~3).order(ByteOrder.nativeOrder());
    out.putShort((short) (4 + value.length)).putShort((short) type).put(value);
    return out.array();
  }

  /** Sends a request and waits for its acknowledgement. */
  private void request(int type, int family, int resource, byte[] attributes) {
    int length = 20 + attributes.length;
    ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
    out.putInt(length).putShort((short) type).putShort((short) NLM_F_REQUEST_ACK);
    out.putInt(0).putInt(0);
    out.put((byte) family).put((byte) 0);
    out.order(ByteOrder.BIG_ENDIAN).putShort((short) resource).put(attributes);
    MemorySegment.copy(out.array(), 0, buffer, JAVA_BYTE, 0, length);
    Libc.send(fd, buffer.asSlice(0, length), MemorySegment.NULL);
    while (true) {
      if (!Libc.await(fd, 5000)) {
        throw new IllegalStateException("nfnetlink request " + type + ": no answer");
      }
      int received = Libc.receive(fd, buffer);
      ByteBuffer in = message(received);
      if (in.getShort(4) == NLMSG_ERROR) {
        if (in.getInt(16) != 0) {
          throw new Libc.CallFailed("nfnetlink request " + type, -in.getInt(16));
        }
        return;
      }
    }
  }

  private ByteBuffer message(int length) {
    byte[] bytes = new byte[length];
    MemorySegment.copy(buffer, JAVA_BYTE, 0, bytes, 0, length);
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
  }

  @Override
  public void close() {
    Libc.close(fd);
    arena.close();
  }
}
