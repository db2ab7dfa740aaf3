package org.netfilter4j.host;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON as {@code ip -j} prints it: arrays of objects, possibly several one after another. */
final class JsonFile {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private JsonFile() {}

  /** The arrays of a file, none where there is no file. */
  static List<List<Item>> arrays(Path file) {
    List<List<Item>> arrays = new ArrayList<>();
    int number = 0;
    for (JsonNode node : values(file)) {
      number++;
      if (!node.isArray()) {
        throw new HostException(
            file, "value " + number + " is not an array, as \"ip -j\" prints one");
      }
      List<Item> items = new ArrayList<>();
      for (JsonNode element : node) {
        // ip -j prints empty objects for what a family filter left out.
        if (element.isObject() && !element.isEmpty()) {
          items.add(new Item(file, "entry " + (items.size() + 1), element));
        } else if (!element.isObject()) {
          throw new HostException(file, "entry " + (items.size() + 1) + " is not an object");
        }
      }
      arrays.add(items);
    }
    return arrays;
  }

  /** The one object of a file, or null where there is no file. */
  static @Nullable Item object(Path file) {
    List<JsonNode> values = values(file);
    if (values.isEmpty()) {
      return null;
    }
    if (!values.getFirst().isObject()) {
      throw new HostException(file, "is not a JSON object");
    }
    return new Item(file, "the object", values.getFirst());
  }

  private static List<JsonNode> values(Path file) {
    String text = HostDirectory.read(file);
    if (text == null) {
      return List.of();
    }
    List<JsonNode> values = new ArrayList<>();
    try (JsonParser parser = MAPPER.createParser(text)) {
      while (parser.nextToken() != null) {
        values.add(parser.readValueAsTree());
      }
    } catch (JacksonException e) {
      String where =
          e.getLocation() == null
              ? ""
              : "line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr()
                  + ": ";
      throw new HostException(file, where + "is not JSON: " + firstLine(e.getOriginalMessage()));
    }
    return values;
  }

  private static String firstLine(@Nullable String text) {
    return text == null ? "" : text.lines().findFirst().orElse("");
  }

  /** One object, with its place for messages. */
  record Item(Path file, String place, JsonNode node) {

    HostException bad(String key, String found, String expected) {
      return new HostException(
          file, place + ": \"" + key + "\" is \"" + found + "\", expected " + expected);
    }

    boolean has(String key) {
      return node.has(key);
    }

    @Nullable Item find(String key) {
      JsonNode value = node.get(key);
      return value == null || value.isNull() ? null : new Item(file, place + "." + key, value);
    }

    String text(String key) {
      JsonNode value = node.get(key);
      if (value == null || !value.isValueNode() || value.isNull()) {
        throw new HostException(file, place + ": \"" + key + "\" is missing");
      }
      return value.asString();
    }

    String text(String key, String otherwise) {
      return node.has(key) ? text(key) : otherwise;
    }

    /** A number, or a text that is one ("0x1"). */
    long number(String key, long otherwise) {
      JsonNode value = node.get(key);
      if (value == null || value.isNull()) {
        return otherwise;
      }
      if (value.isNumber()) {
        return value.longValue();
      }
      try {
        return Long.decode(value.asString());
      } catch (NumberFormatException e) {
        throw bad(key, value.toString(), "a number");
      }
    }

    /** A protocol's number, by number or by one of the names that ip prints. */
    long protocol(String key) {
      String word = text(key, "0");
      return switch (word) {
        case "icmp" -> 1;
        case "igmp" -> 2;
        case "ipencap" -> 4;
        case "tcp" -> 6;
        case "udp" -> 17;
        case "dccp" -> 33;
        case "ipv6" -> 41;
        case "gre" -> 47;
        case "esp" -> 50;
        case "ah" -> 51;
        case "ipv6-icmp" -> 58;
        case "ospf" -> 89;
        case "vrrp" -> 112;
        case "sctp" -> 132;
        case "udplite" -> 136;
        case String _ when word.matches("ipproto-\\d{1,3}") ->
            Long.parseLong(word.substring("ipproto-".length()));
        case String _ -> number(key, 0);
      };
    }

    /** A type of service, by number or by the name of a differentiated service that ip prints. */
    long typeOfService(String key) {
      String word = text(key, "0");
      if (word.matches("AF[1-4][1-3]")) {
        return (word.charAt(2) - '0') << 5 | (word.charAt(3) - '0') << 3;
      }
      if (word.matches("CS[0-7]")) {
        return (word.charAt(2) - '0') << 5;
      }
      return word.equals("EF") ? 0xb8 : number(key, 0);
    }

    boolean flag(String key) {
      JsonNode value = node.get(key);
      return value != null && value.asBoolean(false);
    }

    Address address(String key) {
      String text = text(key);
      Address address = Address.parse(text);
      if (address == null) {
        throw bad(key, text, "an address");
      }
      return address;
    }

    List<Item> list(String key) {
      List<Item> items = new ArrayList<>();
      JsonNode array = node.get(key);
      if (array != null && array.isArray()) {
        for (JsonNode element : array) {
          if (element.isObject() && !element.isEmpty()) {
            items.add(new Item(file, place + "." + key + "[" + (items.size() + 1) + "]", element));
          }
        }
      }
      return items;
    }

    List<String> words(String key) {
      List<String> words = new ArrayList<>();
      JsonNode array = node.get(key);
      if (array != null && array.isArray()) {
        for (JsonNode element : array) {
          words.add(element.asString());
        }
      }
      return words;
    }
  }
}
