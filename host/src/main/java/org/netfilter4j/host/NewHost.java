package org.netfilter4j.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.MaskedAddress;

/** Makes a host directory by hand: loopback, some interfaces, a default route. */
public final class NewHost {
  private NewHost() {}

  /**
   * An interface with one address.
   *
   * @param prefixLength of the subnet that it is connected to
   */
  public record Interface(String name, Address address, int prefixLength) {
    /**
     * Reads "eth0=192.168.1.10/24".
     *
     * @throws HostException where the text is nothing like it
     */
    public static Interface parse(String text) {
      int equals = text.indexOf('=');
      int slash = text.indexOf('/', Math.max(equals, 0));
      Address address =
          equals < 1 || slash < 0 ? null : Address.parse(text.substring(equals + 1, slash));
      int length = -1;
      if (address != null && text.substring(slash + 1).matches("[0-9]{1,3}")) {
        length = Integer.parseInt(text.substring(slash + 1));
      }
      if (address == null || length < 0 || length > address.family().bits()) {
        throw new HostException(
            "\"" + text + "\" is no interface with its address, as eth0=192.168.1.10/24");
      }
      if (equals > 15) {
        throw new HostException(
            "\"" + text.substring(0, equals) + "\" is longer than 15 characters");
      }
      return new Interface(text.substring(0, equals), address, length);
    }
  }

  /**
   * Makes the directory.
   *
   * @param gateway of the default route, or null for none
   * @throws HostException where the directory exists and is not empty, or can't be written
   */
  public static void make(Path root, List<Interface> interfaces, @Nullable Address gateway) {
    HostDirectory directory = new HostDirectory(root);
    try {
      Files.createDirectories(root);
      try (var files = Files.list(root)) {
        if (files.findAny().isPresent()) {
          throw new HostException(root, "is not empty");
        }
      }
    } catch (IOException e) {
      throw new HostException(root, "can't be made: " + HostDirectory.reason(e));
    }
    write(directory.addresses(), array(links(interfaces)));
    write(directory.routes(), array(routes(interfaces, gateway)));
    write(directory.sysctls(), "net.ipv4.ip_forward = 0\nnet.ipv6.conf.all.forwarding = 0\n");
    write(directory.facts(), "{\"runsFirst\": [\"nft\", \"legacy\"]}\n");
  }

  private static void write(Path file, String text) {
    HostDirectory.replace(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String array(List<String> objects) {
    return "[\n  " + String.join(",\n  ", objects) + "\n]\n";
  }

  private static List<String> links(List<Interface> interfaces) {
    List<String> links = new ArrayList<>();
    links.add(
        """
        {"ifindex": 1, "ifname": "lo", "flags": ["LOOPBACK", "UP", "LOWER_UP"], "mtu": 65536, \
        "link_type": "loopback", "address": "00:00:00:00:00:00", "addr_info": [\
        {"family": "inet", "local": "127.0.0.1", "prefixlen": 8, "scope": "host"}, \
        {"family": "inet6", "local": "::1", "prefixlen": 128, "scope": "host"}]}\
        """);
    List<String> names = interfaces.stream().map(Interface::name).distinct().toList();
    for (String name : names) {
      int index = links.size() + 1;
      List<String> addresses =
          interfaces.stream().filter(i -> i.name.equals(name)).map(NewHost::address).toList();
      links.add(
          """
          {"ifindex": %d, "ifname": "%s", "flags": ["BROADCAST", "MULTICAST", "UP", "LOWER_UP"], \
          "mtu": 1500, "link_type": "ether", "address": "02:00:00:00:00:%02x", "addr_info": [%s]}\
          """
              .formatted(index, name, index & 0xff, String.join(", ", addresses)));
    }
    return links;
  }

  private static String address(Interface made) {
    boolean ipv4 = made.address.family() == Family.IPV4;
    MaskedAddress subnet = MaskedAddress.of(made.address, made.prefixLength);
    String broadcast =
        ipv4 && made.prefixLength < 31 ? ", \"broadcast\": \"" + subnet.last() + "\"" : "";
    return "{\"family\": \"%s\", \"local\": \"%s\", \"prefixlen\": %d%s, \"scope\": \"global\"}"
        .formatted(ipv4 ? "inet" : "inet6", made.address, made.prefixLength, broadcast);
  }

  private static List<String> routes(List<Interface> interfaces, @Nullable Address gateway) {
    List<String> routes = new ArrayList<>();
    for (Interface made : interfaces) {
      MaskedAddress subnet = MaskedAddress.of(made.address, made.prefixLength);
      boolean ipv4 = made.address.family() == Family.IPV4;
      routes.add(
          "{\"dst\": \"%s\", \"dev\": \"%s\", \"protocol\": \"kernel\", %s}"
              .formatted(
                  subnet,
                  made.name,
                  ipv4
                      ? "\"scope\": \"link\", \"prefsrc\": \"" + made.address + "\""
                      : "\"metric\": 256, \"pref\": \"medium\""));
    }
    if (gateway != null) {
      String device = null;
      for (Interface made : interfaces) {
        if (MaskedAddress.of(made.address, made.prefixLength).contains(gateway)) {
          device = made.name;
        }
      }
      if (device == null) {
        throw new HostException("no interface reaches the gateway " + gateway);
      }
      routes.addFirst(
          "{\"dst\": \"default\", \"gateway\": \"%s\", \"dev\": \"%s\"}"
              .formatted(gateway, device));
    }
    return routes;
  }
}
