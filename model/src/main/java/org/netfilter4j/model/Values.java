package org.netfilter4j.model;

import java.util.List;

/** A set of field values; numbers are unsigned. */
public sealed interface Values {

  /** Whether a number of up to 128 bits is in the set; false for sets of names. */
  boolean contains(long high, long low);

  /** Whether a name is in the set; false for sets of numbers. */
  default boolean contains(String name) {
    return false;
  }

  static Values exactly(long value) {
    return new Range(value, value);
  }

  /** The numbers from low to high, both of up to 64 bits, both included. */
  record Range(long low, long high) implements Values {
    @Override
    public boolean contains(long high, long low) {
      return high == 0
          && Long.compareUnsigned(this.low, low) <= 0
          && Long.compareUnsigned(low, this.high) <= 0;
    }
  }

  /** Any of some ranges, in the order in which they were written. */
  record Ranges(List<Range> ranges) implements Values {
    public Ranges {
      ranges = List.copyOf(ranges);
    }

    @Override
    public boolean contains(long high, long low) {
      for (int i = 0; i < ranges.size(); i++) {
        if (ranges.get(i).contains(high, low)) {
          return true;
        }
      }
      return false;
    }
  }

  /** The numbers that are {@code value} where {@code mask} has ones. */
  record Masked(long value, long mask) implements Values {
    @Override
    public boolean contains(long high, long low) {
      return high == 0 && (low & mask) == value;
    }
  }

  /** The numbers that share a one with {@code mask}. */
  record AnyBit(long mask) implements Values {
    @Override
    public boolean contains(long high, long low) {
      return (low & mask) != 0;
    }
  }

  /** Addresses, or other numbers of up to 128 bits, under a mask. */
  record Network(MaskedAddress network) implements Values {
    @Override
    public boolean contains(long high, long low) {
      return network.contains(high, low);
    }
  }

  /** The addresses from first to last, both included. */
  record AddressRange(Address first, Address last) implements Values {
    @Override
    public boolean contains(long high, long low) {
      return compare(first.high(), first.low(), high, low) <= 0
          && compare(high, low, last.high(), last.low()) <= 0;
    }

    private static int compare(long high, long low, long otherHigh, long otherLow) {
      int byHigh = Long.compareUnsigned(high, otherHigh);
      return byHigh != 0 ? byHigh : Long.compareUnsigned(low, otherLow);
    }
  }

  /** One name, or with {@code prefix} all names that begin so ("eth+"). */
  record Name(String name, boolean prefix) implements Values {
    @Override
    public boolean contains(long high, long low) {
      return false;
    }

    @Override
    public boolean contains(String other) {
      return prefix ? other.startsWith(name) : other.equals(name);
    }
  }
}
