package org.netfilter4j.xt.set;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.packet.Packet;

/**
 * The elements of a bitmap:ip,mac. One that was added without an Ethernet address takes that of the
 * first packet that asks for it, even where the rule only tests, and only then does its time begin
 * to run; until then its timeout is kept as a plain number of seconds. The kernel compares that
 * number with its clock all the same when such an element is added again or deleted, so that it
 * seems to have timed out; so does this.
 */
final class BitmapMacContents extends BitmapContents {
  private static final long UNSET = -1;

  /** What an addition finds (IPSET_ADD_*). */
  private enum Found {
    NOTHING,
    /** The element is there, with an Ethernet address or as the new one without. */
    ELEMENT,
    /** The element waits for its Ethernet address, and the new one has it. */
    WAITING
  }

  private final long[] macs;

  BitmapMacContents(BitmapIpMac type, SetHeader header) {
    super(type, header);
    macs = new long[size()];
    Arrays.fill(macs, UNSET);
  }

  private BitmapMacContents(BitmapMacContents of) {
    super(of);
    macs = of.macs.clone();
  }

  @Override
  Contents copy() {
    return new BitmapMacContents(this);
  }

  private boolean isFilled(int index) {
    return macs[index] != UNSET;
  }

  @Override
  @Nullable SetError set(int index, SetEntry entry, boolean exist, long now) {
    long stored = data.plainTimeout(index);
    Found found = take(index, entry.ether, exist, now);
    if (found == null) {
      return SetError.EXIST;
    }
    data.set(index, entry, now);
    setTimeout(index, found, entry.ether, entry.timeout, stored, now);
    return null;
  }

  /** Makes room for an element and says what was there; null where it must not be replaced. */
  private @Nullable Found take(int index, long mac, boolean exist, long now) {
    Found found = Found.NOTHING;
    if (!has(index)) {
      macs[index] = mac;
    } else if (isFilled(index) || mac == UNSET) {
      if (exist && mac != UNSET) {
        macs[index] = mac;
      }
      if (!exist && !data.isExpired(index, now)) {
        return null;
      }
      found = Found.ELEMENT;
    } else {
      macs[index] = mac;
      found = Found.WAITING;
    }
    put(index);
    return found;
  }

  private void setTimeout(int index, Found found, long mac, long timeout, long stored, long now) {
    long asked = timeout < 0 ? header.timeout() : timeout;
    if (found == Found.WAITING) {
      data.setTimeout(index, asked == header.timeout() ? stored : asked, now);
    } else if (mac == UNSET) {
      data.setPlainTimeout(index, asked);
    }
  }

  @Override
  boolean isThere(int index, SetEntry entry, long now) {
    if (entry.ether == UNSET || !isFilled(index)) {
      return true;
    }
    return macs[index] == entry.ether && !data.isExpired(index, now);
  }

  @Override
  int test(Packet packet, SetQuery query, long now) {
    int index = index(packet, query);
    long mac = PacketMac.of(packet, query.isSource(1));
    if (index < 0 || mac <= 0 || !has(index)) {
      return OUT;
    }
    if (!isFilled(index)) {
      add(packet, query, false, -1, now);
      return IN;
    }
    return macs[index] == mac && data.matches(index, query, packet.totalLength(), now) ? IN : OUT;
  }

  @Override
  boolean add(Packet packet, SetQuery query, boolean exist, long timeout, long now) {
    int index = index(packet, query);
    long mac = PacketMac.of(packet, query.isSource(1));
    if (index < 0 || mac <= 0) {
      return false;
    }
    long stored = data.plainTimeout(index);
    Found found = take(index, mac, exist, now);
    if (found == null) {
      return false;
    }
    data.set(index, packet.totalLength(), timeout, now);
    setTimeout(index, found, mac, timeout, stored, now);
    return true;
  }

  @Override
  boolean delete(Packet packet, SetQuery query, long now) {
    return PacketMac.of(packet, query.isSource(1)) > 0 && super.delete(packet, query, now);
  }

  @Override
  boolean isListed(int index, long now) {
    return !isFilled(index) || super.isListed(index, now);
  }

  @Override
  void describe(int index, SetEntry into, long now) {
    super.describe(index, into, now);
    into.ether = macs[index];
    if (!isFilled(index) && header.hasTimeout()) {
      into.timeout = data.plainTimeout(index);
    }
  }
}
