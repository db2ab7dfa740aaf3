package org.netfilter4j.xt.lower;

/** A field's value on its way from a reader to a test; reused, so that nothing is allocated. */
public final class Cell {
  /** The upper 64 bits of a number. */
  public long high;

  /** The lower 64 bits of a number. */
  public long low;

  /** The name, where {@link #named}. */
  public String name = "";

  /** Whether the value is a name. */
  public boolean named;

  public void number(long value) {
    number(0, value);
  }

  public void number(long high, long low) {
    this.high = high;
    this.low = low;
    named = false;
  }

  public void name(String name) {
    this.name = name;
    named = true;
  }
}
