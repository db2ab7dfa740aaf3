package org.netfilter4j.wire.conntrack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.conntrack.Expectation;
import org.netfilter4j.model.conntrack.Flow;
import org.netfilter4j.model.conntrack.FlowRequest;
import org.netfilter4j.model.conntrack.Labels;
import org.netfilter4j.model.conntrack.Tuple;
import org.netfilter4j.wire.netlink.MalformedMessageException;
import org.netfilter4j.wire.netlink.Message;
import org.netfilter4j.wire.netlink.MessageWriter;

/** Requests read back, and answers that were damaged. */
class FlowCodecTest {
  private static final Address A = Address.ipv4(0x0a000001);
  private static final Address B = Address.ipv6(0xfe80L << 48, 2);

  private static Flow tcp() {
    return Flow.of(Tuple.of(A, A, 6, 1, 2), Tuple.of(A, A, 6, 2, 1).inZone(9)).toBuilder()
        .state(3)
        .status(0xe)
        .timeout(77)
        .mark(0xffff_ffffL)
        .zone(4)
        .labels(new Labels(5, 1L << 63))
        .build();
  }

  private static Flow icmp() {
    return Flow.of(Tuple.icmp(B, B, 58, 128, 0, 5), Tuple.icmp(B, B, 58, 129, 0, 5));
  }

  private static MessageWriter message(Flow flow) {
    MessageWriter out = new MessageWriter();
    out.begin(Attribute.FLOWS, 0, 1, 2, 0);
    FlowWriter.request(out, FlowRequest.of(flow));
    return out.end();
  }

  private static Message only(MessageWriter out) {
    return Message.at(out.array(), 0, out.length());
  }

  @Test
  void whatIsWrittenIsRead() {
    assertThat(FlowReader.read(only(message(tcp())))).isEqualTo(tcp());
    assertThat(FlowReader.read(only(message(icmp())))).isEqualTo(icmp());
    Tuple tuple = Tuple.of(A, A, 17, 0, 53);
    Expectation expectation =
        new Expectation(tuple, tuple, tuple, 300, Flow.ABSENT, 0, Flow.ABSENT, null);
    MessageWriter out = new MessageWriter();
    out.begin(Attribute.EXPECTATIONS, 0, 1, 2, 0);
    FlowWriter.expectation(out, expectation);
    assertThat(ExpectationReader.read(only(out.end()))).isEqualTo(expectation);
  }

  /** Each damaged message is read, or refused as malformed; nothing else. */
  @Test
  void damagedMessages() {
    Random random = new Random(7);
    int refused = 0;
    int read = 0;
    for (int i = 0; i < 50_000; i++) {
      MessageWriter out = message(random.nextBoolean() ? tcp() : icmp());
      byte[] bytes = Arrays.copyOf(out.array(), out.length());
      for (int n = random.nextInt(4); n >= 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
      try {
        Message message = Message.at(bytes, 0, length);
        FlowReader.read(message);
        ExpectationReader.read(message);
        StatisticsReader.flows(message);
        StatisticsReader.expectations(message);
        StatisticsReader.count(message);
        read++;
      } catch (MalformedMessageException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(5000);
    assertThat(read).isGreaterThan(5000);
  }
}
