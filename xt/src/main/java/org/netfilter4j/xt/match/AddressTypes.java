package org.netfilter4j.xt.match;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.MaskedAddress;
import org.netfilter4j.model.Values;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Cell;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Host.AddressType;
import org.netfilter4j.xt.lower.Reading;

/** The conditions behind addrtype: of IPv4 one lookup, of IPv6 the address's form and a lookup. */
public final class AddressTypes {
  /** The interface whose routes count. */
  public enum Device {
    ANY(""),
    IN("in"),
    OUT("out");

    private final String word;

    Device(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  private static final int UNSPEC = 1 << AddressType.UNSPEC.ordinal();
  private static final int UNICAST = 1 << AddressType.UNICAST.ordinal();
  private static final int LOCAL = 1 << AddressType.LOCAL.ordinal();
  private static final int ANYCAST = 1 << AddressType.ANYCAST.ordinal();
  private static final int MULTICAST = 1 << AddressType.MULTICAST.ordinal();
  private static final int UNREACHABLE = 1 << AddressType.UNREACHABLE.ordinal();

  private static final Values IPV6_ANY =
      new Values.Network(MaskedAddress.of(Address.any(Family.IPV6)));
  private static final Values IPV6_MAPPED =
      new Values.Network(MaskedAddress.of(Address.ipv6(0, 0xffff_0000_0000L), 96));
  private static final Values IPV6_MULTICAST =
      new Values.Network(MaskedAddress.of(Address.ipv6(0xff00L << 48, 0), 8));

  private AddressTypes() {}

  /** True where the source or destination address is of one of these types. */
  static Condition among(int types, boolean source, Device device, Family family) {
    Field looked = new Looked(source, device, family);
    return family == Family.IPV4
        ? new Condition.Test(looked, new Values.AnyBit(types))
        : ipv6(
            types, source ? Field.Header.SOURCE_ADDRESS : Field.Header.DESTINATION_ADDRESS, looked);
  }

  /** match_type6: all forms that are named must be there, and one of the kinds of route. */
  private static Condition ipv6(int types, Field address, Field looked) {
    List<Condition> parts = new ArrayList<>();
    Condition multicast = new Condition.Test(address, IPV6_MULTICAST);
    if ((types & MULTICAST) != 0) {
      parts.add(multicast);
    }
    if ((types & UNICAST) != 0) {
      parts.add(
          new Condition.Not(
              Condition.any(
                  multicast,
                  new Condition.Test(address, IPV6_ANY),
                  new Condition.Test(address, IPV6_MAPPED))));
    }
    if ((types & UNSPEC) != 0) {
      parts.add(new Condition.Test(address, IPV6_ANY));
    }
    int routes = types & (LOCAL | ANYCAST | UNREACHABLE);
    if (routes != 0) {
      parts.add(new Condition.Test(looked, new Values.AnyBit(routes)));
    }
    return parts.size() == 1 ? parts.getFirst() : new Condition.All(parts);
  }

  /** What the host's routes say; its value is the bit of one type. */
  private record Looked(boolean ofSource, Device device, Family family) implements Reading {
    @Override
    public Source source() {
      return Source.HOST;
    }

    @Override
    public Label label() {
      return ofSource
          ? new Label("source address type", "源地址类型")
          : new Label("destination address type", "目的地址类型");
    }

    @Override
    public Presence read(Context context, Cell into) {
      into.number(1L << type(context).ordinal());
      return Presence.PRESENT;
    }

    private AddressType type(Context context) {
      Packet packet = context.packet();
      @Nullable String name =
          switch (device) {
            case ANY -> null;
            case IN -> packet.inInterface();
            case OUT -> packet.outInterface();
          };
      Field.Header field =
          ofSource ? Field.Header.SOURCE_ADDRESS : Field.Header.DESTINATION_ADDRESS;
      AddressType type =
          context
              .host()
              .type(
                  packet.family(),
                  packet.high(field),
                  packet.number(field),
                  name == null || name.isEmpty() ? null : name);
      return family == Family.IPV4 ? type : ipv6(type);
    }

    /** Of IPv6 routes that refuse, the kernel keeps only that they do. */
    private static AddressType ipv6(AddressType type) {
      return switch (type) {
        case BLACKHOLE, UNREACHABLE, PROHIBIT, THROW -> AddressType.UNREACHABLE;
        case UNSPEC, UNICAST, LOCAL, BROADCAST, ANYCAST, MULTICAST, NAT, XRESOLVE -> type;
      };
    }

    @Override
    public Label explain(Context context, Values values, Outcome outcome) {
      Packet packet = context.packet();
      String address = (ofSource ? packet.source() : packet.destination()).toString();
      String type = type(context).name();
      return ofSource
          ? new Label(
              "the source address " + address + " is of type " + type,
              "源地址 " + address + " 的类型是 " + type)
          : new Label(
              "the destination address " + address + " is of type " + type,
              "目的地址 " + address + " 的类型是 " + type);
    }
  }
}
