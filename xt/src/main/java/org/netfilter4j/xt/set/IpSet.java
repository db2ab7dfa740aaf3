package org.netfilter4j.xt.set;

import java.util.function.Consumer;
import org.netfilter4j.model.Family;
import org.netfilter4j.packet.Packet;

/**
 * A set as rules refer to it. Its name and those who refer to it stay when it is swapped with
 * another; type, header and elements change hands. Commands change sets through their {@link
 * SetNamespace}, packets here.
 */
public final class IpSet {
  private final int place;
  private String name;
  private SetType type;
  private SetHeader header;
  private Contents contents;
  private int lists;

  IpSet(String name, int place, SetType type, SetHeader header, Contents contents) {
    this.name = name;
    this.place = place;
    this.type = type;
    this.header = header;
    this.contents = contents;
  }

  public String name() {
    return name;
  }

  /** Its index in the namespace. */
  int place() {
    return place;
  }

  public SetType type() {
    return type;
  }

  /** As it was created; the hash may have grown since, see {@link #hashSize}. */
  public SetHeader header() {
    return header;
  }

  /** The buckets of a hash now; 0 for other types. */
  public int hashSize() {
    return contents.hashSize();
  }

  /** The elements that a bucket of a hash may have now; 0 for other types. */
  public int bucketSize() {
    return contents.bucketSize();
  }

  /** How many elements have not timed out. */
  public int count(long now) {
    return contents.count(now);
  }

  /** The bytes that the kernel would need for the set on a 64-bit machine. */
  public long memoryBytes() {
    return contents.memoryBytes();
  }

  /** Shows each element that has not timed out, in the set's own order; the entry is reused. */
  public void forEach(long now, Consumer<SetEntry> to) {
    contents.forEach(now, to);
  }

  /** How many lists of sets it is in. */
  int lists() {
    return lists;
  }

  void listed(int by) {
    lists += by;
  }

  void rename(String to) {
    name = to;
  }

  Contents contents() {
    return contents;
  }

  void replace(SetType type, SetHeader header, Contents contents) {
    this.type = type;
    this.header = header;
    this.contents = contents;
  }

  // Packets.

  /** Whether a rule of that family, with that many directions, can match at all. */
  public boolean fits(int dimensions, Family family) {
    Family own = header.family();
    return dimensions >= type.dimensions() && (own == null || own == family);
  }

  /**
   * Whether the packet is in the set (ip_set_test). With --return-nomatch the exceptions are, and
   * all others are not. The query holds what was found.
   */
  public boolean contains(Packet packet, SetQuery query, long now) {
    query.forgetAnswer();
    if (!fits(query.dimensions, packet.family())) {
      return false;
    }
    int answer = contents.test(packet, query, now);
    boolean inverted = query.returnNomatch && type.features().contains(SetFeature.NOMATCH);
    return answer == (inverted ? Contents.EXCEPTION : Contents.IN);
  }

  /**
   * Adds what the packet has in the query's directions. A hash does not grow by this: where the
   * bucket is full, nothing is added, as in the kernel.
   *
   * @param timeout seconds, or -1 for the set's own
   * @return whether it is in the set now by this
   */
  public boolean add(Packet packet, SetQuery query, boolean exist, long timeout, long now) {
    return fits(query.dimensions, packet.family())
        && contents.add(packet, query, exist, timeout, now);
  }

  /** Deletes what the packet has in the query's directions; whether it was there. */
  public boolean delete(Packet packet, SetQuery query, long now) {
    return fits(query.dimensions, packet.family()) && contents.delete(packet, query, now);
  }

  /** Whether asking with a query that updates counters may change something. */
  public boolean mayCount() {
    return header.counters() || type.changesByTest() || type.features().contains(SetFeature.NAME);
  }

  /** Whether the element that an entry means is in the set, as {@code ipset test} asks. */
  public boolean test(SetEntry entry, long now) {
    return contents.test(entry, now);
  }

  @Override
  public String toString() {
    return name + " (" + type.name() + ")";
  }
}
