package org.netfilter4j.xt.option;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.MaskedAddress;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.struct.StructBytes;

/**
 * An address and a prefix length (XTTYPE_HOSTMASK). The address keeps the bits that the mask leaves
 * out, since they are printed.
 *
 * @param ones the leading ones of the mask in the struct, which has room for 128 bits in IPv4 too:
 *     so many there are where no mask was given
 */
public record HostMask(Address address, int ones) {
  /** The bits of a mask in a struct (union nf_inet_addr). */
  static final int ROOM = 128;

  public HostMask {
    if (ones < 0 || ones > ROOM) {
      throw new IllegalArgumentException("a mask of " + ones);
    }
  }

  /** How many leading bits of the address count. */
  public int prefixLength() {
    return Math.min(ones, address.family().bits());
  }

  /** Writes address and mask, 16 bytes each. */
  public void write(StructBytes out, int offset) {
    out.address(offset, address);
    out.ones(offset + 16, ones);
  }

  public static HostMask read(StructBytes in, int offset) {
    return new HostMask(in.address(offset, in.family()), in.ones(offset + 16));
  }

  public Values values() {
    return new Values.Network(MaskedAddress.of(address, prefixLength()));
  }

  /** "/24", or nothing where the whole address counts. */
  public String suffix() {
    int length = prefixLength();
    return length == address.family().bits() ? "" : "/" + length;
  }

  @Override
  public String toString() {
    return address + suffix();
  }

  /** As it is read back: a whole mask that was given is not the same as none. */
  public String exactly() {
    return ones == ROOM ? address.toString() : address + "/" + ones;
  }

  /** As {@code -L} prints it: without {@code -n} the host's or network's name, or "anywhere". */
  public String listed(Listing out) {
    if (out.numeric()) {
      return toString();
    }
    if (address.isAny()) {
      return "anywhere";
    }
    String name = out.names().anyName(address);
    return name == null ? toString() : name + suffix();
  }

  /**
   * {@code host[/mask]}, where a mask is a prefix length or an address. As with the C tool, a mask
   * that is none of leading ones counts as none.
   */
  public static Syntax<HostMask> syntax() {
    return HostMaskSyntax.HOST_MASK;
  }

  /** The address of a host by number, in all notations of inet_aton(3), or by name. */
  public static Address host(String text, RuleContext context) {
    Address number = number(text, context.family());
    if (number != null) {
      return number;
    }
    if (Address.parse(text) != null || InetAton.parse(text) != null) {
      throw Rejected.parameter("getaddrinfo: Address family for hostname not supported\n");
    }
    Set<Address> found =
        text.isEmpty()
            ? Set.of()
            : new LinkedHashSet<>(context.names().addresses(text, context.family()));
    if (found.isEmpty()) {
      throw Rejected.parameter("getaddrinfo: Name or service not known\n");
    }
    if (found.size() > 1) {
      throw Rejected.parameter(text + " resolves to more than one address\n");
    }
    return found.iterator().next();
  }

  /** In numbers, as getaddrinfo(3) takes them: for IPv4 also an IPv6 address that maps one. */
  static @Nullable Address number(String text, Family family) {
    if (family == Family.IPV6) {
      return Address.parse(family, text);
    }
    Address mapped = text.indexOf(':') >= 0 ? Address.parse(Family.IPV6, text) : null;
    return mapped != null && mapped.high() == 0 && mapped.low() >>> 32 == 0xffff
        ? Address.ipv4(mapped.low())
        : InetAton.parse(text);
  }

  /** A prefix length, or a mask as an address (XTTYPE_PLENMASK). */
  static int ones(String text, String owner, String option, Family family) {
    Long length = Syntaxes.parseUnsigned(text);
    if (length != null && Long.compareUnsigned(length, family.bits()) <= 0) {
      return length.intValue();
    }
    Address mask = number(text, family);
    if (mask == null) {
      throw Rejected.parameter(
          "%s: bad value for option \"--%s\", neither a valid network mask nor valid CIDR (0-%d).\n"
              .formatted(owner, option, family.bits()));
    }
    return mask.prefixLength() < 0 ? ROOM : mask.prefixLength();
  }

  private enum HostMaskSyntax implements Syntax<HostMask> {
    HOST_MASK;

    @Override
    public HostMask parse(String text, String owner, String option, RuleContext context) {
      Family family = context.family();
      int slash = text.indexOf('/');
      Address address = host(slash < 0 ? text : text.substring(0, slash), context);
      if (slash < 0) {
        return new HostMask(address, ROOM);
      }
      String suffix = text.substring(slash + 1);
      return new HostMask(address, ones(suffix, owner, option, family));
    }

    @Override
    public String placeholder() {
      return "address[/mask]";
    }

    @Override
    public Samples samples() {
      return new Samples(
          List.of(
              "1.2.3.4",
              "1.2.3.4/24",
              "10.0.0.0/8",
              "0.0.0.0/0",
              "1.2.3.4/32",
              "1.2.3.4/0",
              "1.2.3.4/255.255.0.0",
              "1.2.3.4/255.0.255.0",
              "127.0.0.1",
              "1.2.3.4/33",
              "1.2.3",
              "0x7f.1",
              "255.255.255.255",
              "1.2.3.4/0x10",
              "::1",
              "fe80::1/10",
              "2001:db8::/32",
              "::/0",
              "2001:db8::1/128",
              "::/ffff:ffff::",
              "::1/ffff:0:ffff::",
              "::ffff:1.2.3.4"),
          List.of(
              "",
              "/8",
              "1.2.3.4/",
              "1.2.3.4/x",
              "1.2.3.256",
              "10.0.0.0/8/8",
              "1.2.3.4.5",
              "::1/129",
              ":::",
              "1:2:3",
              "g::1",
              "1.2.3.4/-1",
              " "));
    }
  }
}
