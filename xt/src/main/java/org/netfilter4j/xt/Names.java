package org.netfilter4j.xt;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;

/**
 * The names of numbers: /etc/services, /etc/protocols, users, groups, hosts. An embedded host may
 * bring its own. A file is read when the first name is asked for.
 */
public interface Names {
  /**
   * The port of a service.
   *
   * @param protocol "tcp", "udp" …; null for any
   */
  OptionalInt port(String service, @Nullable String protocol);

  /** The service of a port, or null. */
  @Nullable String service(int port, @Nullable String protocol);

  /** The number of a protocol's name in /etc/protocols. */
  OptionalInt protocol(String name);

  /** The name of a protocol in /etc/protocols, or null. */
  @Nullable String protocolName(int number);

  OptionalLong user(String name);

  OptionalLong group(String name);

  /** The name of a user, or null. */
  @Nullable String userName(long uid);

  /** The name of a group, or null. */
  @Nullable String groupName(long gid);

  /** The addresses of a host name, possibly none. */
  List<Address> addresses(String host, Family family);

  /** The connection labels of /etc/xtables/connlabel.conf; null where there is no such file. */
  default @Nullable ConnectionLabels labels() {
    return null;
  }

  /** The host name of an address, or null. */
  @Nullable String host(Address address);

  /**
   * The number of a name in a file of lines {@code number name}, as iproute2 has them; numbers are
   * 0 to 255.
   *
   * @param file its path below the directory of names, {@code iproute2/group}
   */
  default OptionalInt listed(String file, String name) {
    return OptionalInt.empty();
  }

  /** The first name of a number in such a file, or null. */
  default @Nullable String listedName(String file, int number) {
    return null;
  }

  /** The name of an IPv4 network in /etc/networks, or null. */
  default @Nullable String network(Address address) {
    return null;
  }

  /** The address of an IPv4 network by its name in /etc/networks, or null. */
  default @Nullable Address network(String name) {
    return null;
  }

  /** The name of a host, or else of a network, of that address; null where it has none. */
  default @Nullable String anyName(Address address) {
    String host = host(address);
    return host == null ? network(address) : host;
  }
}
