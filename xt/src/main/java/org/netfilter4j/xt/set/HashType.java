package org.netfilter4j.xt.set;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.packet.Packet;

/** What the hash types have in common, and what each says of its keys (ip_set_hash_gen.h). */
abstract class HashType extends SetType {
  private static final int MIN_HASH_SIZE = 64;

  /** More buckets than the kernel could get memory for on most machines. */
  static final int MAX_HASH_BITS = 26;

  private static final int DEFAULT_BUCKET_SIZE = 12;

  /** The words of a key. */
  abstract int keyWords(Family family);

  /** sizeof the kernel's struct of such a set, without its table (x86-64). */
  abstract int headBytes(Family family);

  /** Does the operation with each key that the entry means, until one fails. */
  abstract @Nullable SetError apply(HashOperation operation);

  /**
   * Makes the key of a packet.
   *
   * @param prefix for networks, the prefix length that the key shall have
   * @return false where the packet has no such key
   */
  abstract boolean key(Packet packet, SetQuery query, SetHeader header, int prefix);

  /** Says what a key means, for a listing. */
  abstract void describe(int[] keys, int at, Family family, SetEntry into);

  /** Whether elements are networks, found by trying each prefix length that is in the set. */
  boolean hasNetworks() {
    return features().contains(SetFeature.NOMATCH);
  }

  /** The prefix length of a key of networks. */
  int prefix(int[] keys, int at, Family family) {
    return family.bits();
  }

  /** Cuts the address of a key to a network. */
  void cut(int[] key, Family family, int prefix) {}

  @Override
  public boolean hasFamily() {
    return true;
  }

  @Override
  public List<SetKeyword> createKeywords() {
    List<SetKeyword> words =
        new ArrayList<>(List.of(SetKeyword.FAMILY, SetKeyword.HASHSIZE, SetKeyword.MAXELEM));
    List<SetKeyword> masks =
        hasNetmask() ? List.of(SetKeyword.NETMASK, SetKeyword.BITMASK) : List.of();
    // Where ports came first and masks in a later revision, the tool prints them last.
    boolean last = features().contains(SetFeature.PORT);
    words.addAll(last ? List.of() : masks);
    words.addAll(
        List.of(
            SetKeyword.TIMEOUT,
            SetKeyword.COUNTERS,
            SetKeyword.COMMENT,
            SetKeyword.FORCEADD,
            SetKeyword.SKBINFO,
            SetKeyword.BUCKETSIZE,
            SetKeyword.INITVAL));
    words.addAll(last ? masks : List.of());
    return words;
  }

  /** Whether addresses are stored under a mask of the set's. */
  boolean hasNetmask() {
    return false;
  }

  @Override
  public List<SetKeyword> addKeywords() {
    List<SetKeyword> words = new ArrayList<>(List.of(SetKeyword.TIMEOUT));
    words.addAll(testKeywords());
    words.addAll(
        List.of(
            SetKeyword.PACKETS,
            SetKeyword.BYTES,
            SetKeyword.COMMENT,
            SetKeyword.SKBMARK,
            SetKeyword.SKBPRIO,
            SetKeyword.SKBQUEUE));
    return words;
  }

  @Override
  public List<SetKeyword> testKeywords() {
    return hasNetworks() ? List.of(SetKeyword.NOMATCH) : List.of();
  }

  @Override
  public @Nullable SetError check(SetHeader header) {
    if (header.netmask() >= 0 && header.bitmask() != null) {
      return SetError.NETMASK_AND_BITMASK;
    }
    Family family = header.requireFamily();
    if (header.netmask() == 0 || header.netmask() > family.bits()) {
      return SetError.INVALID_NETMASK;
    }
    Address bitmask = header.bitmask();
    if (bitmask != null && bitmask.isAny()) {
      return SetError.INVALID_NETMASK;
    }
    return bits(header.hashSize()) > MAX_HASH_BITS ? SetError.NO_MEMORY : null;
  }

  /** The kernel's fls(size - 1), at least for {@link #MIN_HASH_SIZE}. */
  private static int bits(int size) {
    int least = Integer.compareUnsigned(size, MIN_HASH_SIZE) < 0 ? MIN_HASH_SIZE : size;
    return 32 - Integer.numberOfLeadingZeros(least - 1);
  }

  @Override
  public SetHeader normalize(SetHeader h) {
    int bits = bits(h.hashSize());
    int bucket = h.bucketSize() < 0 ? DEFAULT_BUCKET_SIZE : h.bucketSize();
    bucket =
        bucket < HashContents.INITIAL_BUCKET
            ? HashContents.INITIAL_BUCKET
            : bucket > DEFAULT_BUCKET_SIZE ? DEFAULT_BUCKET_SIZE : bucket + bucket % 2;
    return new SetHeader(
        h.family(),
        bits > MAX_HASH_BITS ? h.hashSize() : 1 << bits,
        h.maxElements(),
        h.netmask(),
        h.bitmask(),
        h.timeout(),
        h.counters(),
        h.comment(),
        h.skbinfo(),
        h.forceAdd(),
        bucket,
        h.initval(),
        0,
        0,
        0);
  }

  @Override
  Contents create(SetHeader header, SetNamespace namespace) {
    return new HashContents(this, header);
  }

  @Override
  boolean same(SetHeader one, SetHeader other) {
    // Hash size, bucket size and initval may differ, and the family of a type that knows both.
    return one.maxElements() == other.maxElements()
        && one.netmask() == other.netmask()
        && Objects.equals(one.bitmask(), other.bitmask())
        && one.sameExtensions(other);
  }

  /** The mask under which the set stores addresses, or null. */
  static @Nullable Address mask(SetHeader header) {
    if (header.bitmask() != null) {
      return header.bitmask();
    }
    return header.netmask() < 0 ? null : Address.mask(header.requireFamily(), header.netmask());
  }
}
