package org.netfilter4j.packet;

import org.netfilter4j.model.Family;

/** Placeholder until the packet module lands. */
public final class Packet {
  private int mark;

  public Family family() {
    return Family.IPV4;
  }

  public int mark() {
    return mark;
  }

  public void setMark(int mark) {
    this.mark = mark;
  }
}
