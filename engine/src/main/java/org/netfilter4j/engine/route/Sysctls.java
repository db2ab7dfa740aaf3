package org.netfilter4j.engine.route;

import java.util.Map;
import org.netfilter4j.model.Family;

/**
 * Kernel settings by their dotted names ("net.ipv4.ip_forward"), as {@code sysctl -a} prints them;
 * what is not there has the kernel's default.
 */
public record Sysctls(Map<String, String> values) {
  public static final Sysctls DEFAULTS = new Sysctls(Map.of());

  public Sysctls {
    values = Map.copyOf(values);
  }

  /** The setting as a number; {@code otherwise} where it is absent or is no number. */
  public long number(String name, long otherwise) {
    String value = values.get(name);
    if (value == null) {
      return otherwise;
    }
    try {
      return Long.parseLong(value.strip());
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  public boolean on(String name) {
    return number(name, 0) != 0;
  }

  /** A setting of one interface: {@code net.ipv4.conf.eth0.forwarding}. */
  public long device(Family family, String device, String setting, long otherwise) {
    return number(conf(family, device, setting), otherwise);
  }

  /** IN_DEV_MAXCONF: the larger of the setting for "all" and that of the interface. */
  public long largest(Family family, String device, String setting) {
    return Math.max(
        number(conf(family, "all", setting), 0), number(conf(family, device, setting), 0));
  }

  private static String conf(Family family, String device, String setting) {
    // sysctl(8) writes a dot within an interface's name as a slash.
    String version = family == Family.IPV4 ? "ipv4" : "ipv6";
    return "net." + version + ".conf." + device.replace('.', '/') + "." + setting;
  }

  /** The same settings with one more. */
  public Sysctls with(String name, String value) {
    Map<String, String> more = new java.util.HashMap<>(values);
    more.put(name, value);
    return new Sysctls(more);
  }
}
