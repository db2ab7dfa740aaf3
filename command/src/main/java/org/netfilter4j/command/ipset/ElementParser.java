package org.netfilter4j.command.ipset;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.set.ElementPart;
import org.netfilter4j.xt.set.SetEntry;
import org.netfilter4j.xt.set.SetType;

/** Reads an element such as {@code 10.0.0.0/8,tcp:80-90}. */
final class ElementParser {
  static final int MAX_NAME = 31;
  private static final int MAX_INTERFACE = 15;
  private static final String PHYSICAL = "physdev:";
  private static final List<String> ORDINALS = List.of("First", "Second", "Third");
  private static final List<String> COUNTS = List.of("none", "one", "two", "three");

  private final SetType type;
  private final AddressParser addresses;
  private final PortParser ports;
  private final SetEntry entry = new SetEntry();

  private ElementParser(
      SetType type, @Nullable Family family, Names names, Consumer<String> warnings) {
    this.type = type;
    addresses = new AddressParser(family == null ? Family.IPV4 : family, names, warnings);
    ports = new PortParser(family, names);
  }

  /** Reads an element of a set of that type and family, null for types without. */
  static SetEntry parse(
      String text, SetType type, @Nullable Family family, Names names, Consumer<String> warnings) {
    ElementParser parser = new ElementParser(type, family, names, warnings);
    parser.element(text);
    return parser.entry;
  }

  private void element(String text) {
    List<ElementPart> parts = type.parts();
    if (parts.getFirst() == ElementPart.SET) {
      member(text);
      return;
    }
    List<String> texts = split(text, parts.size());
    for (int i = 0; i < texts.size(); i++) {
      part(parts.get(i), texts.get(i));
    }
  }

  /** The texts between commas, as many as there are parts. */
  private List<String> split(String text, int parts) {
    List<String> texts = new ArrayList<>();
    String rest = text;
    for (int comma = AddressParser.separator(rest, ',');
        comma >= 0 && texts.size() < parts;
        comma = AddressParser.separator(rest, ',')) {
      texts.add(rest.substring(0, comma));
      rest = rest.substring(comma + 1);
    }
    if (texts.size() == parts) {
      throw IpsetRejected.syntax(
          (parts == 1
                  ? "Elem separator"
                  : parts == 2 ? "Two elem separators" : "Three elem separators")
              + " in "
              + text
              + ", but settype "
              + type.name()
              + " supports "
              + COUNTS.get(parts - 1)
              + ".");
    }
    texts.add(rest);
    if (texts.size() < parts && !type.isLastPartOptional()) {
      throw IpsetRejected.syntax(
          ORDINALS.get(texts.size()) + " element is missing from " + text + ".");
    }
    return texts;
  }

  private void part(ElementPart part, String text) {
    switch (part) {
      case IP, SINGLE_IP, NET -> address(addresses.parse(part, text));
      case PROTO_PORT -> ports.protocolAndPort(text, entry);
      case PORT -> ports.port(text, entry);
      case MAC -> entry.ether = ether(text);
      case MARK -> {
        entry.packetMark = Numbers.parse32(text);
        entry.hasPacketMark = true;
      }
      case IFACE -> networkInterface(text);
      case SET -> member(text);
    }
  }

  private void address(AddressParser.Range range) {
    if (entry.ip == null) {
      entry.ip = range.first();
      entry.ipTo = range.last();
      entry.cidr = range.cidr();
    } else {
      entry.ip2 = range.first();
      entry.ip2To = range.last();
      entry.cidr2 = range.cidr();
    }
  }

  /**
   * Six hexadecimal numbers between colons, as strtol(3) reads them: none at all is 0, and a sign
   * or blanks may stand before one.
   */
  private static long ether(String text) {
    String[] bytes = text.split(":", -1);
    long mac = 0;
    boolean good = bytes.length == 6 && text.length() <= 17;
    for (int i = 0; i < bytes.length && good; i++) {
      int value = Numbers.hexByte(bytes[i]);
      good = value >= 0;
      mac = mac << 8 | value;
    }
    if (!good) {
      throw IpsetRejected.syntax("cannot parse '" + text + "' as ethernet address");
    }
    return mac;
  }

  private void networkInterface(String text) {
    entry.physical = text.startsWith(PHYSICAL);
    String name = entry.physical ? text.substring(PHYSICAL.length()) : text;
    if (name.getBytes(StandardCharsets.UTF_8).length > MAX_INTERFACE) {
      throw IpsetRejected.syntax(
          "interface name '" + name + "' is longer than " + MAX_INTERFACE + " characters");
    }
    entry.iface = name;
  }

  // Sets.

  private void member(String text) {
    int comma = AddressParser.separator(text, ',');
    if (comma < 0) {
      entry.name = name(text);
      return;
    }
    String rest = text.substring(comma + 1);
    int second = AddressParser.separator(rest, ',');
    String place = second < 0 ? "" : rest.substring(0, second);
    if (!place.equals("before") && !place.equals("after")) {
      throw IpsetRejected.other("you must specify elements as setname,[before|after],setname");
    }
    entry.name = name(text.substring(0, comma));
    entry.reference = name(rest.substring(second + 1));
    entry.place = place.equals("before") ? SetEntry.Place.BEFORE : SetEntry.Place.AFTER;
  }

  /** The name of a set, of at most 31 characters. */
  static String name(String text) {
    if (text.length() > MAX_NAME) {
      throw IpsetRejected.syntax(
          "setname '" + text + "' is longer than " + MAX_NAME + " characters");
    }
    return text;
  }
}
