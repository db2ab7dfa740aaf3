package org.netfilter4j.xt.target;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Effect;

/** Hands the packet to a local transparent socket. */
record AssignSocket(@Nullable Address to, int port, int value, int mask) implements Effect {
  /** Bytes of transport header that hold the ports, as much as the kernel asks for. */
  private static final int PORTS = 8;

  @Override
  public Result apply(Context context) {
    Packet packet = context.packet();
    if (!packet.hasTransportBytes(PORTS)) {
      return Result.DROP;
    }
    Result result =
        context.assign(to, port != 0 ? port : (int) packet.number(Field.Header.DESTINATION_PORT));
    if (result == Result.ACCEPT) {
      packet.setMark((packet.mark() & ~mask) ^ value);
    }
    return result;
  }

  @Override
  public Set<Field> writes() {
    return Set.of(Field.Meta.MARK);
  }

  @Override
  public boolean needsWholePackets() {
    return true;
  }

  @Override
  public Set<Result> outcomes() {
    return Set.of(Result.ACCEPT, Result.DROP);
  }

  @Override
  public Label label() {
    String where = (to == null ? "" : to + " ") + "port " + (port == 0 ? "as it is" : port);
    return new Label(
        "hands the packet to a local transparent socket, " + where,
        "把数据包交给本机透明代理套接字 " + (to == null ? "" : to + " ") + (port == 0 ? "（端口不变）" : "端口 " + port));
  }
}
