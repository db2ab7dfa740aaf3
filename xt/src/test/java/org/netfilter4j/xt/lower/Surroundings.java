package org.netfilter4j.xt.lower;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.packet.Packet;

/**
 * What is around a packet in a test that asks for none of it: it has no connection, all routes take
 * 1500 bytes, and eth0, by which all answers go, is in group 7.
 */
public abstract class Surroundings implements Context, Host {
  public final Packet packet;

  protected Surroundings(Packet packet) {
    this.packet = packet;
  }

  @Override
  public final Packet packet() {
    return packet;
  }

  @Override
  public final Host host() {
    return this;
  }

  @Override
  public final @Nullable Connection connection() {
    return null;
  }

  @Override
  public final boolean isReply() {
    return false;
  }

  @Override
  public final Connection.@Nullable Tuple tuple() {
    return null;
  }

  @Override
  public final @Nullable Connection find(Connection.Tuple tuple) {
    return null;
  }

  @Override
  public @Nullable Owner owner() {
    return null;
  }

  @Override
  public final boolean isCopyOfReceived() {
    return false;
  }

  @Override
  public int routeMtu() {
    return 1500;
  }

  @Override
  public int mtu(Address destination) {
    return 1500;
  }

  @Override
  public @Nullable Address sourceFor(Address destination, String in) {
    return null;
  }

  @Override
  public final long deviceGroup(String device) {
    return device.equals("eth0") ? 7 : 0;
  }

  @Override
  public final boolean hasWayBack(Packet of, boolean loose, boolean withMark, boolean acceptLocal) {
    return of.inInterface().equals("eth0");
  }

  @Override
  public final void duplicate(Address gateway, String device) {
    throw new UnsupportedOperationException("duplicate");
  }
}
