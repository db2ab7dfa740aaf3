package org.netfilter4j.conformance.command;

import java.util.List;
import org.netfilter4j.model.Family;

/** Operands of the base language in all their spellings, and some that are refused. */
final class Spellings {
  private static final List<String> ADDRESSES4 =
      List.of(
          "1.2.3.4",
          "10/8",
          "10.1/16",
          "10.1.2.3/16",
          "192.168.1.0/255.255.255.0",
          "1.2.3.4/255.0.255.0",
          "0/0",
          "0.0.0.0/0",
          "any/0",
          "1.2.3.4/32",
          "1.2.3.4/0x10",
          "0x1.2.3.4",
          "010.2.3.4",
          "255.255.255.255",
          "1.2.3.4,5.6.7.8/24",
          "1.2.3.4, 5.6.7.8",
          "1.2.3.4,1.2.3.4",
          "localhost",
          "loopback/8",
          "LINK-local",
          "127.0.0.1",
          "0.0.0.0",
          "1.2.3.4/0",
          "1.2.3.0/31");
  private static final List<String> BAD_ADDRESSES4 =
      List.of(
          "1.2.3.256",
          "",
          "1.2.3.4/33",
          "1.2.3.4/",
          "/8",
          "1.2.3.4/1.2.3",
          "no-such-host.invalid",
          "1.2.3.4.5",
          "::1",
          "1.2.3.4,",
          "-1",
          "1.2.3.4/255.255.255.256");
  private static final List<String> ADDRESSES6 =
      List.of(
          "::1",
          "fe80::/10",
          "2001:db8::1/64",
          "2001:db8::1/ffff:ffff::",
          "2001:db8::1/ff00:ffff::ff",
          "::/0",
          "any/0",
          "::",
          "1:2:3:4:5:6:7:8",
          "::ffff:1.2.3.4",
          "::1.2.3.4/128",
          "fe80::1,fe80::2/127",
          "ff02::1/128",
          "2001:DB8::A/0x20",
          "localhost");
  private static final List<String> BAD_ADDRESSES6 =
      List.of("::1/129", "1.2.3.4", "", ":::", "::1/", "1:2:3:4:5:6:7:8:9", "::g", "no.invalid");
  static final List<String> PROTOCOLS =
      List.of(
          "tcp",
          "TCP",
          "udp",
          "icmp",
          "6",
          "0",
          "all",
          "47",
          "gre",
          "ospf",
          "255",
          "sctp",
          "esp",
          "ah",
          "ipv6-icmp",
          "icmpv6",
          "mh",
          "0x11",
          "58",
          "132",
          "udplite",
          "136",
          "43",
          "60",
          "4",
          "ipencap",
          "99",
          "253",
          "02");
  static final List<String> BAD_PROTOCOLS = List.of("256", "-1", "", "nope", "tcp6", "6x", "0x100");
  static final List<String> INTERFACES =
      List.of("eth0", "eth+", "+", "lo", "abcdefghijklmno", "abcdefghijklmn+", "e", "e.1", "a@b");
  static final List<String> BAD_INTERFACES =
      List.of("", "abcdefghijklmnop", "a/b", "a b", "abcdefghijklmno+");

  private Spellings() {}

  static List<String> addresses(Family family) {
    return family == Family.IPV4 ? ADDRESSES4 : ADDRESSES6;
  }

  static List<String> badAddresses(Family family) {
    return family == Family.IPV4 ? BAD_ADDRESSES4 : BAD_ADDRESSES6;
  }
}
