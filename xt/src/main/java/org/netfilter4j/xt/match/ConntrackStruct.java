package org.netfilter4j.xt.match;

import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.xt.match.Conntrack.Data;
import org.netfilter4j.xt.match.Conntrack.Part;
import org.netfilter4j.xt.option.HostMask;
import org.netfilter4j.xt.option.Interval;
import org.netfilter4j.xt.option.PortRange;
import org.netfilter4j.xt.struct.StructBytes;

/**
 * struct xt_conntrack_mtinfo3 and 2: four addresses with masks, the seconds, the protocol, four
 * ports, what is asked and inverted, states and status, and the upper ends of the ports. Revision 2
 * has no upper ends, and its ports are in network order.
 */
final class ConntrackStruct {
  private static final int SECONDS = 128;
  private static final int PROTOCOL = 136;
  private static final int PORTS = 138;
  static final int ASKED = 146;
  static final int INVERTED = 148;
  static final int STATES = 150;
  private static final int STATUS = 152;
  private static final int UPPER_PORTS = 154;

  // The places of items among all.
  private static final int FIRST_ADDRESS = 2;
  private static final int FIRST_PORT = 6;
  private static final int LAST_PORT = 9;

  /** The bits of all items, in the order of {@link ConntrackItem#ALL} (XT_CONNTRACK_*). */
  private static final int[] BITS = {
    1, 1 << 1, 1 << 2, 1 << 3, 1 << 4, 1 << 5, 1 << 8, 1 << 9, 1 << 10, 1 << 11, 1 << 6, 1 << 7,
    1 << 12
  };

  private static final int ALL = (1 << 13) - 1;

  private ConntrackStruct() {}

  static void write(Data match, StructBytes out) {
    write(match, out, true);
  }

  static Data read(StructBytes in) {
    return read(in, true);
  }

  /** Writes revision 2, which loses the upper ends of ports. */
  static void writeOld(Data match, StructBytes out) {
    write(match, out, false);
  }

  static Data readOld(StructBytes in) {
    return read(in, false);
  }

  private static void write(Data match, StructBytes out, boolean ranges) {
    int asked = 0;
    int inverted = 0;
    for (Part<?> part : match.parts()) {
      int index = ConntrackItem.ALL.indexOf(part.item());
      asked |= BITS[index];
      inverted |= part.inverted() || part.value().equals("REPLY") ? BITS[index] : 0;
      switch (part.value()) {
        case HostMask host -> host.write(out, 32 * (index - FIRST_ADDRESS));
        case PortRange ports -> write(ports, out, 2 * (index - FIRST_PORT), ranges);
        case Interval seconds -> {
          out.u32(SECONDS, seconds.low());
          out.u32(SECONDS + 4, seconds.high());
        }
        case Integer number -> out.u16(number(index), number);
        default -> {}
      }
    }
    out.u16(ASKED, asked);
    out.u16(INVERTED, inverted);
  }

  private static void write(PortRange ports, StructBytes out, int offset, boolean ranges) {
    if (ranges) {
      out.u16(PORTS + offset, ports.low());
      out.u16(UPPER_PORTS + offset, ports.high());
    } else {
      out.network16(PORTS + offset, ports.low());
    }
  }

  /** Where a number of 16 bits stands. */
  private static int number(int index) {
    return index == 0 ? STATES : index == 1 ? PROTOCOL : STATUS;
  }

  private static Data read(StructBytes in, boolean ranges) {
    int asked = in.known(in.u16(ASKED), ALL);
    int inverted = in.known(in.u16(INVERTED), asked);
    List<Part<?>> parts = new ArrayList<>();
    for (int index = 0; index < BITS.length; index++) {
      if ((asked & BITS[index]) != 0) {
        boolean not = (inverted & BITS[index]) != 0;
        Object value;
        if (index >= FIRST_ADDRESS && index < FIRST_PORT) {
          value = HostMask.read(in, 32 * (index - FIRST_ADDRESS));
        } else if (index >= FIRST_PORT && index <= LAST_PORT) {
          value = ports(in, 2 * (index - FIRST_PORT), ranges);
        } else if (BITS[index] == 1 << 7) {
          value = new Interval(in.u32(SECONDS), in.u32(SECONDS + 4));
        } else if (BITS[index] == 1 << 12) {
          value = not ? "REPLY" : "ORIGINAL";
          not = false;
        } else {
          value = in.u16(number(index));
        }
        parts.add(part(ConntrackItem.ALL.get(index), value, not));
      }
    }
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("nothing asked");
    }
    return new Data(parts);
  }

  private static PortRange ports(StructBytes in, int offset, boolean ranges) {
    int low = ranges ? in.u16(PORTS + offset) : in.network16(PORTS + offset);
    return new PortRange(low, ranges ? in.u16(UPPER_PORTS + offset) : low);
  }

  @SuppressWarnings("unchecked") // The value was read as the item's.
  private static <V> Part<V> part(ConntrackItem<V> item, Object value, boolean inverted) {
    return new Part<>(item, (V) value, inverted);
  }
}
