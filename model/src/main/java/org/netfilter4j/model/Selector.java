package org.netfilter4j.model;

/**
 * The part of a rule that every rule has: addresses, interfaces, protocol, fragments (struct ipt_ip
 * and ip6t_ip6).
 *
 * @param protocol the protocol number; 0 means any
 * @param fragment {@code -f}: later fragments only; IPv4 only
 * @param protocolGiven IP6T_F_PROTO: {@code -p} stands in the rule, be it "all"
 */
public record Selector(
    MaskedAddress source,
    boolean notSource,
    MaskedAddress destination,
    boolean notDestination,
    InterfacePattern in,
    boolean notIn,
    InterfacePattern out,
    boolean notOut,
    int protocol,
    boolean notProtocol,
    boolean protocolGiven,
    boolean fragment,
    boolean notFragment) {

  /** Every packet of the family. */
  public static Selector any(Family family) {
    MaskedAddress any = MaskedAddress.any(family);
    return new Selector(
        any,
        false,
        any,
        false,
        InterfacePattern.ANY,
        false,
        InterfacePattern.ANY,
        false,
        0,
        false,
        false,
        false,
        false);
  }

  public Family family() {
    return source.family();
  }
}
