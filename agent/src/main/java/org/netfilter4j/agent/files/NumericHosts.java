package org.netfilter4j.agent.files;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.ConnectionLabels;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.Rejected;

/**
 * A machine's names without those of hosts: what a name server says now, and another time, is
 * nothing that rules can be kept by.
 */
record NumericHosts(Names names) implements Names {
  @Override
  public List<Address> addresses(String host, Family family) {
    throw Rejected.parameter(
        "host name `" + host + "': an address must stand here, the agent asks no name server");
  }

  @Override
  public @Nullable String host(Address address) {
    return null;
  }

  @Override
  public OptionalInt port(String service, @Nullable String protocol) {
    return names.port(service, protocol);
  }

  @Override
  public @Nullable String service(int port, @Nullable String protocol) {
    return names.service(port, protocol);
  }

  @Override
  public OptionalInt protocol(String name) {
    return names.protocol(name);
  }

  @Override
  public @Nullable String protocolName(int number) {
    return names.protocolName(number);
  }

  @Override
  public OptionalLong user(String name) {
    return names.user(name);
  }

  @Override
  public OptionalLong group(String name) {
    return names.group(name);
  }

  @Override
  public @Nullable String userName(long uid) {
    return names.userName(uid);
  }

  @Override
  public @Nullable String groupName(long gid) {
    return names.groupName(gid);
  }

  @Override
  public @Nullable ConnectionLabels labels() {
    return names.labels();
  }

  @Override
  public OptionalInt listed(String file, String name) {
    return names.listed(file, name);
  }

  @Override
  public @Nullable String listedName(String file, int number) {
    return names.listedName(file, number);
  }
}
