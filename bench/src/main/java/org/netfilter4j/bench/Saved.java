package org.netfilter4j.bench;

/** Texts of a given size, as the tools save them. */
final class Saved {
  private Saved() {}

  /** What iptables-save prints of a filter table with that many rules, of several kinds. */
  static String rules(int count) {
    StringBuilder text = new StringBuilder("*filter\n");
    text.append(":INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n:LIST - [0:0]\n");
    text.append("-A INPUT -j LIST\n");
    for (int i = 0; i < count; i++) {
      text.append("-A LIST -s ").append(address(i)).append("/32 ");
      text.append(
          switch (i % 4) {
            case 0 -> "-p tcp -m tcp --dport " + (1 + i % 65535) + " -j ACCEPT";
            case 1 -> "-i eth0 -m conntrack --ctstate NEW -j DROP";
            case 2 -> "-p udp -m multiport --dports 53,123,161 -m comment --comment c" + i;
            default -> "-p tcp -j REJECT --reject-with tcp-reset";
          });
      text.append('\n');
    }
    return text.append("COMMIT\n").toString();
  }

  /** What ipset save prints of a set of that many addresses. */
  static String set(int count) {
    StringBuilder text =
        new StringBuilder("create list hash:ip family inet hashsize 1024 maxelem 1000000\n");
    for (int i = 0; i < count; i++) {
      text.append("add list ").append(address(i)).append('\n');
    }
    return text.toString();
  }

  static String address(int i) {
    return "10." + (i >>> 16 & 0xff) + "." + (i >>> 8 & 0xff) + "." + (i & 0xff);
  }
}
