package org.netfilter4j.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.netfilter4j.wire.netlink.MessageWriter;

/**
 * A kernel that lies: what a real one answers in a namespace is changed on its way, as a seed says.
 * What is asked and told of it is left as it is, so nothing is changed in the real one that was not
 * asked for.
 */
public final class HostileKernel {
  /** What is done to packets. */
  public enum Lie {
    NONE,
    BYTES,
    TRUNCATED,
    LENGTHS,
    TYPES,
    NESTED,
    DUPLICATED,
    WITHOUT_END,
    ENDLESS,
    INTERRUPTED,
    SILENT
  }

  private static final int NLMSG_DONE = 3;
  private static final int NLMSG_NOOP = 1;

  private HostileKernel() {}

  /** The namespace of that file with a kernel that lies in this way. */
  public static NetworkNamespace of(Path file, Lie lie, long seed) {
    NetworkNamespace real = NetworkNamespace.of(file);
    SplittableRandom random = new SplittableRandom(seed);
    return real.with(protocol -> new Socket(real, protocol, lie, random));
  }

  private static final class Socket extends NetlinkSocket {
    /** A lie may make the kernel say less; nobody waits long for the rest. */
    private static final long PATIENCE_MILLIS = 4;

    private final Lie lie;
    private final SplittableRandom random;
    private int last;

    Socket(NetworkNamespace namespace, int protocol, Lie lie, SplittableRandom random) {
      super(namespace, protocol);
      this.lie = lie;
      this.random = random;
      if (lie == Lie.ENDLESS) {
        mostOfAnswer(1 << 20);
      }
    }

    @Override
    void send(MessageWriter writer) {
      last = 0;
      super.send(writer);
    }

    @Override
    int receive(long milliseconds) {
      if (lie == Lie.ENDLESS && last > 0) {
        return last;
      }
      int length = super.receive(Math.min(milliseconds, PATIENCE_MILLIS));
      return length < 0 ? length : changed(length);
    }

    @Override
    int receiveNow() {
      int length = super.receiveNow();
      return length < 0 ? length : changed(length);
    }

    private int changed(int length) {
      if (lie.ordinal() < Lie.WITHOUT_END.ordinal() && random.nextInt(3) > 0) {
        // Some packets are true, so that the lie is met later.
        last = length;
        return length;
      }
      ByteBuffer packet = ByteBuffer.wrap(buffer()).order(ByteOrder.nativeOrder());
      switch (lie) {
        case NONE -> {}
        case SILENT -> {
          return random.nextBoolean() ? -1 : length;
        }
        case BYTES -> {
          for (int n = 1 + random.nextInt(4); n > 0; n--) {
            // The header, or anything.
            int at = random.nextInt(random.nextInt(4) == 0 ? Math.min(20, length) : length);
            packet.put(at, (byte) random.nextInt());
          }
        }
        case TRUNCATED -> {
          return random.nextInt(length);
        }
        case DUPLICATED -> {
          int half = (length / 2) & -4;
          System.arraycopy(buffer(), 0, buffer(), half, length - half);
        }
        case LENGTHS, TYPES, NESTED, WITHOUT_END, INTERRUPTED, ENDLESS -> messages(packet, length);
      }
      last = length;
      return length;
    }

    private void messages(ByteBuffer packet, int length) {
      for (int at = 0; at + 16 <= length; ) {
        int size = packet.getInt(at);
        if (size < 16 || size > length - at) {
          return;
        }
        boolean done = packet.getShort(at + 4) == NLMSG_DONE;
        switch (lie) {
          case WITHOUT_END, ENDLESS -> {
            if (done) {
              packet.putShort(at + 4, (short) NLMSG_NOOP);
            }
            packet.putShort(at + 6, (short) (packet.getShort(at + 6) | 2));
          }
          case INTERRUPTED -> packet.putShort(at + 6, (short) (packet.getShort(at + 6) | 0x10));
          default -> {
            if (!done && size > 24) {
              attribute(packet, at + 20, at + size);
            }
          }
        }
        at += (size + 3) & -4;
      }
    }

    /** Changes one attribute somewhere in the depth. */
    private void attribute(ByteBuffer packet, int from, int end) {
      int at = from;
      while (at + 4 < end) {
        int size = packet.getShort(at) & 0xffff;
        if (size < 4 || size > end - at) {
          return;
        }
        if (random.nextInt(4) == 0) {
          if (size > 12 && random.nextInt(3) > 0) {
            attribute(packet, at + 4, at + size);
          } else {
            change(packet, at, size);
          }
          return;
        }
        at += (size + 3) & -4;
      }
    }

    private void change(ByteBuffer packet, int at, int size) {
      switch (lie) {
        case LENGTHS ->
            packet.putShort(
                at,
                (short) (random.nextBoolean() ? random.nextInt() : size + random.nextInt(9) - 4));
        case TYPES ->
            packet.putShort(at + 2, (short) random.nextInt(random.nextBoolean() ? 32 : 1 << 16));
        default -> {
          // As deep as it goes.
          for (int i = at; i + 8 <= at + size; i += 4) {
            packet.putShort(i, (short) (at + size - i));
            packet.putShort(i + 2, (short) (0x8000 | 1 + random.nextInt(4)));
          }
        }
      }
    }
  }
}
