package org.netfilter4j.conformance.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.netfilter4j.model.Family;

/**
 * Sends whole IP packets as a local process would: they are routed and then meet the OUTPUT hook.
 * The kernel fills in IPv4's header checksum and total length, and an identification of 0.
 */
final class RawSocket implements AutoCloseable {
  private static final int IPPROTO_RAW = 255;
  private static final int SOL_SOCKET = 1;
  private static final int SO_BROADCAST = 6;

  private final int fd;
  private final Family family;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer = arena.allocate(1 << 16);
  private final MemorySegment address = arena.allocate(28, 4);

  /** Opens the socket in the calling thread's namespace. */
  RawSocket(Family family) {
    this.family = family;
    // IPPROTO_RAW means that the header is included, for both families.
    fd =
        Libc.socket(
            family == Family.IPV4 ? Libc.AF_INET : Libc.AF_INET6, Libc.SOCK_RAW, IPPROTO_RAW);
    Libc.setOption(fd, SOL_SOCKET, SO_BROADCAST, 1);
  }

  /** Sends to the destination in the header. A packet dropped in OUTPUT is no error here. */
  void send(byte[] packet) {
    MemorySegment.copy(packet, 0, buffer, JAVA_BYTE, 0, packet.length);
    MemorySegment to;
    if (family == Family.IPV4) {
      to = address.asSlice(0, 16).fill((byte) 0);
      to.set(JAVA_SHORT_UNALIGNED, 0, (short) Libc.AF_INET);
      MemorySegment.copy(packet, 16, to, JAVA_BYTE, 4, 4);
    } else {
      to = address.fill((byte) 0);
      to.set(JAVA_SHORT_UNALIGNED, 0, (short) Libc.AF_INET6);
      MemorySegment.copy(packet, 24, to, JAVA_BYTE, 8, 16);
    }
    try {
      Libc.send(fd, buffer.asSlice(0, packet.length), to);
    } catch (Libc.CallFailed e) {
      if (e.errno() != Libc.EPERM) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    Libc.close(fd);
    arena.close();
  }
}
