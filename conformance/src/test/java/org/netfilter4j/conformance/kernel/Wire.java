package org.netfilter4j.conformance.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.conformance.Namespace;

/**
 * A packet socket on one interface: whole Ethernet frames out and in. What the interface itself
 * sends is not seen, only what arrives on it.
 */
public final class Wire implements AutoCloseable {
  static final int ETH_P_ALL = 3;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SOL_PACKET = 263;
  private static final int PACKET_IGNORE_OUTGOING = 23;
  private static final ValueLayout.OfShort BE16 =
      JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final int fd;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer = arena.allocate(1 << 17);

  /**
   * Opens the socket in the calling thread's namespace.
   *
   * @param protocol the EtherType to receive, or {@link #ETH_P_ALL}
   */
  Wire(String device, int protocol) {
    int index = Libc.interfaceIndex(device);
    // Protocol 0 until bound, or frames of other interfaces would arrive in between.
    fd = Libc.socket(Libc.AF_PACKET, Libc.SOCK_RAW, 0);
    Libc.setOption(fd, SOL_SOCKET, SO_RCVBUFFORCE, 8 << 20);
    Libc.setOption(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, 1);
    try (Arena temporary = Arena.ofConfined()) {
      MemorySegment address = temporary.allocate(20, 4); // struct sockaddr_ll
      address.set(JAVA_SHORT_UNALIGNED, 0, (short) Libc.AF_PACKET);
      address.set(BE16, 2, (short) protocol);
      address.set(JAVA_INT, 4, index);
      Libc.bind(fd, address);
    }
  }

  /** Opens one on an interface of a namespace, for frames out alone. */
  public static Wire open(Namespace namespace, String device) {
    int none = 0;
    return Laboratory.within(namespace, () -> new Wire(device, none));
  }

  /** Sends a frame, its Ethernet header included. */
  public void send(byte[] frame) {
    MemorySegment.copy(frame, 0, buffer, JAVA_BYTE, 0, frame.length);
    Libc.send(fd, buffer.asSlice(0, frame.length), MemorySegment.NULL);
  }

  /** The next frame, or null if none arrives within so many milliseconds. */
  byte @Nullable [] receive(int millis) {
    int length = Libc.receive(fd, buffer);
    if (length < 0 && millis > 0 && Libc.await(fd, millis)) {
      length = Libc.receive(fd, buffer);
    }
    return length < 0 ? null : buffer.asSlice(0, length).toArray(JAVA_BYTE);
  }

  @Override
  public void close() {
    Libc.close(fd);
    arena.close();
  }
}
