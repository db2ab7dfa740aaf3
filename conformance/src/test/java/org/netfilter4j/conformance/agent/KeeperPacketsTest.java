package org.netfilter4j.conformance.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.agent.files.Wanted;
import org.netfilter4j.agent.keep.Counted;
import org.netfilter4j.agent.keep.Keeper;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.linux.InNamespace;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.model.Mode;

/**
 * Packets that come all the time, while rules and sets change two hundred times: both states drop
 * them, each by chains, rules and elements that the other does not have, so whatever gets through
 * has met half of one.
 */
class KeeperPacketsTest {
  private static final int APPLIES = 200;
  private static final int PORT = 9000;

  @BeforeAll
  static void judges() {
    Oracle.require("iptables-nft", "iptables-legacy", "ipset");
  }

  private static Wanted state(KeeperBench bench, int number) {
    boolean odd = number % 2 == 1;
    StringBuilder sets = new StringBuilder();
    sets.append("create local hash:").append(number % 3 == 0 ? "ip" : "net").append('\n');
    sets.append("create more hash:ip maxelem ").append(200 + number % 5).append('\n');
    for (int i = 0; i < 50; i++) {
      String address = "10." + number % 7 + ".0." + (i + 1);
      sets.append("add local ").append(address).append("\nadd more ").append(address).append('\n');
    }
    sets.append("add local 127.0.0.1\nadd more 127.0.0.1\n");
    String rules =
        odd
            ? """
            *filter
            :FIRST - [0:0]
            :COMMON - [0:0]
            -A COMMON -p tcp --dport 1 -j ACCEPT
            -A COMMON -m set --match-set local src -j FIRST
            -A COMMON -j RETURN
            -A FIRST -p udp --dport 9000 -j DROP
            -I INPUT -i lo -j COMMON
            COMMIT
            """
            : """
            *filter
            :COMMON - [0:0]
            :SECOND - [0:0]
            -A SECOND -p tcp -j RETURN
            -A SECOND -m set --match-set more src -m set --match-set local src -j DROP
            -A COMMON -p udp -j SECOND
            -I INPUT -j COMMON
            COMMIT
            """;
    return bench.wanted("1.ipset", sets.toString(), "2.v4", rules);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void meetTheOldRulesOrTheNew(Mode mode) throws IOException, InterruptedException {
    try (KeeperBench bench = new KeeperBench(mode);
        Keeper keeper = bench.keeper()) {
      bench.tool("iptables -A INPUT -p udp --dport " + PORT + " -j ACCEPT");
      NetworkNamespace namespace = NetworkNamespace.of(bench.namespace.file());
      keeper.apply(state(bench, 0));
      AtomicBoolean over = new AtomicBoolean();
      Thread sender =
          Thread.ofPlatform()
              .start(() ->
                  InNamespace.call(
                      namespace,
                      () -> {
                        send(over);
                        return 0;
                      }));
      for (int i = 1; i <= APPLIES; i++) {
        assertThat(keeper.apply(state(bench, i)).changed()).isTrue();
      }
      // The rules of the last state have just begun to count.
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (dropped(keeper) <= 10 && System.nanoTime() < end) {
        Thread.sleep(20);
      }
      over.set(true);
      sender.join();
      String counted =
          bench
              .tool("iptables-save -c")
              .lines()
              .filter(line -> line.contains("--dport 9000 -j ACCEPT"))
              .findFirst()
              .orElseThrow();
      assertThat(counted).as("what got through").startsWith("[0:0] ");
      assertThat(dropped(keeper)).as("what was dropped").isGreaterThan(10);
    }
  }

  private static long dropped(Keeper keeper) {
    long packets = 0;
    for (Counted rule : keeper.counted()) {
      packets += rule.drops() ? rule.counters().packets() : 0;
    }
    return packets;
  }

  private static void send(AtomicBoolean over) {
    byte[] bytes = new byte[32];
    try (DatagramSocket socket = new DatagramSocket()) {
      InetAddress local = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      DatagramPacket packet = new DatagramPacket(bytes, bytes.length, local, PORT);
      while (!over.get()) {
        socket.send(packet);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
