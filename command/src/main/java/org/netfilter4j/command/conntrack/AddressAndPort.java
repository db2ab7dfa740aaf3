package org.netfilter4j.command.conntrack;

import org.jspecify.annotations.Nullable;

/**
 * What {@code -n}, {@code -g} and {@code -j} take: {@code 192.0.2.1:80}, {@code [2001:db8::1]:80},
 * or an address alone.
 *
 * @param portText null where there is none
 */
record AddressAndPort(String address, @Nullable String portText) {
  static AddressAndPort split(String text) {
    String address;
    int colon;
    int open = text.indexOf('[');
    if (open >= 0) {
      int close = text.indexOf(']', open + 1);
      if (close == open + 1) {
        throw ConntrackRejected.parameter("No IPv6 address specified");
      }
      if (close < 0) {
        throw ConntrackRejected.parameter("No closing ']' around IPv6 address");
      }
      colon = text.indexOf(':', close);
      address = text.substring(open + 1, close);
    } else {
      colon = text.indexOf(':');
      if (colon >= 0 && text.indexOf(':', colon + 1) >= 0) {
        // An IPv6 address without a port.
        colon = -1;
      }
      address = colon < 0 ? text : text.substring(0, colon);
    }
    if (colon < 0) {
      return new AddressAndPort(text, null);
    }
    String port = text.substring(colon + 1);
    if (port.isEmpty()) {
      throw ConntrackRejected.parameter("No port specified after `:'");
    }
    if (!isPort(port)) {
      throw ConntrackRejected.parameter("Invalid port `" + port + "'");
    }
    return new AddressAndPort(address, port);
  }

  private static boolean isPort(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return LeadingLong.decimal(text) <= 0xffff;
  }

  /** The port; the other one where none stands here. */
  int port(int otherwise) {
    return portText == null ? otherwise : LeadingLong.port(portText);
  }
}
