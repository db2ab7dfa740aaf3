package org.netfilter4j.xt.set;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.packet.Packet;

/** The elements of a bitmap: a bit, and what it carries, for each number of its range. */
final class BitmapContents extends Contents {
  private final BitmapPort type;
  private final SetHeader header;
  private final int size;
  private long[] bits;
  private ElementData data;

  BitmapContents(BitmapPort type, SetHeader header) {
    this.type = type;
    this.header = header;
    size = header.lastPort() - header.firstPort() + 1;
    bits = new long[(size + 63) / 64];
    data = new ElementData(header, size);
  }

  private BitmapContents(BitmapContents of) {
    type = of.type;
    header = of.header;
    size = of.size;
    bits = of.bits.clone();
    data = of.data.copy();
  }

  @Override
  Contents copy() {
    return new BitmapContents(this);
  }

  private boolean has(int index) {
    return (bits[index >>> 6] >>> index & 1) != 0;
  }

  private boolean isOut(int port) {
    return port < header.firstPort() || port > header.lastPort();
  }

  @Override
  @Nullable SetError add(SetEntry entry, boolean exist, long now) {
    return each(entry, true, exist, now);
  }

  @Override
  @Nullable SetError delete(SetEntry entry, boolean exist, long now) {
    return each(entry, false, exist, now);
  }

  private @Nullable SetError each(SetEntry entry, boolean add, boolean exist, long now) {
    if (entry.port < 0) {
      return SetError.PROTOCOL;
    }
    if (isOut(entry.port)) {
      return SetError.BITMAP_RANGE;
    }
    SetError extension = data.check(entry);
    if (extension != null) {
      return extension;
    }
    int to = entry.portTo < 0 ? entry.port : entry.portTo;
    int low = Math.min(entry.port, to);
    int high = Math.max(entry.port, to);
    if (isOut(low) || isOut(high)) {
      return SetError.BITMAP_RANGE;
    }
    for (int port = low; port <= high; port++) {
      int index = port - header.firstPort();
      SetError error = add ? set(index, entry, exist, now) : clear(index, now);
      if (error != null && !(error == SetError.EXIST && exist)) {
        return error;
      }
    }
    return null;
  }

  private @Nullable SetError set(int index, SetEntry entry, boolean exist, long now) {
    if (!take(index, exist, now)) {
      return SetError.EXIST;
    }
    data.set(index, entry, now);
    return null;
  }

  private boolean take(int index, boolean exist, long now) {
    if (has(index)) {
      if (!exist && !data.isExpired(index, now)) {
        return false;
      }
    }
    bits[index >>> 6] |= 1L << index;
    return true;
  }

  private @Nullable SetError clear(int index, long now) {
    if (!has(index)) {
      return SetError.EXIST;
    }
    bits[index >>> 6] &= ~(1L << index);
    boolean expired = data.isExpired(index, now);
    data.forget(index);
    return expired ? SetError.EXIST : null;
  }

  @Override
  boolean test(SetEntry entry, long now) {
    if (entry.port < 0 || isOut(entry.port)) {
      return false;
    }
    int index = entry.port - header.firstPort();
    return has(index) && !data.isExpired(index, now);
  }

  @Override
  void flush() {
    bits = new long[bits.length];
    for (int index = 0; index < size; index++) {
      data.forget(index);
    }
  }

  @Override
  int test(Packet packet, SetQuery query, long now) {
    int index = type.index(packet, query, header);
    return index >= 0 && has(index) && data.matches(index, query, packet.totalLength(), now)
        ? IN
        : OUT;
  }

  @Override
  boolean add(Packet packet, SetQuery query, boolean exist, long timeout, long now) {
    int index = type.index(packet, query, header);
    if (index < 0 || !take(index, exist, now)) {
      return false;
    }
    data.set(index, packet.totalLength(), timeout, now);
    return true;
  }

  @Override
  boolean delete(Packet packet, SetQuery query, long now) {
    int index = type.index(packet, query, header);
    return index >= 0 && clear(index, now) == null;
  }

  @Override
  int count(long now) {
    int count = 0;
    for (int index = 0; index < size; index++) {
      count += has(index) && !data.isExpired(index, now) ? 1 : 0;
    }
    return count;
  }

  @Override
  long memoryBytes() {
    long comments = 0;
    for (int index = 0; index < size; index++) {
      comments += data.commentBytes(index);
    }
    return BitmapPort.HEAD_BYTES
        + 8L * bits.length
        + (long) size * ElementData.elementBytes(header, 0, 1)
        + comments;
  }

  @Override
  void forEach(long now, Consumer<SetEntry> to) {
    SetEntry entry = new SetEntry();
    for (int index = 0; index < size; index++) {
      if (has(index) && !data.isExpired(index, now)) {
        entry.port = header.firstPort() + index;
        data.describe(index, entry, now);
        to.accept(entry);
      }
    }
  }
}
