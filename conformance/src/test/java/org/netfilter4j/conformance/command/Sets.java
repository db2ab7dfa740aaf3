package org.netfilter4j.conformance.command;

import java.util.List;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.SetDirectory;

/** The sets that the lines of the tests may name. */
final class Sets {
  private Sets() {}

  private record Known(String name, String type, int dimensions, boolean ipv4, boolean ipv6) {}

  private static final List<Known> KNOWN =
      List.of(
          new Known("s", "hash:ip", 1, true, false),
          new Known("n", "hash:net", 1, true, false),
          new Known("p", "hash:ip,port", 2, true, false),
          new Known("six", "hash:ip family inet6", 1, false, true),
          new Known("six-net", "hash:net family inet6", 1, false, true),
          new Known("six-port", "hash:ip,port family inet6", 2, false, true),
          new Known("ports", "bitmap:port range 0-65535", 1, true, true));

  /** Their names, in the order of their making. */
  static final List<String> NAMES = KNOWN.stream().map(Known::name).toList();

  /** What {@code --match-set} and its like may be given. */
  static final List<String> REFERENCES =
      List.of(
          "s src",
          "s dst",
          "s src,dst",
          "n src",
          "n dst,src",
          "p src,dst",
          "p dst,dst",
          "p src,src,dst",
          "p src",
          "six src",
          "six dst,src",
          "ports dst",
          "ports src,src");

  /** The same for rules of IPv6. */
  static final List<String> REFERENCES_IPV6 =
      List.of(
          "six src",
          "six dst",
          "six src,dst",
          "six dst,src",
          "six-net src",
          "six-net dst",
          "six-net dst,src",
          "six-port src,dst",
          "six-port dst,dst",
          "six-port src,src,dst",
          "ports dst",
          "ports src,src",
          "s src");

  /** Makes them on both sides. */
  static void give(ListingJudge judge) {
    judge.sets(
        KNOWN.stream().map(s -> "ipset create " + s.name() + " " + s.type()).toList(),
        new SetDirectory() {
          @Override
          public boolean has(String set) {
            return NAMES.contains(set);
          }

          @Override
          public boolean fits(String set, Family family) {
            for (Known known : KNOWN) {
              if (known.name().equals(set)) {
                return family == Family.IPV4 ? known.ipv4() : known.ipv6();
              }
            }
            return false;
          }
        });
  }
}
