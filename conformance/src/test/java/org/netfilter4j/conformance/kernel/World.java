package org.netfilter4j.conformance.kernel;

import java.util.List;
import org.netfilter4j.model.Family;

/**
 * The few addresses, ports and marks that rules and packets are made of: few, so that they meet.
 *
 * @param near hosts on eth0's link
 * @param far hosts on eth1's link and behind it
 * @param own the host's own, by interface
 */
record World(
    Family family, List<String> near, List<String> far, List<String> own, List<String> blocks) {
  static final World IPV4 =
      new World(
          Family.IPV4,
          List.of("192.0.2.10", "192.0.2.11", "192.0.2.12", "192.0.2.140"),
          List.of("198.51.100.10", "198.51.100.11", "203.0.113.5", "203.0.113.6"),
          List.of("192.0.2.1", "198.51.100.1"),
          List.of(
              "192.0.2.0/24",
              "192.0.2.128/25",
              "192.0.2.8/30",
              "198.51.100.0/24",
              "203.0.113.4/31",
              "203.0.0.0/16",
              "0.0.0.0/1",
              "192.0.2.0/255.255.255.1"));

  static final World IPV6 =
      new World(
          Family.IPV6,
          // The last one's interface identifier is made of its MAC address.
          List.of(
              "2001:db8:1::10",
              "2001:db8:1::11",
              "2001:db8:1::12",
              "2001:db8:1:0:8000::10",
              "2001:db8:1::ff:fe00:7713"),
          List.of("2001:db8:2::10", "2001:db8:2::11", "2001:db8:ff::5", "2001:db8:ff::6"),
          List.of("2001:db8:1::1", "2001:db8:2::1"),
          List.of(
              "2001:db8:1::/64",
              "2001:db8:1::/65",
              "2001:db8:1::10/126",
              "2001:db8:2::/64",
              "2001:db8:ff::4/127",
              "2001:db8:f0::/44",
              "2000::/3",
              "2001:db8::10/ffff:ffff::ffff"));

  static final List<Integer> PORTS = List.of(22, 53, 80, 443, 1024, 1025, 1026, 8080);

  static World of(Family family) {
    return family == Family.IPV4 ? IPV4 : IPV6;
  }

  /** The source hardware address of a host: told from the last byte of its address. */
  static byte[] mac(byte[] address) {
    return new byte[] {2, 0, 0, 0, 0x77, address[address.length - 1]};
  }

  String any(Dice dice) {
    return dice.chance(50) ? dice.pick(near) : dice.chance(70) ? dice.pick(far) : dice.pick(own);
  }

  String anyBlock(Dice dice) {
    return dice.chance(35) ? any(dice) : dice.pick(blocks);
  }

  static int port(Dice dice) {
    return dice.pick(PORTS);
  }
}
