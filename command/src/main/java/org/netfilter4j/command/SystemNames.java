package org.netfilter4j.command;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.ConnectionLabels;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.option.AddressSpan;

/**
 * Names from files in the form of /etc/services, /etc/protocols, /etc/passwd, /etc/group,
 * /etc/hosts and /etc/networks. A file is read when the first name is asked for; one that is not
 * there has no names.
 */
public final class SystemNames implements Names {
  private final Path directory;
  private final boolean resolve;
  private @Nullable Services services;
  private @Nullable Protocols protocols;
  private @Nullable Ids users;
  private @Nullable Ids groups;
  private @Nullable Networks networks;
  private final Map<String, Ids> lists = new HashMap<>();
  private @Nullable ConnectionLabels labels;

  private record Services(Map<String, Integer> ports, Map<String, String> names) {}

  private record Ids(Map<String, Long> ids, Map<Long, String> names) {}

  private record Protocols(Map<String, Integer> numbers, Map<Integer, String> names) {}

  private record Networks(Map<String, Address> numbers, Map<Address, String> names) {}

  /**
   * @param directory where the files are: /etc, or a host's own
   * @param resolve whether hosts are looked up by the machine's resolver
   */
  public SystemNames(Path directory, boolean resolve) {
    this.directory = directory;
    this.resolve = resolve;
  }

  /** The names of this machine. */
  public static SystemNames ofMachine() {
    return new SystemNames(Path.of("/etc"), true);
  }

  private void read(String file, Consumer<List<String>> line) {
    NameFile.read(directory.resolve(file), line);
  }

  private synchronized Services services() {
    Services known = services;
    if (known == null) {
      Services read = new Services(new HashMap<>(), new HashMap<>());
      read(
          "services",
          words -> {
            if (words.size() < 2 || words.get(1).indexOf('/') < 1) {
              return;
            }
            String port = words.get(1).substring(0, words.get(1).indexOf('/'));
            String protocol = words.get(1).substring(words.get(1).indexOf('/') + 1);
            int number = (int) Numbers.parse(port, 0, 65535);
            if (number < 0) {
              return;
            }
            read.names.putIfAbsent(number + "/" + protocol, words.getFirst());
            read.names.putIfAbsent(number + "/", words.getFirst());
            for (int i = 0; i < words.size(); i++) {
              if (i != 1) {
                read.ports.putIfAbsent(words.get(i) + "/" + protocol, number);
                read.ports.putIfAbsent(words.get(i) + "/", number);
              }
            }
          });
      known = read;
      services = known;
    }
    return known;
  }

  private synchronized Protocols protocols() {
    Protocols known = protocols;
    if (known == null) {
      Protocols read = new Protocols(new HashMap<>(), new HashMap<>());
      read(
          "protocols",
          words -> {
            if (words.size() < 2) {
              return;
            }
            int number = (int) Numbers.parse(words.get(1), 0, 255);
            if (number < 0) {
              return;
            }
            read.names.putIfAbsent(number, words.getFirst());
            for (int i = 0; i < words.size(); i++) {
              if (i != 1) {
                read.numbers.putIfAbsent(words.get(i), number);
              }
            }
          });
      known = read;
      protocols = known;
    }
    return known;
  }

  @Override
  public OptionalInt port(String service, @Nullable String protocol) {
    Integer port = services().ports.get(service + "/" + (protocol == null ? "" : protocol));
    return port == null ? OptionalInt.empty() : OptionalInt.of(port);
  }

  @Override
  public @Nullable String service(int port, @Nullable String protocol) {
    return services().names.get(port + "/" + (protocol == null ? "" : protocol));
  }

  @Override
  public OptionalInt protocol(String name) {
    Integer number = protocols().numbers.get(name);
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  @Override
  public @Nullable String protocolName(int number) {
    return protocols().names.get(number);
  }

  private Ids ids(String file) {
    Ids ids = new Ids(new HashMap<>(), new HashMap<>());
    read(
        file,
        words -> {
          List<String> fields = fields(String.join(" ", words));
          if (fields.size() > 2) {
            long id = Numbers.parse(fields.get(2), 0, 0);
            if (id >= 0) {
              ids.ids.putIfAbsent(fields.getFirst(), id);
              ids.names.putIfAbsent(id, fields.getFirst());
            }
          }
        });
    return ids;
  }

  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    int start = 0;
    for (int colon = line.indexOf(':'); colon >= 0; colon = line.indexOf(':', start)) {
      fields.add(line.substring(start, colon));
      start = colon + 1;
    }
    fields.add(line.substring(start));
    return fields;
  }

  private static OptionalLong id(Ids ids, String name) {
    Long id = ids.ids.get(name);
    return id == null ? OptionalLong.empty() : OptionalLong.of(id);
  }

  private synchronized Ids users() {
    Ids known = users;
    if (known == null) {
      known = ids("passwd");
      users = known;
    }
    return known;
  }

  private synchronized Ids groups() {
    Ids known = groups;
    if (known == null) {
      known = ids("group");
      groups = known;
    }
    return known;
  }

  @Override
  public OptionalLong user(String name) {
    return id(users(), name);
  }

  @Override
  public OptionalLong group(String name) {
    return id(groups(), name);
  }

  @Override
  public @Nullable String userName(long uid) {
    return users().names.get(uid);
  }

  @Override
  public @Nullable String groupName(long gid) {
    return groups().names.get(gid);
  }

  /** Numbers are decimal or 0x…, up to 255; other lines are passed over, as iproute2 does. */
  private synchronized Ids list(String file) {
    return lists.computeIfAbsent(
        file,
        _ -> {
          Ids ids = new Ids(new HashMap<>(), new HashMap<>());
          read(
              file,
              words -> {
                long id = words.size() < 2 ? -1 : Numbers.parse(words.getFirst(), 0, 255);
                if (id >= 0) {
                  ids.ids.putIfAbsent(words.get(1), id);
                  ids.names.putIfAbsent(id, words.get(1));
                }
              });
          return ids;
        });
  }

  @Override
  public OptionalInt listed(String file, String name) {
    Long number = list(file).ids.get(name);
    return number == null ? OptionalInt.empty() : OptionalInt.of(number.intValue());
  }

  @Override
  public @Nullable String listedName(String file, int number) {
    return list(file).names.get((long) number);
  }

  @Override
  public synchronized @Nullable ConnectionLabels labels() {
    String file = "xtables/connlabel.conf";
    if (labels == null && Files.exists(directory.resolve(file))) {
      ConnectionLabels read = new ConnectionLabels();
      read(
          file,
          words -> {
            int bit = (int) Numbers.parse(words.getFirst(), 0, 127);
            if (bit >= 0 && words.size() > 1) {
              read.add(bit, words.get(1));
            }
          });
      labels = read;
    }
    return labels;
  }

  @Override
  public List<Address> addresses(String host, Family family) {
    List<Address> found = new ArrayList<>();
    read(
        "hosts",
        words -> {
          Address address = Address.parse(family, words.getFirst());
          if (address != null
              && words.subList(1, words.size()).contains(host)
              && !found.contains(address)) {
            found.add(address);
          }
        });
    if (!found.isEmpty() || !resolve || host.isEmpty() || numeric(host)) {
      return found;
    }
    try {
      for (InetAddress each : InetAddress.getAllByName(host)) {
        if (each instanceof Inet4Address == (family == Family.IPV4)) {
          Address address = Address.read(family, each.getAddress(), 0);
          if (!found.contains(address)) {
            found.add(address);
          }
        }
      }
    } catch (UnknownHostException e) {
      // No addresses, then.
    }
    return found;
  }

  /** InetAddress would read "1" and "[::1]" as addresses; names have a letter and no bracket. */
  private static boolean numeric(String host) {
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (c == '[' || c == ':') {
        return true;
      }
      if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') {
        return false;
      }
    }
    return true;
  }

  @Override
  public @Nullable String host(Address address) {
    @Nullable String[] found = new @Nullable String[1];
    read(
        "hosts",
        words -> {
          if (found[0] == null
              && words.size() > 1
              && address.equals(Address.parse(address.family(), words.getFirst()))) {
            found[0] = words.get(1);
          }
        });
    if (found[0] != null || !resolve) {
      return found[0];
    }
    try {
      InetAddress looked = InetAddress.getByAddress(address.toBytes());
      String name = looked.getCanonicalHostName();
      return name.equals(looked.getHostAddress()) ? null : name;
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private synchronized Networks networks() {
    Networks known = networks;
    if (known == null) {
      Networks read = new Networks(new HashMap<>(), new HashMap<>());
      read(
          "networks",
          words -> {
            // Bytes that a number lacks at its end are 0.
            Address number =
                words.size() < 2 ? null : AddressSpan.numeric(words.get(1), Family.IPV4);
            if (number == null) {
              return;
            }
            read.names.putIfAbsent(number, words.getFirst());
            words.remove(1);
            words.forEach(n -> read.numbers.putIfAbsent(n.toLowerCase(Locale.ROOT), number));
          });
      networks = read;
      known = read;
    }
    return known;
  }

  @Override
  public @Nullable String network(Address address) {
    return networks().names.get(address);
  }

  @Override
  public @Nullable Address network(String name) {
    return networks().numbers.get(name.toLowerCase(Locale.ROOT));
  }
}
