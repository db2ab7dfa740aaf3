package org.netfilter4j.engine.route;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.MaskedAddress;

/**
 * A route ({@code ip -j route show table all}).
 *
 * @param table the table's number
 * @param metric lower is better; IPv4 has 0 where none is given, IPv6 1024
 * @param preferredSource {@code prefsrc}, or null
 * @param mtu the route's own MTU in bytes, 0 for the interface's
 * @param hops where to; empty for blackhole, unreachable, prohibit and throw
 */
public record Route(
    Type type,
    MaskedAddress destination,
    int table,
    long metric,
    Scope scope,
    @Nullable Address preferredSource,
    int mtu,
    List<NextHop> hops) {

  /** The tables that have names without a configuration. */
  public static final int TABLE_DEFAULT = 253;

  public static final int TABLE_MAIN = 254;
  public static final int TABLE_LOCAL = 255;

  public Route {
    hops = List.copyOf(hops);
  }

  /** RTN_*. */
  public enum Type {
    UNICAST,
    LOCAL,
    BROADCAST,
    ANYCAST,
    MULTICAST,
    BLACKHOLE,
    UNREACHABLE,
    PROHIBIT,
    THROW;

    /** The word in {@code ip} output. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One way of a route.
   *
   * @param device the interface's name
   * @param via the gateway, of either family; null where the destination is on the link
   * @param weight from 1
   */
  public record NextHop(String device, @Nullable Address via, int weight) {
    public NextHop {
      device = device.intern();
      if (weight < 1) {
        throw new IllegalArgumentException("a next hop's weight is at least 1, not " + weight);
      }
    }
  }

  /** A unicast route of the main table with one next hop. */
  public static Route unicast(MaskedAddress destination, String device, @Nullable Address via) {
    return new Route(
        Type.UNICAST,
        destination,
        TABLE_MAIN,
        destination.family() == Family.IPV4 ? 0 : 1024,
        via == null ? Scope.LINK : Scope.GLOBAL,
        null,
        0,
        List.of(new NextHop(device, via, 1)));
  }

  /** The same in another table. */
  public Route inTable(int number) {
    return new Route(type, destination, number, metric, scope, preferredSource, mtu, hops);
  }

  public Family family() {
    return destination.family();
  }

  /** The number of a table that is named so everywhere, or is a number; else empty. */
  public static OptionalInt tableNumber(String word) {
    return switch (word) {
      case "local" -> OptionalInt.of(TABLE_LOCAL);
      case "main" -> OptionalInt.of(TABLE_MAIN);
      case "default" -> OptionalInt.of(TABLE_DEFAULT);
      default ->
          word.matches("[0-9]{1,9}") ? OptionalInt.of(Integer.parseInt(word)) : OptionalInt.empty();
    };
  }

  /** The table's name, or its number. */
  public static String tableName(int table) {
    return switch (table) {
      case TABLE_LOCAL -> "local";
      case TABLE_MAIN -> "main";
      case TABLE_DEFAULT -> "default";
      default -> Integer.toUnsignedString(table);
    };
  }

  /** As {@code ip route} prints it, without protocol, scope and flags. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    if (type != Type.UNICAST) {
      text.append(type.word()).append(' ');
    }
    text.append(destinationText());
    for (NextHop hop : hops) {
      if (hops.size() > 1) {
        text.append(" nexthop");
      }
      if (hop.via() != null) {
        text.append(" via ").append(hop.via());
      }
      text.append(" dev ").append(hop.device());
    }
    if (preferredSource != null) {
      text.append(" src ").append(preferredSource);
    }
    if (table != TABLE_MAIN) {
      text.append(" table ").append(tableName(table));
    }
    if (metric != 0) {
      text.append(" metric ").append(metric);
    }
    return text.toString();
  }

  private String destinationText() {
    if (destination.isAny()) {
      return "default";
    }
    return destination.prefixLength() == family().bits()
        ? destination.address().toString()
        : destination.toString();
  }
}
