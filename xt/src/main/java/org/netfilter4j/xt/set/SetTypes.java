package org.netfilter4j.xt.set;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The index of set types. */
public final class SetTypes {
  /** The names, in the order of {@code ipset help}. */
  public static final List<String> NAMES =
      List.of(
          "list:set",
          "hash:mac",
          "hash:ip,mac",
          "hash:net,iface",
          "hash:net,port",
          "hash:net,port,net",
          "hash:net,net",
          "hash:net",
          "hash:ip,port,net",
          "hash:ip,port,ip",
          "hash:ip,mark",
          "hash:ip,port",
          "hash:ip",
          "bitmap:port",
          "bitmap:ip,mac",
          "bitmap:ip");

  /** Types are made when they are asked for: a program that starts needs few. */
  private static final Map<String, SetType> MADE = new HashMap<>();

  private SetTypes() {}

  private static SetType make(String name) {
    return switch (name) {
      case "bitmap:ip" -> new BitmapIp();
      case "bitmap:ip,mac" -> new BitmapIpMac();
      case "bitmap:port" -> new BitmapPort();
      case "hash:ip" -> new HashIp();
      case "hash:ip,mac" -> new HashIpMac();
      case "hash:ip,mark" -> new HashIpMark();
      case "hash:ip,port" -> new HashIpPort();
      case "hash:ip,port,ip" -> new HashIpPortIp();
      case "hash:ip,port,net" -> new HashIpPortNet();
      case "hash:mac" -> new HashMac();
      case "hash:net" -> new HashNet();
      case "hash:net,iface" -> new HashNetIface();
      case "hash:net,net" -> new HashNetNet();
      case "hash:net,port" -> new HashNetPort();
      case "hash:net,port,net" -> new HashNetPortNet();
      case "list:set" -> new ListSet();
      default -> throw new IllegalStateException("no set type " + name);
    };
  }

  private static synchronized SetType get(String name) {
    SetType made = MADE.get(name);
    if (made == null) {
      made = make(name);
      MADE.put(name, made);
    }
    return made;
  }

  /** All types. */
  public static List<SetType> all() {
    return NAMES.stream().map(SetTypes::get).toList();
  }

  /** The type of that name or alias, or null. */
  public static @Nullable SetType find(String name) {
    if (NAMES.contains(name)) {
      return get(name);
    }
    for (SetType type : all()) {
      if (type.alias().equals(name)) {
        return type;
      }
    }
    return null;
  }
}
