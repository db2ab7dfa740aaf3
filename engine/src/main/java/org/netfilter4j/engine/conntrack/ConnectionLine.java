package org.netfilter4j.engine.conntrack;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.conntrack.FlowStatus;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.xt.lower.Context.Template.ZoneDirection;

/** Reads one line of {@link ConnectionText}. */
final class ConnectionLine {
  private static final long SECOND = 1_000_000_000L;

  private final String[] words;
  private final int number;
  private int next;

  private final FlowTuple[] tuples = {new FlowTuple(), new FlowTuple()};
  private final long[] packets = new long[2];
  private final long[] bytes = new long[2];

  /** −1 before the first "src=", then 0 or 1. */
  private int direction = -1;

  private int protocol;
  private int status = FlowStatus.SEEN_REPLY;
  private boolean accounted;
  private int mark;
  private int zone;
  private ZoneDirection zoneDirection = ZoneDirection.BOTH;
  private String helper = "";
  private String state = "";

  ConnectionLine(String line, int number) {
    words = line.strip().split("\\s+");
    this.number = number;
  }

  ConnectionEntry read(Settings settings, long now) throws ConnectionTextException {
    @Nullable Family family = family();
    take("the name of a protocol");
    protocol = (int) number(take("the number of a protocol"), 10, 0, 255);
    long seconds = -1;
    if (next < words.length && isNumber(words[next])) {
      seconds = number(words[next++], 10, 0, 0xffff_ffffL);
    }
    while (next < words.length) {
      word(words[next++]);
    }
    if (direction != 1) {
      throw expected("src= of both directions", "the end of the line");
    }
    Family of = tuples[0].family;
    if (tuples[1].family != of || (family != null && family != of)) {
      throw expected("addresses of one family", String.join(" ", words));
    }
    for (FlowTuple tuple : tuples) {
      tuple.protocol = protocol;
    }
    return entry(settings, now, seconds);
  }

  private @Nullable Family family() throws ConnectionTextException {
    if (words[0].equals("ipv4") || words[0].equals("ipv6")) {
      next = 1;
      take("the number of the family");
      return words[0].equals("ipv4") ? Family.IPV4 : Family.IPV6;
    }
    return null;
  }

  private ConnectionEntry entry(Settings settings, long now, long seconds)
      throws ConnectionTextException {
    ConnectionEntry entry =
        new ConnectionEntry(tuples[0], tuples[1], accounted || settings.accounting, false);
    entry.setZone(zone, zoneDirection);
    entry.setMark(mark);
    entry.setHelper(helper);
    entry.addStatus(status | (helper.isEmpty() ? 0 : FlowStatus.HELPER) | translated());
    entry.setExpires(now + (seconds < 0 ? 0xffff_ffffL : seconds) * SECOND);
    entry.setCounters(false, packets[0], bytes[0]);
    entry.setCounters(true, packets[1], bytes[1]);
    // What a stream is already is not told; only a stream can have more time left than others.
    entry.streamFrom = seconds * SECOND > settings.udp ? now : now + 2 * SECOND;
    switch (protocol) {
      case IpProtocol.TCP -> {
        TcpState tcp = new TcpState();
        tcp.state = state(TcpState.State.values(), TcpState.State.NONE);
        // Windows and options are not told either: they are taken up from the next segments.
        tcp.lastKind = TcpState.Kind.NONE;
        entry.protocolState = tcp;
      }
      case IpProtocol.SCTP -> {
        SctpState sctp = new SctpState();
        sctp.state = state(SctpState.State.values(), SctpState.State.NONE);
        entry.protocolState = sctp;
      }
      default -> {
        if (!state.isEmpty()) {
          throw expected("src=", state);
        }
      }
    }
    return entry;
  }

  private <E extends Enum<E>> E state(E[] states, E none) throws ConnectionTextException {
    for (E candidate : states) {
      if (candidate.name().equals(state)) {
        return candidate;
      }
    }
    if (state.isEmpty()) {
      return none;
    }
    throw expected("a state, one of " + Arrays.toString(states), state);
  }

  /** The status bits that follow from the tuples: whatever is no inverse has been translated. */
  private int translated() {
    FlowTuple inverse = new FlowTuple();
    inverse.invert(tuples[1]);
    FlowTuple original = tuples[0];
    int bits = FlowStatus.SRC_NAT_DONE | FlowStatus.DST_NAT_DONE;
    if (inverse.sourceHigh != original.sourceHigh
        || inverse.sourceLow != original.sourceLow
        || inverse.sourcePort != original.sourcePort) {
      bits |= FlowStatus.SRC_NAT;
    }
    if (inverse.destinationHigh != original.destinationHigh
        || inverse.destinationLow != original.destinationLow
        || inverse.destinationPort != original.destinationPort) {
      bits |= FlowStatus.DST_NAT;
    }
    return bits;
  }

  private void word(String word) throws ConnectionTextException {
    int equals = word.indexOf('=');
    if (word.startsWith("[")) {
      flag(word);
    } else if (equals > 0) {
      pair(word, word.substring(0, equals), word.substring(equals + 1));
    } else if (direction < 0 && state.isEmpty()) {
      state = word;
    } else {
      throw expected("name=value or a flag in brackets", word);
    }
  }

  private void flag(String word) throws ConnectionTextException {
    switch (word) {
      case "[UNREPLIED]" -> status &= ~FlowStatus.SEEN_REPLY;
      case "[ASSURED]" -> status |= FlowStatus.ASSURED;
      case "[OFFLOAD]", "[HW_OFFLOAD]" -> {} // How packets travel, not what they belong to.
      default -> throw expected("[UNREPLIED], [ASSURED] or [OFFLOAD]", word);
    }
  }

  private void pair(String word, String name, String value) throws ConnectionTextException {
    switch (name) {
      case "src" -> {
        if (++direction > 1) {
          throw expected("src= of two directions", "a third");
        }
        tuple(word).setSource(address(value));
      }
      case "dst" -> tuple(word).setDestination(address(value));
      case "sport" -> tuple(word).sourcePort = (int) number(value, 10, 0, 65535);
      case "dport" -> tuple(word).destinationPort = (int) number(value, 10, 0, 65535);
      case "srckey" -> tuple(word).sourcePort = key(value);
      case "dstkey" -> tuple(word).destinationPort = key(value);
      case "type" -> tuple(word).destinationPort |= (int) number(value, 10, 0, 255) << 8;
      case "code" -> tuple(word).destinationPort |= (int) number(value, 10, 0, 255);
      case "id" -> {
        // After mark= it is the entry's own id, which conntrack -o id prints.
        if (isIcmp() && tuple(word).sourcePort == 0) {
          tuple(word).sourcePort = (int) number(value, 10, 0, 0xffff_ffffL) & 0xffff;
        }
      }
      case "packets" -> count(word, packets, value);
      case "bytes" -> count(word, bytes, value);
      case "mark" -> mark = (int) number(value, 10, 0, 0xffff_ffffL);
      case "zone" -> zone(value, ZoneDirection.BOTH);
      case "zone-orig" -> zone(value, ZoneDirection.ORIGINAL);
      case "zone-reply" -> zone(value, ZoneDirection.REPLY);
      case "helper" -> helper = value;
      default -> {} // use=, secctx=, delta-time=, timeout= …: nothing that is kept.
    }
  }

  private boolean isIcmp() {
    return Icmp.isIcmp(protocol);
  }

  private void count(String word, long[] into, String value) throws ConnectionTextException {
    tuple(word);
    accounted = true;
    into[direction] = number(value, 10, 0, Long.MAX_VALUE);
  }

  private void zone(String value, ZoneDirection of) throws ConnectionTextException {
    int id = (int) number(value, 10, 0, 65535);
    if (id != 0) {
      zone = id;
      zoneDirection = of;
    }
  }

  private int key(String value) throws ConnectionTextException {
    return value.startsWith("0x")
        ? (int) number(value.substring(2), 16, 0, 65535)
        : (int) number(value, 10, 0, 65535);
  }

  private Address address(String value) throws ConnectionTextException {
    Address address = Address.parse(value);
    if (address == null) {
      throw expected("an address", value);
    }
    tuples[direction].family = address.family();
    return address;
  }

  private FlowTuple tuple(String word) throws ConnectionTextException {
    if (direction < 0) {
      throw expected("src= first", word);
    }
    return tuples[direction];
  }

  private String take(String what) throws ConnectionTextException {
    if (next >= words.length) {
      throw expected(what, "the end of the line");
    }
    return words[next++];
  }

  private static boolean isNumber(String word) {
    return !word.isEmpty() && word.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private long number(String word, int radix, long least, long most)
      throws ConnectionTextException {
    try {
      long value = Long.parseLong(word, radix);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, as for numbers out of range.
    }
    throw expected("a number from " + least + " to " + most, word);
  }

  private ConnectionTextException expected(String what, String found) {
    return new ConnectionTextException(number, "expected " + what + ", not " + found);
  }
}
