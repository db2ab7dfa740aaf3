package org.netfilter4j.xt.target;

import java.util.Set;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.MaskedAddress;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Context.Translation;
import org.netfilter4j.xt.lower.Effect;

/** Keeps the bits behind the prefix of the destination, or after routing of the source. */
record MapNetwork(MaskedAddress to) implements Effect {
  @Override
  public Result apply(Context context) {
    Packet packet = context.packet();
    Translation.Side side =
        switch (context.hook()) {
          case PREROUTING, OUTPUT -> Translation.Side.DESTINATION;
          case INPUT, FORWARD, POSTROUTING -> Translation.Side.SOURCE;
        };
    Address old = side == Translation.Side.SOURCE ? packet.source() : packet.destination();
    Address mapped = to.address().or(old.and(to.mask().complement()));
    return context.translate(
        new Translation(
            side, mapped, mapped, 0, 0, -1, Translation.Choice.RANGE, false, false, false));
  }

  @Override
  public Set<Field> writes() {
    return Set.of(Field.Header.SOURCE_ADDRESS, Field.Header.DESTINATION_ADDRESS);
  }

  @Override
  public Set<Result> outcomes() {
    return Set.of(Result.ACCEPT, Result.DROP);
  }

  @Override
  public Label label() {
    return new Label("maps the connection's address into " + to, "把连接的地址映射到 " + to);
  }
}
