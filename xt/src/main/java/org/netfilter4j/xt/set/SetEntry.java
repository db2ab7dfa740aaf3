package org.netfilter4j.xt.set;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;

/**
 * An element as a command gives it or a listing shows it: the attributes of an IPSET_CMD_ADD
 * message. Fields that a command did not give are null or -1. A listing reuses one entry for all
 * elements; who keeps it copies what is needed.
 */
public final class SetEntry {
  /** Where a reference stands in a list of sets. */
  public enum Place {
    BEFORE,
    AFTER
  }

  public @Nullable Address ip;
  public @Nullable Address ipTo;

  /** Prefix length, or -1. */
  public int cidr = -1;

  /** The second address of types that have two, as the first. */
  public @Nullable Address ip2;

  public @Nullable Address ip2To;
  public int cidr2 = -1;

  /** Protocol number, or -1. */
  public int protocol = -1;

  /** A port, or for ICMP {@code type << 8 | code}; -1 where not given. */
  public int port = -1;

  public int portTo = -1;

  /** An Ethernet address in 48 bits, or -1. */
  public long ether = -1;

  /** The mark of hash:ip,mark, unsigned. */
  public int packetMark;

  public boolean hasPacketMark;

  public @Nullable String iface;

  /** Whether {@link #iface} is a bridge port. */
  public boolean physical;

  /** Whether {@link #iface} is the beginning of names. */
  public boolean wildcard;

  /** The member of a list of sets. */
  public @Nullable String name;

  /** The set that {@link #place} refers to. */
  public @Nullable String reference;

  public @Nullable Place place;
  public boolean nomatch;

  /**
   * Whether the set had it before and is only filled again: then there is room for it. A set may
   * hold a few more elements than its limit, because each region of it has a share of its own.
   */
  public boolean kept;

  /** Seconds; 0 for ever, -1 where not given. */
  public long timeout = -1;

  public boolean hasPackets;
  public long packets;
  public boolean hasBytes;
  public long bytes;
  public @Nullable String comment;
  public boolean hasMark;
  public int mark;
  public int markMask;
  public boolean hasPriority;
  public int priority;

  /** A queue number, or -1. */
  public int queue = -1;

  /** Forgets all, so that another element can be read into it. */
  public void clear() {
    ip = null;
    ipTo = null;
    cidr = -1;
    ip2 = null;
    ip2To = null;
    cidr2 = -1;
    protocol = -1;
    port = -1;
    portTo = -1;
    ether = -1;
    packetMark = 0;
    hasPacketMark = false;
    iface = null;
    physical = false;
    wildcard = false;
    name = null;
    reference = null;
    place = null;
    nomatch = false;
    kept = false;
    timeout = -1;
    hasPackets = false;
    packets = 0;
    hasBytes = false;
    bytes = 0;
    comment = null;
    hasMark = false;
    mark = 0;
    markMask = 0;
    hasPriority = false;
    priority = 0;
    queue = -1;
  }

  /** Whether any of mark, priority and queue was given. */
  boolean hasSkbinfo() {
    return hasMark || hasPriority || queue >= 0;
  }
}
