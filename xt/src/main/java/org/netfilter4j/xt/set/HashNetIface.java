package org.netfilter4j.xt.set;

import java.util.List;
import java.util.Set;
import org.netfilter4j.model.Family;

/**
 * {@code hash:net,iface}: a network and an interface, or the beginning of an interface's name
 * (ip_set_hash_netiface.c, revision 8). The interface is not hashed: the elements of a network
 * share a bucket. No rule asks for {@code physdev:} elements, so they match no packet.
 */
final class HashNetIface extends HashType {
  // Offsets after the address in struct hash_netiface4_elem; "nomatch" at 2, which keys leave out.
  private static final int PHYSICAL = 0;
  private static final int PREFIX = 1;
  private static final int ONE = 3;
  private static final int WILDCARD = 4;
  private static final int NAME = 5;

  /** IFNAMSIZ, with the NUL. */
  private static final int NAME_BYTES = 16;

  HashNetIface() {
    super(
        "hash:net,iface",
        "netifacehash",
        8,
        List.of(ElementPart.NET, ElementPart.IFACE),
        Set.of(SetFeature.IP, SetFeature.IFACE, SetFeature.NOMATCH),
        new KeyLayout(1, 24).network(0, PREFIX).hashed(4));
  }

  @Override
  boolean hasPrefixZero() {
    return true;
  }

  @Override
  boolean isMulti() {
    return true;
  }

  @Override
  List<SetKeyword> ownAddKeywords() {
    return List.of(SetKeyword.NOMATCH, SetKeyword.WILDCARD);
  }

  @Override
  void putInterface(int[] key, Family family, String name, boolean physical, boolean wildcard) {
    layout.putByte(key, family, PHYSICAL, physical ? 1 : 0);
    layout.putByte(key, family, ONE, 1);
    layout.putByte(key, family, WILDCARD, wildcard ? 1 : 0);
    for (int i = 0; i < name.length() && i < NAME_BYTES - 1; i++) {
      layout.putByte(key, family, NAME + i, name.charAt(i));
    }
  }

  /** A stored name with "wildcard" is the beginning of all that begin with it. */
  @Override
  boolean isKey(int[] keys, int at, int[] key, Family family) {
    for (int i = layout.hashedWords(family) - 1; i >= 0; i--) {
      if (keys[at + i] != key[i]) {
        return false;
      }
    }
    boolean wildcard = layout.byteAt(keys, at, family, WILDCARD) != 0;
    for (int i = NAME; i < NAME + NAME_BYTES; i++) {
      int stored = layout.byteAt(keys, at, family, i);
      if (stored == 0 && wildcard) {
        return true;
      }
      if (stored != layout.byteAt(key, 0, family, i)) {
        return false;
      }
      if (stored == 0) {
        return true;
      }
    }
    return true;
  }

  @Override
  boolean isSameNetwork(int[] keys, int at, int[] key, Family family) {
    for (int i = family.bytes() / 4 - 1; i >= 0; i--) {
      if (keys[at + i] != key[i]) {
        return false;
      }
    }
    return layout.byteAt(keys, at, family, PREFIX) == layout.byteAt(key, 0, family, PREFIX);
  }

  @Override
  void describeInterface(int[] keys, int at, Family family, SetEntry into) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < NAME_BYTES; i++) {
      int c = layout.byteAt(keys, at, family, NAME + i);
      if (c == 0) {
        break;
      }
      name.append((char) c);
    }
    into.iface = name.toString();
    into.physical = layout.byteAt(keys, at, family, PHYSICAL) != 0;
    into.wildcard = layout.byteAt(keys, at, family, WILDCARD) != 0;
  }
}
