package org.netfilter4j.xt.match;

import org.netfilter4j.model.Label;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Cell;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.option.SctpChunks;

/** 1 where the packet has those chunks, else 0; absent where a chunk is cut short or empty. */
record ChunkWalk(SctpChunks chunks) implements ExtensionHeader.Fact {
  @Override
  public Presence read(Context context, Cell into) {
    Packet packet = context.packet();
    into.number(0);
    int at = packet.transportOffset() + Sctp.HEADER;
    int end = packet.length();
    do {
      if (at + 4 > end || packet.shortAt(at + 2) == 0) {
        return Presence.ABSENT;
      }
      boolean meant = chunks.contains(packet.byteAt(at), packet.byteAt(at + 1));
      if (chunks.kind() == SctpChunks.Kind.ANY && meant) {
        into.number(1);
        return Presence.PRESENT;
      }
      if (chunks.kind() == SctpChunks.Kind.ONLY && !meant) {
        return Presence.PRESENT;
      }
      at = next(packet, at);
    } while (at < end);
    boolean all = chunks.kind() != SctpChunks.Kind.ALL || hasAll(packet);
    into.number(chunks.kind() != SctpChunks.Kind.ANY && all ? 1 : 0);
    return Presence.PRESENT;
  }

  private boolean hasAll(Packet packet) {
    for (int type = 0; type < 256; type++) {
      if (!chunks.names(type)) {
        continue;
      }
      boolean found = false;
      int at = packet.transportOffset() + Sctp.HEADER;
      while (at < packet.length() && !found) {
        found = packet.byteAt(at) == type && chunks.contains(type, packet.byteAt(at + 1));
        at = next(packet, at);
      }
      if (!found) {
        return false;
      }
    }
    return true;
  }

  /** Chunks are padded to multiples of 4 bytes. */
  private static int next(Packet packet, int at) {
    return at + ((packet.shortAt(at + 2) + 3) & ~3);
  }

  @Override
  public Label label() {
    String text = chunks.text(false);
    return new Label("SCTP chunks " + text, "SCTP 块 " + text);
  }
}
