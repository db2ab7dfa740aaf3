package org.netfilter4j.conformance.route;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.engine.route.Decision;
import org.netfilter4j.engine.route.Link;
import org.netfilter4j.engine.route.Network;
import org.netfilter4j.engine.route.Reason;
import org.netfilter4j.engine.route.Router;
import org.netfilter4j.host.EmbeddedHost;
import org.netfilter4j.host.HostDirectory;
import org.netfilter4j.model.Family;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;

/** The router decides as the kernel's {@code ip route get} does, on generated networks. */
class RoutingTest {
  private static final int NETWORKS = 8;
  private static final int QUESTIONS = 120;

  private static final String NOT_FORWARDED = "not forwarded";

  private static final String RECORD =
      """
      cd "$1"
      # IPv6 routes to the host's own addresses come a little after the addresses.
      for i in $(seq 100); do
        [ $(ip -6 -o addr | wc -l) = $(ip -6 route show table local type local | wc -l) ] && break
        sleep 0.05
      done
      sleep 0.1
      ip -j -d link show > link.json
      ip -j addr show > addr.json
      ip -j route show table all > route.json
      { ip -j rule show; ip -j -6 rule show; } > rule.json
      for f in /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv[46]/conf/*/*; do
        case $f in
          *forward*|*rp_filter|*localnet|*accept_local|*valid_mark|*send_redirects)
            echo "$(echo ${f#/proc/sys/} | tr / .) = $(cat $f)" ;;
        esac
      done > sysctl
      """;

  @Test
  void ipv4() throws IOException {
    compare(Family.IPV4, 20261122);
  }

  @Test
  void ipv6() throws IOException {
    compare(Family.IPV6, 20261123);
  }

  private static void compare(Family family, long seed) throws IOException {
    Oracle.require("ip", "sysctl");
    try (Tally tally = new Tally("routing decisions, " + family)) {
      for (int i = 0; i < NETWORKS; i++) {
        try (Namespace namespace = Namespace.open()) {
          NetworkGenerator generator = new NetworkGenerator(seed + i * 1000L, family);
          Network network = make(namespace, generator);
          List<String> questions = new ArrayList<>();
          List<Command> commands = new ArrayList<>();
          String ip = family == Family.IPV4 ? "ip -4 -j" : "ip -6 -j";
          for (int j = 0; j < QUESTIONS; j++) {
            String question = generator.question();
            questions.add(question);
            commands.add(Command.line(ip + " route get " + question));
          }
          List<Result> judged = namespace.shell().runAll(commands);
          Router router = new Router(network);
          for (int j = 0; j < QUESTIONS; j++) {
            boolean input = questions.get(j).contains(" iif ");
            tally.compare(
                "network " + i + ": " + questions.get(j),
                judgement(judged.get(j), input, family == Family.IPV6 || forwards(network)),
                ours(router, family, questions.get(j)));
          }
        }
      }
      tally.assertAgreement(NETWORKS * QUESTIONS);
    }
  }

  /** Makes a network in a namespace and reads it as a host that was recorded there. */
  static Network make(Namespace namespace, NetworkGenerator generator) throws IOException {
    List<Command> commands = new ArrayList<>();
    commands.add(Command.line("ip link add d0 type veth peer name d1"));
    commands.add(Command.line("ip link add d2 type veth peer name d3"));
    for (int i = 0; i < 4; i++) {
      // Link-local addresses come when they come; the recorded network shall not change.
      commands.add(Command.line("ip link set d" + i + " addrgenmode none"));
      commands.add(Command.line("ip link set d" + i + " up"));
    }
    for (String line : generator.network()) {
      commands.add(Command.line(line));
    }
    for (String line : generator.sysctls()) {
      commands.add(Command.line("sysctl -qw " + line));
    }
    Path directory = Files.createDirectories(namespace.directory().resolve("host"));
    commands.add(Command.script("set -- " + directory + "\n" + RECORD));
    List<Result> results = namespace.shell().runAll(commands);
    results.getLast().orThrow("recording the network");
    return new EmbeddedHost(new HostDirectory(directory)).network();
  }

  private static boolean forwards(Network network) {
    return network.sysctls().on("net.ipv4.ip_forward");
  }

  private static String judgement(Result result, boolean input, boolean forwards) {
    if (result.exit() != 0) {
      String error = result.stderr().replaceFirst("(?s).*(answers|Error): ", "").strip();
      boolean nowhere = error.equals("Network is unreachable") || error.equals("No route to host");
      // Without forwarding it makes no difference what the route would have been.
      return input && !forwards && nowhere ? NOT_FORWARDED : error;
    }
    String json = result.stdout();
    String type = text(json, "\"type\":\"([a-z]+)\"");
    if (type != null && type.equals("unreachable") && json.contains("\"error\":-101")) {
      return "Network is unreachable";
    }
    type = type == null ? "unicast" : type;
    String device = text(json, "\"dev\":\"([a-z0-9]+)\"");
    if (input) {
      // To us an anycast address is one of the host's.
      return switch (type) {
        case "unicast" -> "unicast " + device + gateway(json);
        case "anycast" -> "local";
        default -> type;
      };
    }
    String source = text(json, "\"prefsrc\":\"([^\"]+)\"");
    return type + " " + device + gateway(json) + " src " + source;
  }

  private static String gateway(String json) {
    String gateway = text(json, "\"gateway\":\"([^\"]+)\"");
    return gateway == null ? "" : " via " + gateway;
  }

  private static @Nullable String text(String json, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(json);
    return matcher.find() ? matcher.group(1) : null;
  }

  private static String ours(Router router, Family family, String question) {
    List<String> words = List.of(question.split(" "));
    String from = after(words, "from");
    String in = after(words, "iif");
    String out = after(words, "oif");
    String mark = after(words, "mark");
    Packet packet =
        PacketBuilder.of(family)
            .source(from != null ? from : family == Family.IPV4 ? "0.0.0.0" : "::")
            .destination(words.getFirst())
            .udp(0, 0)
            .mark(mark == null ? 0 : Integer.parseInt(mark))
            .build();
    Decision decision = new Decision();
    if (in != null) {
      router.input(packet, Objects.requireNonNull(router.link(in), in), decision);
    } else {
      router.output(packet, out == null ? null : router.link(out), decision);
    }
    if (decision.reason().way() == Reason.Way.NOWHERE) {
      // What a policy rule makes unreachable has the error of no route.
      boolean byRule = decision.reason() == Reason.UNREACHABLE && decision.route() == null;
      return error(byRule ? Reason.NO_ROUTE : decision.reason());
    }
    String type = decision.reason().name().toLowerCase(Locale.ROOT);
    Link device = decision.out();
    String gateway = decision.gateway() == null ? "" : " via " + decision.gateway();
    if (in != null) {
      return decision.reason() == Reason.UNICAST && device != null
          ? "unicast " + device.name() + gateway
          : type;
    }
    return type
        + " "
        + (device == null ? null : device.name())
        + gateway
        + " src "
        + decision.source();
  }

  private static @Nullable String after(List<String> words, String key) {
    int at = words.indexOf(key);
    return at < 0 ? null : words.get(at + 1);
  }

  /** The errno that the kernel has for a reason. */
  private static String error(Reason reason) {
    return switch (reason) {
      case NO_ROUTE -> "Network is unreachable";
      case UNREACHABLE -> "No route to host";
      case FORWARDING_OFF -> NOT_FORWARDED;
      case PROHIBIT -> "Permission denied";
      case BLACKHOLE,
          REVERSE_PATH,
          NO_WAY_BACK,
          NOT_A_MEMBER,
          MARTIAN_SOURCE,
          MARTIAN_DESTINATION,
          LOOPBACK,
          OWN_SOURCE,
          SOURCE_NOT_UNICAST,
          BAD_SOURCE ->
          "Invalid argument";
      case DEVICE_DOWN -> "Network is down";
      case LOCAL, BROADCAST, MULTICAST, UNICAST -> throw new IllegalStateException("no error");
    };
  }
}
