package org.netfilter4j.linux;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.wire.netlink.Attributes;
import org.netfilter4j.wire.netlink.MalformedMessageException;
import org.netfilter4j.wire.netlink.Message;
import org.netfilter4j.wire.netlink.MessageWriter;

/**
 * Packets that the kernel logs without a group of NFLOG: the steps of packets that legacy tables
 * trace, and those that connection tracking finds invalid. Meanwhile they do not go to the kernel's
 * own log (net.netfilter.nf_log.2 and .10 are nfnetlink_log); closing gives the setting back the
 * value that it had. Rules with {@code -j LOG} log as ever (net/netfilter/nfnetlink_log.c,
 * nf_log.c).
 *
 * <p>Not safe for several threads.
 */
public final class LoggedPackets implements AutoCloseable {
  private static final int SUBSYSTEM = 4 << 8;
  private static final int PACKET = SUBSYSTEM;
  private static final int CONFIG = SUBSYSTEM | 1;
  private static final int CONFIG_COMMAND = 1;
  private static final int CONFIG_MODE = 2;
  private static final int BIND = 1;
  private static final int BIND_FAMILY = 3;
  private static final int UNBIND_FAMILY = 4;
  private static final int COPY_PACKET = 2;
  private static final int PACKET_HEADER = 1;
  private static final int MARK = 2;
  private static final int IN = 4;
  private static final int OUT = 5;
  private static final int LINK_ADDRESS = 8;
  private static final int PAYLOAD = 9;
  private static final int PREFIX = 10;

  /** The group of packets that have none. */
  private static final int GROUP = 0;

  /** Headers, and some of what they carry. */
  private static final int LENGTH = 256;

  private static final int ROOM = 1 << 22;
  private static final String NONE = "NONE";

  private final NetworkNamespace namespace;
  private final NetlinkSocket socket;
  private final Deque<Logged> packets = new ArrayDeque<>();
  private final Family family;
  private final SetLookup sets;
  private final RuleQuestions questions;

  /** What the setting was; null before it is changed. */
  private @Nullable String before;

  private boolean closed;

  /**
   * A packet that was logged.
   *
   * @param hook NF_INET_*
   * @param prefix the message, as "TRACE: filter:INPUT:rule:2 "
   * @param in the index of the interface that it came by; 0 for none
   * @param out the index of the interface that it leaves by; 0 for none
   * @param mark of the packet
   * @param mac its source MAC address, 48 bits; -1 for none
   * @param bytes the beginning of it, from the network header on
   */
  public record Logged(
      Family family,
      int hook,
      String prefix,
      long in,
      long out,
      long mark,
      long mac,
      byte[] bytes) {
    @Override
    public byte[] bytes() {
      return bytes.clone();
    }
  }

  private LoggedPackets(NetworkNamespace namespace, Family family) {
    this.namespace = namespace;
    this.family = family;
    sets = new SetLookup(namespace);
    questions = new RuleQuestions(namespace, new EventReader(sets));
    socket = NetlinkSocket.open(namespace, NetlinkSocket.NETFILTER);
  }

  /** The setting that says where packets of a family are logged. */
  public static KernelSetting setting(NetworkNamespace namespace, Family family) {
    return new KernelSetting(namespace, "net/netfilter/nf_log/" + NftDump.number(family));
  }

  /**
   * Begins to listen.
   *
   * @throws KernelException where the kernel refuses, or another program listens already
   */
  public static LoggedPackets open(NetworkNamespace namespace, Family family) {
    LoggedPackets opened = new LoggedPackets(namespace, family);
    boolean done = false;
    try {
      opened.begin();
      done = true;
      return opened;
    } finally {
      if (!done) {
        opened.close();
      }
    }
  }

  private void begin() {
    socket.receiveRoom(ROOM);
    // The group first: where another program has it nothing is changed.
    configure(
        0,
        new MessageWriter(64),
        writer -> writer.u8(CONFIG_COMMAND, BIND),
        "another program reads the packets that the kernel logs (NFLOG group 0)");
    configure(
        0,
        new MessageWriter(64),
        writer ->
            writer.put(
                CONFIG_MODE,
                new byte[] {0, 0, (byte) (LENGTH >> 8), (byte) LENGTH, COPY_PACKET, 0}),
        "packets can't be read from the kernel's log");
    KernelSetting setting = setting(namespace, family);
    String now = setting.value();
    if (now != null && !now.equals(NONE)) {
      // Where the setting can't be written it must stay what it is.
      setting.set(now);
    }
    before = now == null ? NONE : now;
    configure(
        NftDump.number(family),
        new MessageWriter(64),
        writer -> writer.u8(CONFIG_COMMAND, BIND_FAMILY),
        "packets can't be logged to nfnetlink_log");
  }

  private interface Content {
    void write(MessageWriter into);
  }

  private void configure(int family, MessageWriter request, Content content, String problem) {
    int sequence = socket.nextSequence();
    int flags = MessageWriter.NLM_F_REQUEST | MessageWriter.NLM_F_ACK;
    request.begin(CONFIG, flags, sequence, family, GROUP);
    content.write(request);
    request.end();
    Errno refused = socket.ask(request, sequence, message -> {});
    if (refused != null) {
      throw new KernelException(problem, refused);
    }
  }

  /**
   * Waits for the next packet for a while.
   *
   * @param milliseconds 0 for not at all
   * @return null where none came in time
   */
  public @Nullable Logged poll(long milliseconds) {
    Logged next = packets.poll();
    if (next != null) {
      return next;
    }
    try {
      int length = milliseconds == 0 ? socket.receiveNow() : socket.receive(milliseconds);
      for (int at = 0; at < length; ) {
        Message message = Message.at(socket.buffer(), at, length);
        at = message.next();
        if (message.type() == PACKET) {
          Logged logged = read(message);
          if (logged != null) {
            packets.add(logged);
          }
        }
      }
    } catch (KernelException e) {
      if (e.errno() != Errno.ENOBUFS) {
        throw e;
      }
      // Some are lost: they came too fast. What follows is told as ever.
    }
    return packets.poll();
  }

  private static @Nullable Logged read(Message message) {
    Family family =
        switch (message.family()) {
          case 2 -> Family.IPV4;
          case 10 -> Family.IPV6;
          default -> null;
        };
    if (family == null) {
      return null;
    }
    int hook = 0;
    String prefix = "";
    long in = 0;
    long out = 0;
    long mark = 0;
    long mac = -1;
    byte[] bytes = new byte[0];
    Attributes from = message.attributes();
    while (from.next()) {
      switch (from.type()) {
        case PACKET_HEADER -> hook = hook(from.bytes());
        case MARK -> mark = from.network32();
        case IN -> in = from.network32();
        case OUT -> out = from.network32();
        case LINK_ADDRESS -> mac = mac(from.bytes());
        case PAYLOAD -> bytes = from.bytes();
        case PREFIX -> prefix = from.text();
        default -> {}
      }
    }
    return new Logged(family, hook, prefix, in, out, mark, mac, bytes);
  }

  /** Struct nfulnl_msg_packet_hdr: protocol, hook. */
  private static int hook(byte[] header) {
    if (header.length < 3) {
      throw new MalformedMessageException("a packet header of " + header.length + " bytes");
    }
    return header[2];
  }

  /** Struct nfulnl_msg_packet_hw: length in network order, two bytes of nothing, the address. */
  private static long mac(byte[] address) {
    if (address.length < 10 || address[1] != 6) {
      return -1;
    }
    long value = 0;
    for (int i = 4; i < 10; i++) {
      value = value << 8 | address[i] & 0xff;
    }
    return value;
  }

  /** The name of an interface; null where there is none of that index any more. */
  public @Nullable String interfaceName(long index) {
    return questions.interfaceName(index);
  }

  private void restore() {
    String value = before;
    if (value == null) {
      return;
    }
    if (value.equals(NONE)) {
      configure(
          NftDump.number(family),
          new MessageWriter(64),
          writer -> writer.u8(CONFIG_COMMAND, UNBIND_FAMILY),
          "nfnetlink_log can't be taken back");
    } else {
      setting(namespace, family).set(value);
    }
  }

  /** Ends listening, and gives the setting back what it was. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      restore();
    } finally {
      socket.close();
      questions.close();
      sets.close();
    }
  }
}
