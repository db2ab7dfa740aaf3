package org.netfilter4j.diagnose;

import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.engine.Value;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Values;

/** Values of fields as people write them: addresses, protocol names, states, flags. */
public final class FieldText {
  private static final String[] STATES = {
    "INVALID", "ESTABLISHED", "RELATED", "NEW", "", "", "UNTRACKED"
  };
  private static final String[] STATUSES = {
    "EXPECTED", "SEEN_REPLY", "ASSURED", "CONFIRMED", "SNAT", "DNAT"
  };
  private static final String[] TCP_FLAGS = {
    "FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"
  };

  private FieldText() {}

  /** How a field's numbers are written. */
  private enum Style {
    DECIMAL,
    HEX,
    ADDRESS,
    PROTOCOL,
    STATE,
    STATUS,
    TCP_FLAGS,
    PACKET_TYPE,
    DIRECTION,
    MAC
  }

  private static Style style(Field field) {
    return switch (field) {
      case Field.Header header ->
          switch (header) {
            case SOURCE_ADDRESS, DESTINATION_ADDRESS -> Style.ADDRESS;
            case PROTOCOL -> Style.PROTOCOL;
            case TCP_FLAGS -> Style.TCP_FLAGS;
            case MAC_SOURCE, MAC_DESTINATION -> Style.MAC;
            case TOS -> Style.HEX;
            case FRAGMENT_OFFSET,
                FRAGMENT,
                TTL,
                SOURCE_PORT,
                DESTINATION_PORT,
                ICMP_TYPE,
                ICMP_CODE ->
                Style.DECIMAL;
          };
      case Field.Meta meta ->
          switch (meta) {
            case MARK, PRIORITY -> Style.HEX;
            case PACKET_TYPE -> Style.PACKET_TYPE;
            case LENGTH -> Style.DECIMAL;
          };
      case Field.Flow flow ->
          switch (flow) {
            case STATE -> Style.STATE;
            case STATUS -> Style.STATUS;
            case MARK -> Style.HEX;
            case DIRECTION -> Style.DIRECTION;
            case ORIGINAL_SOURCE, ORIGINAL_DESTINATION, REPLY_SOURCE, REPLY_DESTINATION ->
                Style.ADDRESS;
            case PROTOCOL -> Style.PROTOCOL;
            case ORIGINAL_SOURCE_PORT,
                ORIGINAL_DESTINATION_PORT,
                REPLY_SOURCE_PORT,
                REPLY_DESTINATION_PORT,
                EXPIRES,
                HELPER ->
                Style.DECIMAL;
          };
      case Field.Interface _ -> Style.DECIMAL;
      case Field.TransportBytes _, Field.TcpOption _, Field.Fact _ -> Style.DECIMAL;
      case Field.Slice _ -> Style.HEX;
    };
  }

  /** A field's value. */
  static String value(Field field, Value value, Family family) {
    if (value.name() != null) {
      return value.name().isEmpty() ? "-" : value.name();
    }
    return number(style(field), value.high(), value.low(), family);
  }

  private static String number(Style style, long high, long low, Family family) {
    return switch (style) {
      case DECIMAL -> Long.toUnsignedString(low);
      case HEX ->
          high == 0
              ? "0x" + Long.toHexString(low)
              : "0x" + Long.toHexString(high) + String.format("%016x", low);
      case ADDRESS ->
          (family == Family.IPV4 ? Address.ipv4(low) : Address.ipv6(high, low)).toString();
      case PROTOCOL -> protocol((int) low);
      case STATE -> bits(low, STATES, "/");
      case STATUS -> bits(low, STATUSES, "+");
      case TCP_FLAGS -> bits(low, TCP_FLAGS, ",");
      case PACKET_TYPE ->
          switch ((int) low) {
            case 0 -> "unicast";
            case 1 -> "broadcast";
            case 2 -> "multicast";
            case 3 -> "otherhost";
            case 5 -> "loopback";
            default -> Long.toUnsignedString(low);
          };
      case DIRECTION -> low == 0 ? "ORIGINAL" : "REPLY";
      case MAC -> mac(low);
    };
  }

  private static String mac(long value) {
    StringBuilder text = new StringBuilder();
    for (int shift = 40; shift >= 0; shift -= 8) {
      text.append(text.isEmpty() ? "" : ":").append(String.format("%02x", value >>> shift & 0xff));
    }
    return text.toString();
  }

  /** The name of a transport protocol, or its number. */
  public static String protocol(int number) {
    return switch (number) {
      case 1 -> "icmp";
      case 2 -> "igmp";
      case 4 -> "ipip";
      case 6 -> "tcp";
      case 17 -> "udp";
      case 33 -> "dccp";
      case 41 -> "ipv6";
      case 47 -> "gre";
      case 50 -> "esp";
      case 51 -> "ah";
      case 58 -> "ipv6-icmp";
      case 89 -> "ospf";
      case 112 -> "vrrp";
      case 132 -> "sctp";
      case 136 -> "udplite";
      default -> Integer.toString(number);
    };
  }

  private static String bits(long value, String[] names, String separator) {
    List<String> set = new ArrayList<>();
    for (int bit = 0; bit < names.length; bit++) {
      if ((value >>> bit & 1) != 0 && !names[bit].isEmpty()) {
        set.add(names[bit]);
      }
    }
    return set.isEmpty() ? "0" : String.join(separator, set);
  }

  /** Whether a test of these values reads as "is X", rather than "is in X" or "is one of X". */
  static boolean isSingle(Values values) {
    return switch (values) {
      case Values.Range range -> range.low() == range.high();
      case Values.Ranges ranges ->
          ranges.ranges().size() == 1 && isSingle(ranges.ranges().getFirst());
      case Values.Masked masked -> masked.mask() == -1L || masked.mask() == 0xffff_ffffL;
      case Values.AnyBit any -> Long.bitCount(any.mask()) == 1;
      case Values.Network network ->
          network.network().prefixLength() == network.network().family().bits();
      case Values.AddressRange range -> range.first().equals(range.last());
      case Values.Name name -> !name.prefix();
    };
  }

  /** The values of a test, as the object of a sentence. */
  static Label values(Field field, Values values, Family family) {
    Style style = style(field);
    return switch (values) {
      case Values.Range range -> same(range(style, range, family));
      case Values.Ranges ranges -> {
        List<String> words = new ArrayList<>();
        for (Values.Range range : ranges.ranges()) {
          words.add(range(style, range, family));
        }
        yield same(String.join(", ", words));
      }
      case Values.Masked masked ->
          masked.mask() == -1L || masked.mask() == 0xffff_ffffL
              ? same(number(style, 0, masked.value(), family))
              : style == Style.TCP_FLAGS
                  ? new Label(
                      number(style, 0, masked.value(), family)
                          + " out of "
                          + number(style, 0, masked.mask(), family),
                      number(style, 0, masked.mask(), family)
                          + " 中只有 "
                          + number(style, 0, masked.value(), family))
                  : same(
                      number(style, 0, masked.value(), family)
                          + "/"
                          + number(Style.HEX, 0, masked.mask(), family));
      case Values.AnyBit any ->
          same(
              switch (style) {
                case STATE -> bits(any.mask(), STATES, ", ");
                case STATUS -> bits(any.mask(), STATUSES, ", ");
                case DECIMAL, HEX, ADDRESS, PROTOCOL, TCP_FLAGS, PACKET_TYPE, DIRECTION, MAC ->
                    number(Style.HEX, 0, any.mask(), family);
              });
      case Values.Network network ->
          same(
              isSingle(network)
                  ? network.network().address().toString()
                  : network.network().toString());
      case Values.AddressRange range -> same(range.first() + "-" + range.last());
      case Values.Name name -> same(name.prefix() ? name.name() + "+" : name.name());
    };
  }

  private static String range(Style style, Values.Range range, Family family) {
    String low = number(style, 0, range.low(), family);
    return range.low() == range.high() ? low : low + "-" + number(style, 0, range.high(), family);
  }

  private static Label same(String text) {
    return new Label(text, text);
  }
}
