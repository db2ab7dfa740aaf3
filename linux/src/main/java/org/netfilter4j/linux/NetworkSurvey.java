package org.netfilter4j.linux;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.wire.netlink.Message;
import org.netfilter4j.wire.netlink.MessageWriter;
import org.netfilter4j.wire.route.AddressMessage;
import org.netfilter4j.wire.route.LinkMessage;
import org.netfilter4j.wire.route.RouteMessage;
import org.netfilter4j.wire.route.RouteRequests;
import org.netfilter4j.wire.route.RuleMessage;
import org.netfilter4j.xt.Names;

/**
 * Links, addresses, routes and policy rules of a network namespace, asked by rtnetlink and told as
 * {@code ip -j} tells them.
 */
final class NetworkSurvey {
  /** How often a dump is asked for anew that other programs' changes interrupt. */
  private static final int ATTEMPTS = 100;

  private final List<LinkMessage> links;
  private final List<AddressMessage> addresses = new ArrayList<>();
  private final List<RouteMessage> routes = new ArrayList<>();
  private final List<RuleMessage> rules = new ArrayList<>();
  private final IpJson json;

  /**
   * Asks for all.
   *
   * @param names of protocols
   * @throws KernelException with what the kernel refused it with
   */
  NetworkSurvey(NetworkNamespace namespace, Names names) {
    try (NetlinkSocket socket = NetlinkSocket.open(namespace, NetlinkSocket.ROUTE)) {
      links = all(socket, RouteRequests::links, LinkMessage::read);
      for (Family family : Family.values()) {
        addresses.addAll(
            all(socket, n -> RouteRequests.addresses(n, family), AddressMessage::read));
        routes.addAll(all(socket, n -> RouteRequests.routes(n, family), RouteMessage::read));
        rules.addAll(all(socket, n -> RouteRequests.rules(n, family), RuleMessage::read));
      }
    }
    routes.removeIf(route -> (route.flags() & RouteMessage.CLONED) != 0);
    json = new IpJson(links, names);
  }

  /** The names of all interfaces by their numbers. */
  static Map<Integer, String> interfaces(NetworkNamespace namespace) {
    Map<Integer, String> names = new HashMap<>();
    try (NetlinkSocket socket = NetlinkSocket.open(namespace, NetlinkSocket.ROUTE)) {
      for (LinkMessage link : all(socket, RouteRequests::links, LinkMessage::read)) {
        names.put(link.index(), link.name());
      }
    }
    return names;
  }

  /** Makes the request with a sequence number. */
  interface Request {
    MessageWriter of(int sequence);
  }

  static <T> List<T> all(
      NetlinkSocket socket, Request request, Function<Message, @Nullable T> reader) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      List<T> found = new ArrayList<>();
      int number = socket.nextSequence();
      try {
        Errno error =
            socket.ask(
                request.of(number),
                number,
                message -> {
                  T read = reader.apply(message);
                  if (read != null) {
                    found.add(read);
                  }
                });
        // A kernel without IPv6 has none of its addresses, routes and rules.
        if (error == null || error == Errno.EAFNOSUPPORT || error == Errno.EOPNOTSUPP) {
          return found;
        }
        throw new KernelException("rtnetlink", error);
      } catch (NetlinkSocket.Interrupted _) {
        // Asked again.
      }
    }
    throw new KernelException("rtnetlink", Errno.EINTR);
  }

  String links() {
    JsonText out = new JsonText().array();
    links.forEach(link -> json.link(out, link));
    return out.endArray().toString();
  }

  String addresses() {
    JsonText out = new JsonText().array();
    links.forEach(link -> json.addresses(out, link, addresses));
    return out.endArray().toString();
  }

  String routes() {
    JsonText out = new JsonText().array();
    routes.forEach(route -> json.route(out, route));
    return out.endArray().toString();
  }

  /** The rules of one family. */
  String rules(Family family) {
    JsonText out = new JsonText().array();
    for (RuleMessage rule : rules) {
      if (rule.family() == family) {
        json.rule(out, rule);
      }
    }
    return out.endArray().toString();
  }
}
