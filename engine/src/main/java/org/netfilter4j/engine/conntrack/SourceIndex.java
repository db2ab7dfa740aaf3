package org.netfilter4j.engine.conntrack;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.xt.lower.Context.Template.ZoneDirection;

/**
 * Connections by the source of their original direction, so that translation can give one host the
 * same new source again (nf_nat_bysource). The newest come first.
 */
final class SourceIndex {
  private @Nullable ConnectionEntry[] heads = new ConnectionEntry[64];
  private int size;

  private static int hash(FlowTuple tuple, int zone) {
    long h = (tuple.sourceLow ^ Long.rotateLeft(tuple.sourceHigh, 29)) * 0x9e3779b97f4a7c15L;
    h ^= (long) tuple.sourcePort << 24 ^ (long) zone << 8 ^ tuple.protocol;
    return (int) ((h * 0xbf58476d1ce4e5b9L) >>> 32);
  }

  private static int hash(ConnectionEntry entry) {
    return hash(
        entry.originalTuple(), entry.zoneDirection() == ZoneDirection.BOTH ? entry.zone() : 0);
  }

  void add(ConnectionEntry entry) {
    if (++size > heads.length) {
      grow();
    }
    link(entry);
  }

  private void link(ConnectionEntry entry) {
    int i = hash(entry) & heads.length - 1;
    entry.nextOfSource = heads[i];
    heads[i] = entry;
  }

  private void grow() {
    @Nullable ConnectionEntry[] old = heads;
    heads = new ConnectionEntry[2 * old.length];
    for (ConnectionEntry head : old) {
      @Nullable ConnectionEntry reversed = null;
      for (ConnectionEntry entry = head; entry != null; ) {
        ConnectionEntry next = entry.nextOfSource;
        entry.nextOfSource = reversed;
        reversed = entry;
        entry = next;
      }
      // The oldest first, so that the newest comes to stand in front again.
      for (ConnectionEntry entry = reversed; entry != null; ) {
        ConnectionEntry next = entry.nextOfSource;
        link(entry);
        entry = next;
      }
    }
  }

  void remove(ConnectionEntry entry) {
    int i = hash(entry) & heads.length - 1;
    ConnectionEntry previous = null;
    for (ConnectionEntry other = heads[i]; other != null; other = other.nextOfSource) {
      if (other == entry) {
        if (previous == null) {
          heads[i] = entry.nextOfSource;
        } else {
          previous.nextOfSource = entry.nextOfSource;
        }
        entry.nextOfSource = null;
        size--;
        return;
      }
      previous = other;
    }
  }

  /** The newest connection that has the source of the given one, which need not be in the index. */
  @Nullable ConnectionEntry first(ConnectionEntry like, FlowTuple source) {
    int zone = like.zoneDirection() == ZoneDirection.BOTH ? like.zone() : 0;
    return same(heads[hash(source, zone) & heads.length - 1], like, source);
  }

  /** The next older one. */
  @Nullable ConnectionEntry next(ConnectionEntry after, ConnectionEntry like, FlowTuple source) {
    return same(after.nextOfSource, like, source);
  }

  private static @Nullable ConnectionEntry same(
      @Nullable ConnectionEntry from, ConnectionEntry like, FlowTuple source) {
    for (ConnectionEntry entry = from; entry != null; entry = entry.nextOfSource) {
      FlowTuple tuple = entry.originalTuple();
      if (tuple.protocol == source.protocol
          && tuple.sourceLow == source.sourceLow
          && tuple.sourceHigh == source.sourceHigh
          && tuple.sourcePort == source.sourcePort
          && tuple.family == source.family
          && tuple.zone == like.originalTuple().zone) {
        return entry;
      }
    }
    return null;
  }
}
