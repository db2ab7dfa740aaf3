package org.netfilter4j.xt.target;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Operation;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Surroundings;

/**
 * A packet at a hook of a host that is 192.0.2.2 and 2001:db8::2 where the packet came in, and
 * 203.0.113.1 and 2001:db8:3::1 to those that it answers; and what was done.
 */
final class Post extends Surroundings {
  Hook hook = Hook.INPUT;
  int pathMtu = 1500;
  int backMtu = 1500;
  final List<byte[]> sent = new ArrayList<>();

  Post(Packet packet) {
    super(packet);
  }

  @Override
  public AddressType type(Family family, long high, long low, @Nullable String device) {
    return switch (new Address(family, high, low).toString()) {
      case "192.0.2.2", "2001:db8::2" -> AddressType.LOCAL;
      case "192.0.2.255" -> AddressType.BROADCAST;
      case "224.0.0.1", "ff02::1" -> AddressType.MULTICAST;
      default -> AddressType.UNICAST;
    };
  }

  @Override
  public @Nullable Address sourceFor(Address destination, String in) {
    return Address.parse(destination.family() == Family.IPV4 ? "203.0.113.1" : "2001:db8:3::1");
  }

  @Override
  public int mtu(Address destination) {
    return backMtu;
  }

  @Override
  public Hook hook() {
    return hook;
  }

  @Override
  public long now() {
    return 0;
  }

  @Override
  public int random() {
    return 0x12345678;
  }

  @Override
  public int connectionState() {
    return 1;
  }

  @Override
  public int routeMtu() {
    return pathMtu;
  }

  @Override
  public void untrack() {}

  @Override
  public void template(Template template) {}

  @Override
  public Operation.Result translate(Translation translation) {
    return Operation.Result.ACCEPT;
  }

  @Override
  public void send(byte[] bytes) {
    sent.add(bytes);
  }

  @Override
  public void log(LogEntry entry) {}

  @Override
  public Operation.Result assign(@Nullable Address to, int port) {
    return Operation.Result.DROP;
  }
}
