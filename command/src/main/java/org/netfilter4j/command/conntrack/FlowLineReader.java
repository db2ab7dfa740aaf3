package org.netfilter4j.command.conntrack;

import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.conntrack.Flow;
import org.netfilter4j.model.conntrack.FlowBuilder;
import org.netfilter4j.model.conntrack.FlowStatus;
import org.netfilter4j.model.conntrack.Labels;
import org.netfilter4j.model.conntrack.Tuple;
import org.netfilter4j.xt.ConnectionLabels;

/** Reads one line of {@link FlowText}. */
final class FlowLineReader {
  private static final long MAX32 = 0xffff_ffffL;

  private final List<String> words = new ArrayList<>();
  private final @Nullable ConnectionLabels names;
  private final FlowBuilder flow = new FlowBuilder();

  /** The tuple of each direction that began, and which of them is being read. */
  private final TupleDraft[] tuples = {new TupleDraft(), new TupleDraft()};

  private final long[] packets = {Flow.ABSENT, Flow.ABSENT};
  private final long[] bytes = {Flow.ABSENT, Flow.ABSENT};
  private int direction = -1;
  private int protocol;

  /** Whether the tuples are over: an id is the connection's own from here on. */
  private boolean afterTuples;

  private long shown = FlowStatus.CONFIRMED | FlowStatus.SEEN_REPLY;
  private long status = Flow.ABSENT;

  FlowLineReader(String line, @Nullable ConnectionLabels names) {
    this.names = names;
    for (StringTokenizer all = new StringTokenizer(line); all.hasMoreTokens(); ) {
      words.add(all.nextToken());
    }
  }

  Flow read() {
    int next = 0;
    if (word(0).equals("ipv4") || word(0).equals("ipv6")) {
      next = 2;
    }
    next++;
    protocol = (int) number(word(next++), 0xff);
    if (isNumber(word(next))) {
      flow.timeout(number(word(next++), MAX32));
    }
    String state = word(next);
    if (!state.contains("=") && !state.startsWith("[")) {
      state(state);
      next++;
    }
    flow.mark(0).use(1);
    while (next < words.size()) {
      word(words.get(next++), next);
    }
    if (direction != 1) {
      throw expected("src= of both directions", "the end of the line");
    }
    return finish();
  }

  private String word(int index) {
    if (index >= words.size()) {
      throw expected("more", "the end of the line");
    }
    return words.get(index);
  }

  private void state(String name) {
    ProtocolWords of = ProtocolWords.of(protocol);
    int state = of == null ? -1 : ProtocolStates.of(of).indexOf(name);
    if (state < 0) {
      throw expected("a state or src=", name);
    }
    flow.state(state);
  }

  private Flow finish() {
    for (TupleDraft tuple : tuples) {
      tuple.protocol = protocol;
      if (tuple.source == null || tuple.destination == null) {
        throw expected("src= and dst= of both directions", "the end of the line");
      }
    }
    Tuple original = tuples[0].tuple();
    Tuple reply = tuples[1].tuple();
    if (original.family() != reply.family()) {
      throw expected("addresses of one family", words.toString());
    }
    flow.original(original).reply(reply);
    flow.originalCounters(counters(0)).replyCounters(counters(1));
    flow.status(shown);
    return flow.status(status == Flow.ABSENT ? FlowText.status(flow.build()) : status).build();
  }

  private @Nullable Counters counters(int of) {
    return packets[of] < 0 || bytes[of] < 0 ? null : new Counters(packets[of], bytes[of]);
  }

  private void word(String word, int next) {
    int equals = word.indexOf('=');
    switch (word) {
      case "[UNREPLIED]" -> shown &= ~FlowStatus.SEEN_REPLY;
      case "[ASSURED]" -> shown |= FlowStatus.ASSURED;
      case "[OFFLOAD]" -> shown |= FlowStatus.OFFLOAD | FlowStatus.ASSURED;
      case "[HW_OFFLOAD]" ->
          shown |= FlowStatus.HW_OFFLOAD | FlowStatus.OFFLOAD | FlowStatus.ASSURED;
      default -> {
        if (equals > 0) {
          pair(word.substring(0, equals), word.substring(equals + 1));
        } else if (next <= 1 || !isOfTime(next - 1)) {
          throw expected("name=value or a flag in brackets", word);
        }
      }
    }
  }

  /** Whether a word stands between "[start=" or "[stop=" and the bracket that closes it. */
  private boolean isOfTime(int at) {
    for (int i = at; i >= 0; i--) {
      String word = words.get(i);
      if (word.startsWith("[start=") || word.startsWith("[stop=")) {
        return true;
      }
      if (i < at && word.endsWith("]")) {
        return false;
      }
    }
    return false;
  }

  private void pair(String name, String value) {
    switch (name) {
      case "src" -> {
        if (++direction > 1) {
          throw expected("src= of two directions", "a third");
        }
        Address address = address(value);
        tuple().family = address.family();
        tuple().source = address;
      }
      case "dst" -> tuple().destination = address(value);
      case "sport" -> tuple().sourcePort = (int) number(value, 0xffff);
      case "dport" -> tuple().destinationPort = (int) number(value, 0xffff);
      case "srckey" -> tuple().sourcePort = (int) number(value, 0xffff);
      case "dstkey" -> tuple().destinationPort = (int) number(value, 0xffff);
      case "type" -> tuple().icmpType = (int) number(value, 0xff);
      case "code" -> tuple().icmpCode = (int) number(value, 0xff);
      case "id" -> {
        if (afterTuples || tuple().icmpType == Flow.ABSENT) {
          flow.id(number(value, MAX32));
        } else {
          tuple().icmpId = (int) number(value, 0xffff);
        }
      }
      case "zone-orig" -> tuple().zone = (int) number(value, 0xffff);
      case "zone-reply" -> tuple().zone = (int) number(value, 0xffff);
      case "packets" -> packets[counted()] = number(value, Long.MAX_VALUE);
      case "bytes" -> bytes[counted()] = number(value, Long.MAX_VALUE);
      case "mark" -> {
        afterTuples = true;
        flow.mark(number(value, MAX32));
      }
      case "zone" -> flow.zone((int) number(value, 0xffff));
      case "secmark" -> flow.secmark(number(value, MAX32));
      case "secctx" -> flow.securityContext(value);
      case "helper" -> flow.helper(value);
      case "use" -> flow.use(number(value, MAX32));
      case FlowText.LABELS -> flow.labels(labels(value));
      case FlowText.ORIGINAL_TAG -> flow.originalTag(number(value, MAX32));
      case FlowText.REPLY_TAG -> flow.replyTag(number(value, MAX32));
      case FlowText.STATUS -> status = number(value, MAX32);
      default -> {} // delta-time= and what others add.
    }
  }

  private TupleDraft tuple() {
    return tuples[counted()];
  }

  private int counted() {
    if (direction < 0) {
      throw expected("src= first", words.toString());
    }
    return direction;
  }

  private Labels labels(String list) {
    Labels labels = Labels.NONE;
    for (String name : list.split(",", -1)) {
      Integer bit = names == null ? null : names.bit(name);
      if (bit == null && !name.isEmpty() && name.charAt(0) == FlowText.BIT) {
        bit = (int) number(name.substring(1), Labels.BITS - 1);
      }
      if (bit == null) {
        throw expected("names of labels", name);
      }
      labels = labels.with(bit);
    }
    return labels;
  }

  private static Address address(String text) {
    Address address = Address.parse(text);
    if (address == null) {
      throw expected("an address", text);
    }
    return address;
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.charAt(0) >= '0' && text.charAt(0) <= '9';
  }

  private static long number(String text, long most) {
    try {
      long value =
          text.startsWith("0x") ? Long.parseLong(text.substring(2), 16) : Long.parseLong(text);
      if (value >= 0 && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, as for numbers out of range.
    }
    throw expected("a number from 0 to " + most, text);
  }

  private static IllegalArgumentException expected(String what, String found) {
    return new IllegalArgumentException("expected " + what + ", not " + found);
  }
}
