package org.netfilter4j.linux;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Errno;
import org.netfilter4j.wire.ipset.IpsetAttribute;
import org.netfilter4j.wire.ipset.IpsetMessage;
import org.netfilter4j.wire.netlink.Attributes;
import org.netfilter4j.wire.netlink.MalformedMessageException;
import org.netfilter4j.wire.netlink.Message;
import org.netfilter4j.wire.netlink.MessageWriter;
import org.netfilter4j.xt.set.SetRefused;
import org.netfilter4j.xt.set.SetType;
import org.netfilter4j.xt.set.SetVerb;

/** Asks the kernel about sets. The socket is opened, and the version agreed on, at first use. */
final class IpsetSocket implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 600_000;

  private final NetworkNamespace namespace;
  private final MessageWriter request = new MessageWriter(512);
  private @Nullable NetlinkSocket socket;
  private int version;
  private @Nullable String warning;

  IpsetSocket(NetworkNamespace namespace) {
    this.namespace = namespace;
  }

  private NetlinkSocket open() {
    NetlinkSocket opened = socket;
    if (opened != null) {
      return opened;
    }
    try {
      opened = NetlinkSocket.open(namespace, NetlinkSocket.NETFILTER);
    } catch (KernelException e) {
      throw new SetRefused("Cannot open session to kernel.", SetVerb.PROTOCOL, 0);
    }
    try {
      agree(opened);
    } catch (SetRefused e) {
      opened.close();
      throw e;
    }
    socket = opened;
    return opened;
  }

  private void agree(NetlinkSocket with) {
    int sequence = with.nextSequence();
    MessageWriter question = new MessageWriter(64);
    IpsetMessage.begin(question, IpsetMessage.PROTOCOL, 0, sequence, IpsetMessage.VERSION).end();
    SetReader reader = new SetReader();
    ask(with, question, sequence, SetVerb.PROTOCOL, null, reader);
    int least = reader.leastVersion();
    int newest = reader.version();
    version = Math.min(newest, IpsetMessage.VERSION);
    if (newest == IpsetMessage.VERSION) {
      return;
    }
    String versions =
        "Kernel support protocol versions "
            + least
            + "-"
            + newest
            + " while userspace supports protocol versions "
            + IpsetMessage.VERSION_MIN
            + "-"
            + IpsetMessage.VERSION;
    if (least > IpsetMessage.VERSION || newest < IpsetMessage.VERSION_MIN) {
      throw new SetRefused("Cannot communicate with kernel: " + versions, SetVerb.PROTOCOL, 0);
    }
    warning = versions;
  }

  /** The version that is spoken. */
  int version() {
    open();
    return version;
  }

  /** What is to be said of the kernel's version; null for nothing. */
  @Nullable String warning() {
    open();
    return warning;
  }

  int nextSequence() {
    return open().nextSequence();
  }

  /**
   * Begins a request, which {@link #ask(SetVerb, SetType, NetlinkSocket.Receiver)} sends.
   *
   * @param flags NLM_F_*; without NLM_F_ACK the answer is one message
   */
  MessageWriter begin(int message, int flags) {
    NetlinkSocket opened = open();
    request.clear();
    return IpsetMessage.begin(request, message, flags, opened.nextSequence(), version);
  }

  /**
   * Ends the request and sends it.
   *
   * @param type of the set that it is about, if known: what an error means depends on it
   */
  void ask(SetVerb verb, @Nullable SetType type, NetlinkSocket.Receiver to) {
    request.end();
    ask(request, verb, type, to);
  }

  /** Sends a message that has ended. */
  void ask(MessageWriter message, SetVerb verb, @Nullable SetType type, NetlinkSocket.Receiver to) {
    int sequence = Message.at(message.array(), 0, message.length()).sequence();
    ask(open(), message, sequence, verb, type, to);
  }

  private static void ask(
      NetlinkSocket socket,
      MessageWriter question,
      int sequence,
      SetVerb verb,
      @Nullable SetType type,
      NetlinkSocket.Receiver to) {
    boolean single =
        (Message.at(question.array(), 0, question.length()).flags() & MessageWriter.NLM_F_ACK) == 0;
    try {
      socket.send(question);
      long received = 0;
      for (boolean done = false; !done; ) {
        // The kernel has mostly answered by the time that the request is sent.
        int length = socket.receiveNow();
        if (length < 0) {
          length = socket.receive(PATIENCE_MILLIS);
        }
        if (length < 0) {
          throw new KernelException("netlink", Errno.ETIMEDOUT);
        }
        received += length;
        if (received > socket.mostOfAnswer()) {
          throw new KernelException("netlink", Errno.ENOMEM);
        }
        for (int at = 0; at < length && !done; ) {
          Message message = Message.at(socket.buffer(), at, length);
          at = message.next();
          if (message.sequence() == sequence) {
            done = answer(message, verb, type, to) || single;
          }
        }
      }
    } catch (KernelException e) {
      throw new SetRefused("Internal protocol error", verb, 0);
    } catch (MalformedMessageException e) {
      throw new SetRefused("Broken kernel message: " + e.getMessage(), verb, 0);
    }
  }

  /** Whether it is the last message. */
  private static boolean answer(
      Message message, SetVerb verb, @Nullable SetType type, NetlinkSocket.Receiver to) {
    int kind = message.type();
    if (kind == Message.NLMSG_ERROR && message.error() != 0) {
      throw SetErrors.refused(-message.error(), verb, type, line(message));
    }
    if (kind == Message.NLMSG_DONE || kind == Message.NLMSG_ERROR) {
      return true;
    }
    if (kind != Message.NLMSG_NOOP && kind != Message.NLMSG_OVERRUN) {
      to.message(message);
    }
    return false;
  }

  /** The line of a file that an error is about: the kernel notes it in the message it repeats. */
  private static int line(Message error) {
    int start = error.start() + Message.HEADER + Integer.BYTES;
    int end = error.start() + error.length();
    if (start + Message.HEADER > end) {
      return 0;
    }
    Message refused = Message.at(error.bytes(), start, end);
    for (Attributes at = refused.attributes(); at.next(); ) {
      if (at.type() == IpsetAttribute.LINENO) {
        return (int) at.network32();
      }
    }
    return 0;
  }

  @Override
  public void close() {
    NetlinkSocket opened = socket;
    if (opened != null) {
      socket = null;
      opened.close();
    }
  }
}
