package org.netfilter4j.xt.target;

import java.util.Set;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Effect;

/** Lowers the maximum segment size that a SYN offers, or adds one. */
record LowerSegmentSize(int mss) implements Effect {
  @Override
  public Result apply(Context context) {
    Packet packet = context.packet();
    int wanted = mss;
    if (mss == TcpmssTarget.CLAMP && packet.fragmentOffset() == 0) {
      int headers = packet.family() == Family.IPV4 ? 40 : 60;
      int back = context.host().mtu(packet.source());
      int mtu = back < 0 ? context.routeMtu() : Math.min(context.routeMtu(), back);
      if (mtu <= headers) {
        return Result.DROP;
      }
      wanted = Math.min(mtu - headers, TcpmssTarget.CLAMP);
    }
    return packet.setTcpMss(wanted) ? Result.CONTINUE : Result.DROP;
  }

  @Override
  public Set<Field> writes() {
    return Set.of();
  }

  @Override
  public Set<Result> outcomes() {
    return Set.of(Result.CONTINUE, Result.DROP);
  }

  @Override
  public Label label() {
    return mss == TcpmssTarget.CLAMP
        ? new Label("lowers the TCP MSS to what the path's MTU allows", "把 TCP MSS 降到路径 MTU 允许的大小")
        : new Label("lowers the TCP MSS to " + mss, "把 TCP MSS 降到 " + mss);
  }
}
