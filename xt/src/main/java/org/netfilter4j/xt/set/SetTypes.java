package org.netfilter4j.xt.set;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The index of set types. */
public final class SetTypes {
  /** The names, in the order of {@code ipset help}. */
  public static final List<String> NAMES =
      List.of("list:set", "hash:net,port", "hash:net", "hash:ip,port", "hash:ip", "bitmap:port");

  private static final List<SetType> ALL = new ArrayList<>();

  private SetTypes() {}

  private static SetType make(String name) {
    return switch (name) {
      case "bitmap:port" -> new BitmapPort();
      case "hash:ip" -> new HashIp();
      case "hash:ip,port" -> new HashIpPort();
      case "hash:net" -> new HashNet();
      case "hash:net,port" -> new HashNetPort();
      case "list:set" -> new ListSet();
      default -> throw new IllegalStateException("no set type " + name);
    };
  }

  /** All types. */
  public static synchronized List<SetType> all() {
    if (ALL.isEmpty()) {
      for (String name : NAMES) {
        ALL.add(make(name));
      }
    }
    return ALL;
  }

  /** The type of that name or alias, or null. */
  public static @Nullable SetType find(String name) {
    for (SetType type : all()) {
      if (type.name().equals(name) || type.aliases().contains(name)) {
        return type;
      }
    }
    return null;
  }
}
