package org.netfilter4j.linux;

import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Errno;
import org.netfilter4j.wire.netlink.MalformedMessageException;
import org.netfilter4j.wire.netlink.Message;
import org.netfilter4j.wire.netlink.MessageWriter;

/**
 * A netlink socket. A request is sent whole and its answers handed on message by message, from a
 * buffer large enough that the kernel fills it in few turns.
 *
 * <p>What is sent and received goes through {@link #send}, {@link #receive} and {@link
 * #receiveNow}: tests put a kernel that lies between.
 *
 * <p>Not safe for several threads.
 */
class NetlinkSocket implements AutoCloseable {
  static final int ROUTE = 0;
  static final int NETFILTER = 12;
  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int SOL_SOCKET = 1;
  private static final int SO_SNDBUFFORCE = 32;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SO_SNDBUF = 7;
  private static final int SO_RCVBUF = 8;
  private static final int SOL_NETLINK = 270;
  private static final int MSG_TRUNC = 0x20;
  private static final int MSG_DONTWAIT = 0x40;

  /** The kernel fills at most 32 KiB of a dump at once, where the reader has shown that room. */
  private static final int RECEIVE = 1 << 16;

  private static final int SEND = 1 << 16;

  /** How long an answer may take that the kernel gives at once. */
  private static final long PATIENCE_MILLIS = 30_000;

  private final Arena arena = Arena.ofAuto();
  private final Descriptor socket;
  private final CallMemory receiveBuffer;
  private final byte[] buffer = new byte[RECEIVE];
  private CallMemory sendBuffer;
  private int sendRoom = 160 * 1024;
  private long mostOfAnswer = Runtime.getRuntime().maxMemory() / 2;
  private int sequence = (int) (System.nanoTime() >>> 10) | 1;

  /** A bound socket. */
  NetlinkSocket(NetworkNamespace namespace, int protocol) {
    socket = namespace.in(() -> Descriptor.socket(AF_NETLINK, SOCK_RAW, protocol));
    receiveBuffer = new CallMemory(arena, RECEIVE);
    sendBuffer = new CallMemory(arena, SEND);
    bind();
  }

  /** What is done with the messages of an answer. */
  interface Receiver {
    void message(Message message);
  }

  /** A socket of a netlink family in a namespace. */
  static NetlinkSocket open(NetworkNamespace namespace, int protocol) {
    return namespace.netlink(protocol);
  }

  private void bind() {
    try (Arena own = Arena.ofConfined()) {
      CallMemory address = new CallMemory(own, 12).putShort(0, AF_NETLINK);
      SystemCalls.call(SystemCall.BIND, socket.number(), address.address(), 12);
    }
  }

  /** A number for the next request. */
  int nextSequence() {
    return sequence++;
  }

  /** Passes over numbers that a batch has used. */
  void skipSequences(int count) {
    sequence += count;
  }

  /** How many bytes an answer may have: at first half of the memory, for it is mostly kept. */
  long mostOfAnswer() {
    return mostOfAnswer;
  }

  void mostOfAnswer(long bytes) {
    mostOfAnswer = bytes;
  }

  /** Turns an option of netlink sockets on. */
  void set(int netlinkOption) {
    option(SOL_NETLINK, netlinkOption, 1);
  }

  /** Joins a multicast group (NETLINK_ADD_MEMBERSHIP). */
  void join(int group) {
    option(SOL_NETLINK, 1, group);
  }

  private void option(int level, int name, int value) {
    int errno = attemptOption(level, name, value);
    if (errno != 0) {
      throw new KernelException("setsockopt", Errno.of(errno));
    }
  }

  private int attemptOption(int level, int name, int value) {
    try (Arena own = Arena.ofConfined()) {
      CallMemory number = new CallMemory(own, 4).putInt(0, value);
      return (int)
          -SystemCalls.attempt(
              SystemCall.SETSOCKOPT, socket.number(), level, name, number.address(), 4, 0);
    }
  }

  /** Asks for room for what the kernel has to tell, beyond the machine's limit if it may. */
  void receiveRoom(int bytes) {
    if (attemptOption(SOL_SOCKET, SO_RCVBUFFORCE, bytes) != 0) {
      option(SOL_SOCKET, SO_RCVBUF, bytes);
    }
  }

  /** The room that there is for what the kernel has to tell, by its own reckoning. */
  int receiveRoom() {
    try (Arena own = Arena.ofConfined()) {
      CallMemory value = new CallMemory(own, 8).putInt(4, 4);
      SystemCalls.call(
          SystemCall.GETSOCKOPT,
          socket.number(),
          SOL_SOCKET,
          SO_RCVBUF,
          value.address(),
          value.address() + 4,
          0);
      return value.getInt(0);
    }
  }

  /** Sends what the writer holds as one packet. */
  void send(MessageWriter writer) {
    int length = writer.length();
    if (length > sendRoom) {
      // The kernel counts its own overhead too.
      int room = length + (length >>> 2) + (1 << 16);
      if (attemptOption(SOL_SOCKET, SO_SNDBUFFORCE, room) != 0) {
        option(SOL_SOCKET, SO_SNDBUF, room);
      }
      sendRoom = length;
    }
    if (sendBuffer.size() < length) {
      sendBuffer = new CallMemory(arena, length);
    }
    sendBuffer.put(0, writer.array(), length);
    SystemCalls.call(SystemCall.SENDTO, socket.number(), sendBuffer.address(), length, 0, 0, 0);
  }

  /**
   * Receives one packet into the buffer.
   *
   * @return its length; -1 where none came in time
   */
  int receive(long milliseconds) {
    if (milliseconds < 0) {
      return received(0);
    }
    // Most answers are there at once: the kernel makes them while it is asked.
    int length = receiveNow();
    return length >= 0 || !socket.await(milliseconds) ? length : received(0);
  }

  /** Receives what is there already; -1 where nothing is. */
  int receiveNow() {
    return received(MSG_DONTWAIT);
  }

  private int received(int flags) {
    long length =
        SystemCalls.attempt(
            SystemCall.RECVFROM,
            socket.number(),
            receiveBuffer.address(),
            RECEIVE,
            flags | MSG_TRUNC,
            0,
            0);
    if (length == -Errno.EAGAIN.number()) {
      return -1;
    }
    if (length < 0) {
      throw new KernelException("netlink", Errno.of((int) -length));
    }
    if (length > RECEIVE) {
      throw new MalformedMessageException("a packet of " + length + " bytes");
    }
    receiveBuffer.get(buffer, (int) length);
    return (int) length;
  }

  /** What {@link #receive} filled. */
  byte[] buffer() {
    return buffer;
  }

  /**
   * Sends one request and hands its answers on, up to the acknowledgement or the end of a dump.
   *
   * @param number the request's sequence number
   * @return null, or what the kernel refused it with
   * @throws KernelException where no answer comes, or one that half the memory does not hold
   * @throws MalformedMessageException where the answer contradicts itself
   * @throws Interrupted where a dump was changed under way
   */
  @Nullable Errno ask(MessageWriter request, int number, Receiver to) {
    send(request);
    boolean interrupted = false;
    long received = 0;
    long patient = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (true) {
      int length = receive(PATIENCE_MILLIS);
      if (length < 0 || (received == 0 && System.nanoTime() > patient)) {
        // What came belongs to other requests.
        throw new KernelException("netlink", Errno.ETIMEDOUT);
      }
      if (received > mostOfAnswer) {
        throw new KernelException("netlink: the answer does not end", Errno.ENOMEM);
      }
      for (int at = 0; at < length; ) {
        Message message = Message.at(buffer, at, length);
        at = message.next();
        if (message.sequence() != number) {
          continue;
        }
        received += message.length();
        interrupted |= (message.flags() & Message.NLM_F_DUMP_INTR) != 0;
        switch (message.type()) {
          case Message.NLMSG_DONE -> {
            if (interrupted) {
              throw new Interrupted();
            }
            int error = message.length() >= Message.HEADER + 4 ? message.error() : 0;
            return error < 0 ? Errno.of(-error) : null;
          }
          case Message.NLMSG_ERROR -> {
            int error = message.error();
            return error == 0 ? null : Errno.of(-error);
          }
          case Message.NLMSG_NOOP -> {}
          case Message.NLMSG_OVERRUN -> throw new KernelException("netlink", Errno.ENOBUFS);
          default -> {
            to.message(message);
            if ((message.flags() & Message.NLM_F_MULTI) == 0 && !expectsAck(request)) {
              return null;
            }
          }
        }
      }
    }
  }

  private static boolean expectsAck(MessageWriter request) {
    int flags = Message.at(request.array(), 0, request.length()).flags();
    return (flags & MessageWriter.NLM_F_ACK) != 0;
  }

  /** A dump that another program's change made inconsistent: to be asked for again. */
  static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Interrupted() {
      super("the dump was interrupted", null, false, false);
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
