package org.netfilter4j.linux;

import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.conntrack.FlowEvent;
import org.netfilter4j.model.conntrack.Flows;
import org.netfilter4j.model.conntrack.FlowsException;
import org.netfilter4j.wire.conntrack.Attribute;
import org.netfilter4j.wire.conntrack.FlowReader;
import org.netfilter4j.wire.netlink.MalformedMessageException;
import org.netfilter4j.wire.netlink.Message;

/** Events of ctnetlink's multicast groups. */
final class KernelFlowWatch<T> implements Flows.Watch<T> {
  /** How long a call waits: whoever listens may want to end. */
  private static final long PATIENCE_MILLIS = 200;

  private final NetlinkSocket socket;
  private final Function<Message, T> reader;
  private final NetlinkPrograms programs = new NetlinkPrograms();

  KernelFlowWatch(
      NetlinkSocket socket,
      int firstGroup,
      Set<FlowEvent.Kind> kinds,
      long receiveRoom,
      Function<Message, T> reader) {
    this.socket = socket;
    this.reader = reader;
    try {
      if (receiveRoom != 0) {
        socket.receiveRoom((int) receiveRoom);
      }
      for (FlowEvent.Kind kind : kinds) {
        socket.join(firstGroup + group(kind));
      }
    } catch (KernelException e) {
      socket.close();
      throw KernelFlows.refused(e);
    }
  }

  private static int group(FlowEvent.Kind kind) {
    return switch (kind) {
      case NEW -> Attribute.GROUP_NEW;
      case UPDATE -> Attribute.GROUP_UPDATE;
      case DESTROY -> Attribute.GROUP_DESTROY;
    };
  }

  @Override
  public boolean await(Consumer<FlowEvent<T>> to) {
    int length;
    try {
      length = socket.receive(PATIENCE_MILLIS);
      for (int at = 0; at < length; ) {
        Message message = Message.at(socket.buffer(), at, length);
        at = message.next();
        if (message.type() >= Attribute.FLOWS) {
          long port = Integer.toUnsignedLong(message.port());
          String program = port == 0 ? null : programs.name(port);
          to.accept(
              new FlowEvent<>(FlowReader.kind(message), reader.apply(message), port, program));
        }
      }
    } catch (MalformedMessageException e) {
      throw new FlowsException(Errno.EBADMSG);
    } catch (KernelException e) {
      if (e.errno() == Errno.ENOBUFS) {
        return false;
      }
      throw KernelFlows.refused(e);
    }
    return true;
  }

  @Override
  public long room() {
    return socket.receiveRoom();
  }

  @Override
  public void close() {
    socket.close();
  }
}
