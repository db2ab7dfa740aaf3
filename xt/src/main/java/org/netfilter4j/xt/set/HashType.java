package org.netfilter4j.xt.set;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.packet.Packet;

/**
 * What the hash types have in common (ip_set_hash_gen.h). A type says of which parts its elements
 * are and how the kernel lays them out as keys; the rest follows from that. What a type refuses
 * besides, it says in {@link #refuse} for commands and {@link #accepts} for packets.
 */
abstract class HashType extends SetType {
  private static final int MIN_HASH_SIZE = 64;

  /** More buckets than the kernel could get memory for on most machines. */
  static final int MAX_HASH_BITS = 26;

  private static final int DEFAULT_BUCKET_SIZE = 12;

  final KeyLayout layout;

  /** Which parts, and so which directions of a rule, give what; -1 for none. */
  private final int[] addressParts;

  private final int portPart;
  private final int etherPart;
  private final int interfacePart;

  HashType(
      String name,
      String alias,
      int revision,
      List<ElementPart> parts,
      Set<SetFeature> features,
      KeyLayout layout) {
    super(name, alias, revision, parts, features);
    this.layout = layout;
    int count = 0;
    int[] addresses = new int[parts.size()];
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i).isAddress()) {
        addresses[count++] = i;
      }
    }
    addressParts = Arrays.copyOf(addresses, count);
    portPart = parts.indexOf(ElementPart.PROTO_PORT);
    etherPart = parts.indexOf(ElementPart.MAC);
    interfacePart = parts.indexOf(ElementPart.IFACE);
  }

  // Of what the types differ in.

  /** Whether addresses are stored under a mask of the set's. */
  boolean hasMasks() {
    return false;
  }

  /** Whether 0.0.0.0/0 and ::/0 may be elements. */
  boolean hasPrefixZero() {
    return false;
  }

  /** Whether several elements may have one hash (IP_SET_HASH_WITH_MULTI). */
  boolean isMulti() {
    return false;
  }

  /** What a type has against an element that has all its parts, or null. */
  @Nullable SetError refuse(SetEntry entry, SetHeader header) {
    return null;
  }

  /** Whether a range of addresses must not end with 0.0.0.0, as it must not begin with it. */
  boolean refusesZeroEnd(SetEntry entry, SetHeader header) {
    return false;
  }

  /** Whether a packet with that key, masked and cut already, can be in a set. */
  boolean accepts(int[] key, SetHeader header, Family family) {
    return true;
  }

  /** Whether a stored key is the one that is looked for. */
  boolean isKey(int[] keys, int at, int[] key, Family family) {
    return Arrays.equals(keys, at, at + layout.words(family), key, 0, layout.words(family));
  }

  /** How many addresses from one key to the next, in a range. */
  long step(SetHeader header) {
    return 1;
  }

  /** Whether two keys of a {@link #isMulti} type differ in what is not hashed at most. */
  boolean isSameNetwork(int[] keys, int at, int[] key, Family family) {
    return false;
  }

  /** Puts the interface of an element into its key; nothing for types that have none. */
  void putInterface(int[] key, Family family, String name, boolean physical, boolean wildcard) {}

  void describeInterface(int[] keys, int at, Family family, SetEntry into) {}

  // Keys.

  /** The family of keys; sets without a family have no addresses in theirs. */
  static Family family(SetHeader header) {
    return header.family() == null ? Family.IPV4 : header.family();
  }

  final boolean hasNetworks() {
    return layout.networks() > 0;
  }

  final int addresses() {
    return addressParts.length;
  }

  final ElementPart address(int which) {
    return parts().get(addressParts[which]);
  }

  /** The rank among the networks of an address that is one. */
  final int network(int address) {
    return address == 1 && layout.networks() > 1 ? 1 : 0;
  }

  /**
   * Makes the key of a packet in the query's room.
   *
   * @param prefixes for each network of the key, the prefix length that it shall have
   * @return false where the packet has no such key
   */
  final boolean key(Packet packet, SetQuery query, SetHeader header, int[] prefixes) {
    int[] key = query.key;
    Family family = family(header);
    layout.clearTail(key, family);
    if (portPart >= 0) {
      int found = PacketPort.of(packet, query.isSource(portPart));
      if (found == PacketPort.NONE) {
        return false;
      }
      layout.putPort(key, family, found & 0xffff, found >>> 16);
    }
    for (int i = 0; i < addressParts.length; i++) {
      layout.putAddress(key, i, packet, query.isSource(addressParts[i]));
    }
    if (etherPart >= 0) {
      long mac = PacketMac.of(packet, query.isSource(etherPart));
      if (mac <= 0) {
        return false;
      }
      layout.putEther(key, family, mac);
    }
    if (layout.hasMark()) {
      layout.putMark(key, family, packet.mark() & header.markMask());
    }
    if (interfacePart >= 0) {
      String name = query.isSource(interfacePart) ? packet.inInterface() : packet.outInterface();
      if (name.isEmpty()) {
        return false;
      }
      putInterface(key, family, name, false, false);
    }
    Address mask = hasMasks() ? mask(header) : null;
    if (mask != null) {
      layout.mask(key, mask);
    }
    for (int i = 0; i < layout.networks(); i++) {
      layout.cut(key, family, i, prefixes[i]);
    }
    return accepts(key, header, family);
  }

  /** Says what a key means, for a listing. */
  final void describe(int[] keys, int at, Family family, SetEntry into) {
    for (int i = 0; i < addressParts.length; i++) {
      Address address = layout.address(keys, at, family, i);
      int cidr = address(i) == ElementPart.NET ? layout.prefix(keys, at, family, network(i)) : -1;
      if (i == 0) {
        into.ip = address;
        into.cidr = cidr;
      } else {
        into.ip2 = address;
        into.cidr2 = cidr;
      }
    }
    if (portPart >= 0) {
      into.port = layout.port(keys, at, family);
      into.protocol = layout.protocol(keys, at, family);
    }
    if (layout.hasEther()) {
      into.ether = layout.ether(keys, at, family);
    }
    if (layout.hasMark()) {
      into.packetMark = layout.mark(keys, at, family);
      into.hasPacketMark = true;
    }
    describeInterface(keys, at, family, into);
  }

  /** The mask under which the set stores addresses, or null. */
  static @Nullable Address mask(SetHeader header) {
    if (header.bitmask() != null) {
      return header.bitmask();
    }
    return header.netmask() < 0 ? null : Address.mask(header.requireFamily(), header.netmask());
  }

  /** Whether nothing is left of an address under the set's mask. */
  static boolean isAny(Address ip, SetHeader header) {
    Address mask = mask(header);
    return (mask == null ? ip : ip.and(mask)).isAny();
  }

  /**
   * sizeof the kernel's struct of such a set, without its table (x86-64): 144 bytes, 16 more where
   * there are masks, room for one element, and what it keeps of each prefix length.
   */
  final int headBytes(Family family) {
    int lengths = family.bits() + (hasPrefixZero() ? 1 : 0);
    int bytesPerLength =
        switch (layout.networks()) {
          case 0 -> 0;
          case 1 -> 8;
          default -> 12;
        };
    int bytes = 144 + (hasMasks() ? 16 : 0) + 4 * layout.words(family) + lengths * bytesPerLength;
    return (bytes + 7) & ~7;
  }

  // Words and headers.

  @Override
  public boolean hasFamily() {
    return addressParts.length > 0;
  }

  @Override
  public List<SetKeyword> createKeywords() {
    List<SetKeyword> words = new ArrayList<>();
    if (hasFamily()) {
      words.add(SetKeyword.FAMILY);
    }
    if (layout.hasMark()) {
      words.add(SetKeyword.MARKMASK);
    }
    words.addAll(List.of(SetKeyword.HASHSIZE, SetKeyword.MAXELEM));
    List<SetKeyword> masks =
        hasMasks() ? List.of(SetKeyword.NETMASK, SetKeyword.BITMASK) : List.of();
    // Where other parts came first and masks in a later revision, the tool prints them last.
    boolean last = parts().size() > 1;
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

  @Override
  public List<SetKeyword> testKeywords() {
    return hasNetworks() ? List.of(SetKeyword.NOMATCH) : List.of();
  }

  @Override
  public @Nullable SetError check(SetHeader.Draft draft) {
    if (draft.markMask == 0) {
      return SetError.INVALID_MARKMASK;
    }
    if (draft.netmask >= 0 && draft.bitmask != null) {
      return SetError.NETMASK_AND_BITMASK;
    }
    if (draft.netmask == 0 || (draft.family != null && draft.netmask > draft.family.bits())) {
      return SetError.INVALID_NETMASK;
    }
    Address bitmask = draft.bitmask;
    if (bitmask != null && bitmask.isAny()) {
      return SetError.INVALID_NETMASK;
    }
    return bits(draft.hashSize) > MAX_HASH_BITS ? SetError.NO_MEMORY : null;
  }

  /** The kernel's fls(size - 1), at least for {@link #MIN_HASH_SIZE}. */
  private static int bits(int size) {
    int least = Integer.compareUnsigned(size, MIN_HASH_SIZE) < 0 ? MIN_HASH_SIZE : size;
    return 32 - Integer.numberOfLeadingZeros(least - 1);
  }

  @Override
  public SetHeader normalize(SetHeader.Draft draft) {
    draft.hashSize = 1 << bits(draft.hashSize);
    int bucket = draft.bucketSize < 0 ? DEFAULT_BUCKET_SIZE : draft.bucketSize;
    draft.bucketSize =
        bucket < Buckets.STEP
            ? Buckets.STEP
            : bucket > DEFAULT_BUCKET_SIZE ? DEFAULT_BUCKET_SIZE : bucket + bucket % 2;
    return draft.header();
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
        && one.markMask() == other.markMask()
        && one.sameExtensions(other);
  }
}
