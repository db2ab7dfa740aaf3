package org.netfilter4j.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.linux.RulesetWatch.Subject;
import org.netfilter4j.model.watch.EventsLost;
import org.netfilter4j.model.watch.RulesetChange;
import org.netfilter4j.model.watch.RulesetEvent;
import org.netfilter4j.wire.conntrack.FlowReader;
import org.netfilter4j.wire.netlink.MalformedMessageException;
import org.netfilter4j.wire.netlink.Message;
import org.netfilter4j.wire.route.AddressMessage;
import org.netfilter4j.wire.route.LinkMessage;
import org.netfilter4j.wire.route.RouteMessage;
import org.netfilter4j.wire.route.RouteRequests;
import org.netfilter4j.wire.route.RuleMessage;

/** Events as they come, too many of them, and messages that no kernel would send. */
class RulesetWatchTest {
  private static final int MUTATIONS = 100_000;
  private static final int NETFILTER_TABLES = 7;
  private static final int NETFILTER_TRACES = 9;

  private Namespace namespace;

  /** What a message is read with. */
  private interface Reader {
    void read(Message message);
  }

  private record Recorded(byte[] bytes, Reader reader) {}

  @BeforeEach
  void open() {
    Oracle.require("iptables-nft", "nft", "ping");
    namespace = Namespace.open();
  }

  @AfterEach
  void close() {
    namespace.close();
  }

  private NetworkNamespace in() {
    return NetworkNamespace.of(namespace.file());
  }

  private static String rules(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "-A INPUT -s 10.0." + i / 256 + "." + i % 256 + "/32 -j ACCEPT\n")
        .collect(Collectors.joining("", "*filter\n", "COMMIT\n"));
  }

  @Test
  void changesComeInTheirOrderAndEndWithTheProgram() {
    try (RulesetWatch watch = RulesetWatch.open(in(), EnumSet.of(Subject.CHANGES))) {
      namespace.shell().run(Command.of("iptables-nft-restore").stdin(rules(3))).orThrow("restore");
      List<RulesetEvent> events = new ArrayList<>();
      do {
        RulesetEvent event = watch.poll(10_000);
        assertThat(event).isNotNull();
        events.add(event);
      } while (!(events.getLast() instanceof RulesetChange.Committed));
      assertThat(events.getFirst()).isInstanceOf(RulesetChange.TableSet.class);
      List<RulesetChange.RuleAdded> added =
          events.stream()
              .filter(RulesetChange.RuleAdded.class::isInstance)
              .map(RulesetChange.RuleAdded.class::cast)
              .toList();
      assertThat(added).hasSize(3);
      assertThat(added.get(0).after()).isZero();
      assertThat(added.get(1).after()).isEqualTo(added.get(0).rule().handle());
      assertThat(added.get(2).after()).isZero();
      assertThat(added).allMatch(RulesetChange.RuleAdded::appended);
      assertThat(added.get(1).rule().complete()).isTrue();
      assertThat(added.get(1).rule().rule().selector().source().toString())
          .isEqualTo("10.0.0.1/32");
      assertThat(((RulesetChange.Committed) events.getLast()).program())
          .isEqualTo("iptables-nft-re");
      assertThat(watch.rule(2, "filter", "INPUT", added.get(2).rule().handle()))
          .isEqualTo(added.get(2).rule());
      assertThat(watch.rule(2, "filter", "INPUT", 1L << 40)).isNull();
      assertThat(watch.interfaceName(1)).isEqualTo("lo");
      assertThat(watch.interfaceName(77)).isNull();
    }
  }

  @Test
  void lostEventsAreSaid() {
    try (RulesetWatch watch = RulesetWatch.open(in(), EnumSet.of(Subject.CHANGES))) {
      // Nothing is read meanwhile.
      for (int i = 0; i < 7; i++) {
        namespace
            .shell()
            .run(Command.of("iptables-nft-restore").stdin(rules(20_000)))
            .orThrow("restore");
      }
      assertThat(hasLost(watch)).isTrue();
      namespace.shell().run("iptables-nft", "-N", "after");
      RulesetEvent event = watch.poll(10_000);
      while (event != null && !event.toString().contains("name=after,")) {
        event = watch.poll(10_000);
      }
      assertThat(event).isInstanceOf(RulesetChange.ChainSet.class);
    }
  }

  private static boolean hasLost(RulesetWatch watch) {
    RulesetEvent event = watch.poll(0);
    boolean lost = false;
    while (event != null) {
      lost |= event instanceof EventsLost;
      event = watch.poll(0);
    }
    return lost;
  }

  @Test
  void closingEndsWhoeverWaits() throws InterruptedException {
    RulesetWatch watch = RulesetWatch.open(in(), EnumSet.allOf(Subject.class));
    Thread thread = watch.start(event -> {});
    Thread.sleep(50);
    watch.close();
    thread.join(5000);
    assertThat(thread.isAlive()).isFalse();
    assertThat(watch.take()).isNull();
  }

  private static void keep(Message message, Reader reader, List<Recorded> into) {
    int end = message.start() + message.length();
    into.add(new Recorded(Arrays.copyOfRange(message.bytes(), message.start(), end), reader));
  }

  private List<Recorded> transcript() {
    EventReader events = new EventReader(new NoSets());
    List<Recorded> all = new ArrayList<>();
    try (NetlinkSocket socket = NetlinkSocket.open(in(), NetlinkSocket.NETFILTER)) {
      socket.receiveRoom(1 << 22);
      socket.join(NETFILTER_TABLES);
      socket.join(NETFILTER_TRACES);
      socket.join(1);
      namespace
          .shell()
          .run(
              Command.script(
                  """
                  iptables-nft -t raw -A OUTPUT -p icmp -j TRACE
                  iptables-nft -A OUTPUT -m conntrack --ctstate NEW -m limit --limit 3/s -j LOG
                  iptables-nft -A OUTPUT -p tcp -m multiport --dports 1,2 -m comment --comment x -j DROP
                  iptables-nft -t nat -A OUTPUT -p udp -j DNAT --to 1.2.3.4:5
                  ip6tables-nft -t mangle -A OUTPUT -m hl --hl-eq 3 -j MARK --set-mark 3
                  nft add table netdev n
                  nft add chain netdev n c '{ type filter hook ingress device lo priority 0; }'
                  nft add rule ip filter OUTPUT ct mark 3 meta length 1-5 counter
                  ping -c1 127.0.0.1
                  nft flush ruleset
                  true\
                  """));
      for (int length = socket.receive(1000); length > 0; length = socket.receive(200)) {
        for (int at = 0; at < length; ) {
          Message message = Message.at(socket.buffer(), at, length);
          at = message.next();
          boolean flow = message.type() >>> 8 == 1;
          keep(message, flow ? FlowReader::read : events::read, all);
        }
      }
    }
    try (NetlinkSocket socket = NetlinkSocket.open(in(), NetlinkSocket.ROUTE)) {
      int number = socket.nextSequence();
      socket.ask(RouteRequests.links(number), number, m -> keep(m, LinkMessage::read, all));
      for (var family : org.netfilter4j.model.Family.values()) {
        int n = socket.nextSequence();
        socket.ask(RouteRequests.addresses(n, family), n, m -> keep(m, AddressMessage::read, all));
        int r = socket.nextSequence();
        socket.ask(RouteRequests.routes(r, family), r, m -> keep(m, RouteMessage::read, all));
        int p = socket.nextSequence();
        socket.ask(RouteRequests.rules(p, family), p, m -> keep(m, RuleMessage::read, all));
      }
    }
    return all;
  }

  @Test
  void whatContradictsItselfIsRefused() {
    List<Recorded> messages = transcript();
    messages.forEach(each -> each.reader().read(Message.at(each.bytes(), 0, each.bytes().length)));
    assertThat(messages).hasSizeGreaterThan(40);
    SplittableRandom random = new SplittableRandom(Long.getLong("nf4j.seed", 5));
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      Recorded each = messages.get(random.nextInt(messages.size()));
      byte[] message = each.bytes().clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        int at = random.nextInt(message.length);
        message[at] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(4) * 255);
      }
      if (random.nextInt(4) == 0) {
        message = Arrays.copyOf(message, random.nextInt(message.length));
      }
      try {
        each.reader().read(Message.at(message, 0, message.length));
      } catch (MalformedMessageException e) {
        refused++;
      }
    }
    System.out.println(messages.size() + " messages, " + refused + " of " + MUTATIONS + " refused");
    assertThat(refused).isBetween(MUTATIONS / 10, MUTATIONS);
  }
}
