package org.netfilter4j.engine.route;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.MaskedAddress;

/**
 * An address of an interface ({@code addr_info} of {@code ip -j addr}).
 *
 * @param local the address itself
 * @param peer the other end's address where it is given ({@code address}), else null
 * @param broadcast IPv4 only; null where there is none
 * @param secondary whether another address of the same subnet comes before it
 * @param deprecated no longer chosen as a source where there is another
 * @param tentative not yet known to be unique, so not usable (IPv6)
 */
public record InterfaceAddress(
    Address local,
    @Nullable Address peer,
    int prefixLength,
    @Nullable Address broadcast,
    Scope scope,
    boolean secondary,
    boolean deprecated,
    boolean tentative) {

  /** An address as {@code ip addr add} makes it: with a broadcast address where there is room. */
  public static InterfaceAddress of(Address local, int prefixLength, Scope scope) {
    Address broadcast = null;
    if (local.family() == Family.IPV4 && prefixLength < 31 && scope == Scope.GLOBAL) {
      broadcast = MaskedAddress.of(local, prefixLength).last();
    }
    return new InterfaceAddress(local, null, prefixLength, broadcast, scope, false, false, false);
  }

  public Family family() {
    return local.family();
  }

  /** The subnet that is reached directly by this address. */
  public MaskedAddress subnet() {
    return MaskedAddress.of(peer != null ? peer : local, prefixLength);
  }
}
