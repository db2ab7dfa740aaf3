package org.netfilter4j.model;

/**
 * An address and a mask, contiguous or not, as iptables keeps the operands of {@code -s} and {@code
 * -d}. The address has no bits outside the mask.
 */
public record MaskedAddress(Address address, Address mask) {

  private static final MaskedAddress ANY_V4 = of(Address.any(Family.IPV4), 0);
  private static final MaskedAddress ANY_V6 = of(Address.any(Family.IPV6), 0);

  public MaskedAddress {
    if (address.family() != mask.family()) {
      throw new IllegalArgumentException("address and mask differ in family");
    }
    address = address.and(mask);
  }

  /** One address alone. */
  public static MaskedAddress of(Address address) {
    return of(address, address.family().bits());
  }

  public static MaskedAddress of(Address address, int prefixLength) {
    return new MaskedAddress(address, Address.mask(address.family(), prefixLength));
  }

  /** Every address of the family. */
  public static MaskedAddress any(Family family) {
    return family == Family.IPV4 ? ANY_V4 : ANY_V6;
  }

  public Family family() {
    return address.family();
  }

  /** Whether every address of the family is meant. */
  public boolean isAny() {
    return mask.isAny();
  }

  /** The prefix length, or -1 where the mask is not one of leading ones. */
  public int prefixLength() {
    return mask.prefixLength();
  }

  public boolean contains(Address other) {
    return other.family() == family() && contains(other.high(), other.low());
  }

  /** Whether the address of these halves, of this family, is meant. */
  public boolean contains(long high, long low) {
    return (high & mask.high()) == address.high() && (low & mask.low()) == address.low();
  }

  /** The lowest address that is meant. */
  public Address first() {
    return address;
  }

  /** The highest address that is meant. */
  public Address last() {
    return address.or(mask.complement());
  }

  /** As {@code iptables -S} prints it: always with the mask, as a prefix length where it is one. */
  @Override
  public String toString() {
    int length = prefixLength();
    return address + "/" + (length >= 0 ? Integer.toString(length) : mask.toString());
  }
}
