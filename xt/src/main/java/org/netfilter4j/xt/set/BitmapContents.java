package org.netfilter4j.xt.set;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.packet.Packet;

/** The elements of a bitmap: a bit, and what it carries, for each number of its range. */
sealed class BitmapContents extends Contents permits BitmapMacContents {
  final SetHeader header;
  final ElementData data;
  private final BitmapType type;
  private final int size;
  private final long hosts;
  private long[] bits;

  BitmapContents(BitmapType type, SetHeader header) {
    this.type = type;
    this.header = header;
    size = type.size(header);
    hosts = type.hosts(header);
    bits = new long[(size + 63) / 64];
    data = new ElementData(header, size);
  }

  BitmapContents(BitmapContents of) {
    type = of.type;
    header = of.header;
    size = of.size;
    hosts = of.hosts;
    bits = of.bits.clone();
    data = of.data.copy();
  }

  @Override
  Contents copy() {
    return new BitmapContents(this);
  }

  final int size() {
    return size;
  }

  final boolean has(int index) {
    return (bits[index >>> 6] >>> index & 1) != 0;
  }

  final void put(int index) {
    bits[index >>> 6] |= 1L << index;
  }

  /** The bit of a number, or -1 where it is out of the range. */
  private int index(long number) {
    return isOut(number) ? -1 : (int) ((number - header.first()) / hosts);
  }

  /** The bit of a packet's number, or -1. */
  final int index(Packet packet, SetQuery query) {
    return index(type.number(packet, query));
  }

  private boolean isOut(long number) {
    return number < header.first() || number > header.last();
  }

  @Override
  final @Nullable SetError add(SetEntry entry, boolean exist, long now) {
    boolean rangeFirst = type.parts().getFirst() == ElementPart.PORT;
    SetError extension = rangeFirst && isOut(type.number(entry)) ? null : data.check(entry);
    return extension != null ? extension : each(entry, true, exist, now);
  }

  @Override
  final @Nullable SetError delete(SetEntry entry, boolean exist, long now) {
    return each(entry, false, exist, now);
  }

  private @Nullable SetError each(SetEntry entry, boolean add, boolean exist, long now) {
    if (type.number(entry) < 0) {
      return SetError.PROTOCOL;
    }
    if (isOut(type.number(entry))) {
      return SetError.BITMAP_RANGE;
    }
    Ranges4 range = type.range(entry);
    if (range.error() != null) {
      return range.error();
    }
    if (isOut(range.first()) || isOut(range.last())) {
      return SetError.BITMAP_RANGE;
    }
    for (long number = range.first(); number <= range.last(); number += hosts) {
      int index = index(number);
      SetError error = add ? set(index, entry, exist, now) : clear(index, now);
      if (error != null && !(error == SetError.EXIST && exist)) {
        return error;
      }
    }
    return null;
  }

  @Nullable SetError set(int index, SetEntry entry, boolean exist, long now) {
    if (!take(index, exist, now)) {
      return SetError.EXIST;
    }
    data.set(index, entry, now);
    return null;
  }

  private boolean take(int index, boolean exist, long now) {
    if (has(index) && !exist && !data.isExpired(index, now)) {
      return false;
    }
    put(index);
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
  final boolean test(SetEntry entry, long now) {
    int index = index(type.number(entry));
    return index >= 0 && has(index) && isThere(index, entry, now);
  }

  /** Whether an element that has its bit is as an entry says. */
  boolean isThere(int index, SetEntry entry, long now) {
    return !data.isExpired(index, now);
  }

  @Override
  final void flush() {
    bits = new long[bits.length];
    for (int index = 0; index < size; index++) {
      data.forget(index);
    }
  }

  @Override
  int test(Packet packet, SetQuery query, long now) {
    int index = index(packet, query);
    return index >= 0 && has(index) && data.matches(index, query, packet.totalLength(), now)
        ? IN
        : OUT;
  }

  @Override
  boolean add(Packet packet, SetQuery query, boolean exist, long timeout, long now) {
    int index = index(packet, query);
    if (index < 0 || !take(index, exist, now)) {
      return false;
    }
    data.set(index, packet.totalLength(), timeout, now);
    return true;
  }

  @Override
  boolean delete(Packet packet, SetQuery query, long now) {
    int index = index(packet, query);
    return index >= 0 && clear(index, now) == null;
  }

  /** Whether an element with its bit is listed. */
  boolean isListed(int index, long now) {
    return !data.isExpired(index, now);
  }

  @Override
  final int count(long now) {
    int count = 0;
    for (int index = 0; index < size; index++) {
      count += has(index) && isListed(index, now) ? 1 : 0;
    }
    return count;
  }

  @Override
  final long memoryBytes() {
    long comments = 0;
    for (int index = 0; index < size; index++) {
      comments += data.commentBytes(index);
    }
    int bytes = ElementData.elementBytes(header, type.elementBytes, Math.max(1, type.elementBytes));
    return type.headBytes + 8L * bits.length + (long) size * bytes + comments;
  }

  @Override
  final void forEach(long now, Consumer<SetEntry> to) {
    SetEntry entry = new SetEntry();
    for (int index = 0; index < size; index++) {
      if (has(index) && isListed(index, now)) {
        type.describe(header.first() + index * hosts, entry);
        describe(index, entry, now);
        to.accept(entry);
      }
    }
  }

  void describe(int index, SetEntry into, long now) {
    data.describe(index, into, now);
  }
}
