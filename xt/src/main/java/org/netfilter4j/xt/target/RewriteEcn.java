package org.netfilter4j.xt.target;

import java.util.Set;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Effect;

/**
 * @param mask which of TCP's flags are set to {@code bits}
 * @param point the code point of IPv4; -1 to leave it alone
 */
record RewriteEcn(int mask, int bits, int point) implements Effect {
  @Override
  public Result apply(Context context) {
    Packet packet = context.packet();
    int tos = (int) packet.number(Field.Header.TOS);
    if (point >= 0 && (tos & 3) != point) {
      packet.setTos(tos & ~3 | point);
    }
    boolean tcp = mask != 0 && packet.protocol() == IpProtocol.TCP;
    return !tcp || packet.setTcpFlags(mask, bits) ? Result.CONTINUE : Result.DROP;
  }

  @Override
  public Set<Field> writes() {
    return Set.of(Field.Header.TOS, Field.Header.TCP_FLAGS);
  }

  @Override
  public Set<Result> outcomes() {
    return Set.of(Result.CONTINUE, Result.DROP);
  }

  @Override
  public Label label() {
    String text = (mask & 0x40) == 0 ? "" : "ECE=" + ((bits & 0x40) >> 6) + " ";
    text += (mask & 0x80) == 0 ? "" : "CWR=" + ((bits & 0x80) >> 7) + " ";
    text += point < 0 ? "" : "ECT=" + point;
    return new Label("sets the ECN bits " + text.strip(), "设置 ECN 位 " + text.strip());
  }
}
