package org.netfilter4j.agent.template;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.linux.HostNetwork;
import org.netfilter4j.linux.HostNetwork.DefaultRoute;
import org.netfilter4j.linux.HostNetwork.Interface;
import org.netfilter4j.linux.HostNetwork.InterfaceAddress;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;

/**
 * What stands between <code>${</code> and <code>}</code>.
 *
 * @param operand after the colon; empty where there is none
 * @param otherwise what stands for it where there is nothing; null where that is an error
 */
record Reference(Kind kind, String operand, @Nullable String otherwise) {
  /** In the place of an interface: the one of the default route. */
  private static final String DEFAULT = "default";

  /** What a reference can ask for. */
  enum Kind {
    /** An environment variable. */
    ENV("env", Operand.VARIABLE, Family.IPV4),
    HOSTNAME("hostname", Operand.NONE, Family.IPV4),
    /** An interface's first address that is global and lasts. */
    ADDRESS("address", Operand.INTERFACE, Family.IPV4),
    ADDRESS6("address6", Operand.INTERFACE, Family.IPV6),
    /** All of an interface's global addresses, with commas. */
    ADDRESSES("addresses", Operand.INTERFACE, Family.IPV4),
    ADDRESSES6("addresses6", Operand.INTERFACE, Family.IPV6),
    /** The network that the first address is in, as 192.168.1.0/24. */
    NETWORK("network", Operand.INTERFACE, Family.IPV4),
    NETWORK6("network6", Operand.INTERFACE, Family.IPV6),
    /** The interface of the default route. */
    INTERFACE("interface", Operand.NONE, Family.IPV4),
    INTERFACE6("interface6", Operand.NONE, Family.IPV6),
    /** The gateway of the default route. */
    GATEWAY("gateway", Operand.NONE, Family.IPV4),
    GATEWAY6("gateway6", Operand.NONE, Family.IPV6);

    private final String word;
    private final Operand operand;
    private final Family family;

    Kind(String word, Operand operand, Family family) {
      this.word = word;
      this.operand = operand;
      this.family = family;
    }
  }

  /** What stands after a kind's colon. */
  private enum Operand {
    NONE,
    VARIABLE,
    INTERFACE
  }

  /**
   * Reads a reference.
   *
   * @throws TemplateException where it is none
   */
  static Reference parse(String text) {
    int dash = text.indexOf(":-");
    String otherwise = dash < 0 ? null : text.substring(dash + 2);
    String name = dash < 0 ? text : text.substring(0, dash);
    int colon = name.indexOf(':');
    String word = colon < 0 ? name : name.substring(0, colon);
    String operand = colon < 0 ? "" : name.substring(colon + 1);
    for (Kind kind : Kind.values()) {
      if (kind.word.equals(word)) {
        check(kind, operand, colon >= 0, text);
        return new Reference(kind, operand, otherwise);
      }
    }
    throw new TemplateException("unknown reference \"${" + text + "}\"; there are " + words());
  }

  private static void check(Kind kind, String operand, boolean has, String text) {
    switch (kind.operand) {
      case NONE -> {
        if (has) {
          throw new TemplateException(
              "\"${" + text + "}\": " + kind.word + " has no operand; see ${" + kind.word + "}");
        }
      }
      case VARIABLE -> {
        if (!isVariable(operand)) {
          throw new TemplateException(
              "\"${" + text + "}\" names no variable; expected ${env:NAME}");
        }
      }
      case INTERFACE -> {
        if (operand.isEmpty()) {
          throw new TemplateException(
              "\"${" + text + "}\" names no interface; expected ${" + kind.word + ":eth0}");
        }
      }
    }
  }

  private static boolean isVariable(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = c == '_' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (!letter && (i == 0 || c < '0' || c > '9')) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  private static String words() {
    StringBuilder words = new StringBuilder();
    for (Kind kind : Kind.values()) {
      words.append(words.isEmpty() ? "" : ", ").append(kind.word);
    }
    return words.toString();
  }

  /**
   * What it stands for.
   *
   * @throws TemplateException where there is no such thing, and nothing is said to stand for it
   */
  String value(Facts facts) {
    if (otherwise == null) {
      return oneLine(found(facts));
    }
    try {
      String found = found(facts);
      // As the shell's ":-": what is set and empty counts as not there.
      return found.isEmpty() ? otherwise : oneLine(found);
    } catch (TemplateException e) {
      return otherwise;
    }
  }

  /** A second line would be a rule that nobody wrote, and would move the lines after it. */
  private String oneLine(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\n' || c == '\r' || c == 0) {
        throw new TemplateException("what " + this + " stands for has more than one line");
      }
    }
    return value;
  }

  private String found(Facts facts) {
    return switch (kind) {
      case ENV -> {
        String value = facts.variable(operand);
        if (value == null) {
          throw new TemplateException("the environment variable " + operand + " is not set");
        }
        yield value;
      }
      case HOSTNAME -> facts.hostName();
      case ADDRESS, ADDRESS6 -> first(facts.network()).address().toString();
      case ADDRESSES, ADDRESSES6 -> all(facts.network());
      case NETWORK, NETWORK6 -> {
        InterfaceAddress first = first(facts.network());
        Address mask = Address.mask(kind.family, first.prefixLength());
        yield first.address().and(mask) + "/" + first.prefixLength();
      }
      case INTERFACE, INTERFACE6 -> route(facts.network()).interfaceName();
      case GATEWAY, GATEWAY6 -> {
        Address gateway = route(facts.network()).gateway();
        if (gateway == null) {
          throw new TemplateException("the " + family() + " default route has no gateway");
        }
        yield gateway.toString();
      }
    };
  }

  private String family() {
    return kind.family == Family.IPV4 ? "IPv4" : "IPv6";
  }

  private DefaultRoute route(HostNetwork network) {
    for (DefaultRoute route : network.defaults()) {
      if (route.family() == kind.family) {
        return route;
      }
    }
    throw new TemplateException("there is no " + family() + " default route");
  }

  private Interface interfaceIn(HostNetwork network) {
    String name = operand.equals(DEFAULT) ? route(network).interfaceName() : operand;
    for (Interface each : network.interfaces()) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    throw new TemplateException("there is no interface " + name);
  }

  private List<InterfaceAddress> global(Interface of) {
    List<InterfaceAddress> found = new ArrayList<>();
    for (InterfaceAddress each : of.addresses()) {
      if (each.address().family() == kind.family && each.global()) {
        found.add(each);
      }
    }
    if (found.isEmpty()) {
      throw new TemplateException(
          "interface " + of.name() + " has no global " + family() + " address");
    }
    return found;
  }

  private InterfaceAddress first(HostNetwork network) {
    List<InterfaceAddress> all = global(interfaceIn(network));
    for (InterfaceAddress each : all) {
      if (each.lasting()) {
        return each;
      }
    }
    return all.getFirst();
  }

  private String all(HostNetwork network) {
    StringBuilder all = new StringBuilder();
    for (InterfaceAddress each : global(interfaceIn(network))) {
      all.append(all.isEmpty() ? "" : ",").append(each.address());
    }
    return all.toString();
  }

  @Override
  public String toString() {
    return "${" + kind.word + (operand.isEmpty() ? "" : ":" + operand) + "}";
  }
}
