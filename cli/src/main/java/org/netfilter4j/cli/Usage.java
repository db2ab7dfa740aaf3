package org.netfilter4j.cli;

import java.io.PrintStream;

/** What the program can do, in words. */
final class Usage {
  static final String VERSION = "0.1.0";

  static final String ALL =
      """
      nf4j: netfilter, iptables and ipset for the JVM

      usage: nf4j [--host DIR] COMMAND …

        iptables, ip6tables               as the C tools; also with -nft and -legacy
        iptables-save, iptables-restore   and the IPv6 ones
        ipset
        why         which rule decides a packet, and what to do about it
        replay      a capture through a host
        host        new, show, check, capture: the host directories that commands work on
        help, version

      A host is a directory (--host DIR, or NF4J_HOST; else one of your own).
      NF4J_MODE=nft|legacy says whose rules iptables works on (default nft).
      Called by another name (a symlink named iptables, ipset …) nf4j is that program.\
      """;

  static final String WHY =
      """
      usage: nf4j why [--host DIR] PACKET [--brief|--all] [--json] [--lang en|zh]

      PACKET, with the flags of a rule:
        -i INTERFACE        it comes in by; without, the host itself sends it
        -s ADDRESS -d ADDRESS
        -p PROTOCOL --sport PORT --dport PORT --icmp-type TYPE[/CODE]
        --tcp-flags FLAGS   those that are set (default SYN)
        --ctstate NEW|ESTABLISHED|RELATED
        --mark N --mac-source MAC --ttl N --tos N --length BYTES
        --uid-owner USER --gid-owner GROUP
        -4, -6
      or from a capture:
        --pcap FILE --packet N [-i INTERFACE]

      The exit code is 0 where the packet passes, 1 where it does not, 2 for a mistake.\
      """;

  static final String HOST =
      """
      usage: nf4j host new DIR [INTERFACE=ADDRESS/PREFIX … [GATEWAY]]
                              a host with loopback and these interfaces
             nf4j host show DIR     what is in it
             nf4j host check DIR    whether all of it can be read
             nf4j host capture      prints the shell script that records a live machine:
                                    nf4j host capture >capture.sh; sh capture.sh DIR\
      """;

  private Usage() {}

  static void print(PrintStream out) {
    out.println(ALL);
  }

  /** Somebody asked for help. */
  static final class Wanted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Wanted(String text) {
      super(text, null, false, false);
    }
  }
}
