package org.netfilter4j.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.wire.ipset.IpsetMessage;
import org.netfilter4j.wire.netlink.MalformedMessageException;
import org.netfilter4j.wire.netlink.Message;
import org.netfilter4j.wire.netlink.MessageWriter;
import org.netfilter4j.xt.set.SetDescription;
import org.netfilter4j.xt.set.SetEntry;
import org.netfilter4j.xt.set.SetListing;
import org.netfilter4j.xt.set.SetRefused;
import org.netfilter4j.xt.set.SetVerb;

/** Sets as the kernel tells of them, and as no kernel would. */
class SetReaderTest {
  private static final int MUTATIONS = 200_000;

  /** Counts what it is shown. */
  private static final class Counter implements SetListing {
    int sets;
    int elements;

    @Override
    public void name(String name) {}

    @Override
    public void set(SetDescription set) {
      sets++;
    }

    @Override
    public void element(SetEntry entry) {
      elements++;
    }
  }

  private static List<byte[]> transcript() {
    List<byte[]> messages = new ArrayList<>();
    try (Namespace namespace = Namespace.open()) {
      namespace
          .shell()
          .run(
              Command.line("ipset restore")
                  .stdin(
                      """
                      create a hash:ip,port,net timeout 60 counters comment skbinfo
                      add a 1.2.3.4,tcp:80,10.0.0.0/8 comment "x y" skbmark 0x1/0xff skbprio 1:2 skbqueue 3
                      add a 1.2.3.5,icmp:3/1,10.0.0.0/9 nomatch
                      create b hash:net,iface family inet6
                      add b 2001:db8::/32,physdev:eth0
                      create c bitmap:ip,mac range 10.0.0.0/24
                      add c 10.0.0.1,02:00:00:00:00:01
                      create d bitmap:port range 1-9
                      add d 4
                      create e hash:ip netmask 24
                      add e 10.1.2.3
                      create l list:set
                      add l a
                      add l e
                      """))
          .orThrow("ipset restore");
      try (IpsetSocket kernel = new IpsetSocket(NetworkNamespace.of(namespace.file()))) {
        kernel.begin(IpsetMessage.LIST, MessageWriter.NLM_F_ACK | MessageWriter.NLM_F_DUMP);
        kernel.ask(
            SetVerb.LIST,
            null,
            message ->
                messages.add(
                    Arrays.copyOfRange(
                        message.bytes(), message.start(), message.start() + message.length())));
      }
    }
    return messages;
  }

  private static void read(byte[] message, Counter counter) {
    new SetReader(counter, SetListing.Detail.ALL).message(Message.at(message, 0, message.length));
  }

  @Test
  void whatContradictsItselfIsRefused() {
    Oracle.requireKernel("ipset", "create", "x", "hash:ip", "netmask", "24");
    List<byte[]> messages = transcript();
    Counter whole = new Counter();
    messages.forEach(message -> read(message, whole));
    assertThat(whole.sets).isEqualTo(6);
    assertThat(whole.elements).isEqualTo(8);
    SplittableRandom random = new SplittableRandom(Long.getLong("nf4j.seed", 3));
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] message = messages.get(random.nextInt(messages.size())).clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        message[random.nextInt(message.length)] = (byte) random.nextInt(256);
      }
      if (random.nextInt(4) == 0) {
        message = Arrays.copyOf(message, random.nextInt(message.length));
      }
      try {
        read(message, new Counter());
      } catch (MalformedMessageException | SetRefused e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(MUTATIONS / 10, MUTATIONS);
  }
}
