package org.netfilter4j.command.ipset;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.option.MacAddress;
import org.netfilter4j.xt.set.ElementPart;
import org.netfilter4j.xt.set.SetEntry;
import org.netfilter4j.xt.set.SetError;
import org.netfilter4j.xt.set.SetHeader;
import org.netfilter4j.xt.set.SetListing;
import org.netfilter4j.xt.set.SetRefused;
import org.netfilter4j.xt.set.SetStore;
import org.netfilter4j.xt.set.SetType;
import org.netfilter4j.xt.set.SetVerb;

/**
 * Sets that exist only as the commands of nft(8) that make them. A line that nft has no words for
 * becomes a remark, and so do lines about a set that has become one.
 */
final class Translation implements SetStore {
  private static final String TABLE = "inet global";

  private final PrintStream out;
  private final Names names;
  private final Map<String, Known> sets = new HashMap<>();

  /** By set, the prefix length that each of its addresses is cut to. */
  private final Map<String, Integer> netmasks = new HashMap<>();

  private final Set<String> leftOut = new HashSet<>();
  private Line line = new Line("", true);
  private boolean ended;

  Translation(PrintStream out, Names names) {
    this.out = out;
    this.names = names;
  }

  /** What comes next is of that line. */
  void begin(Line of) {
    line = of;
  }

  /** Whether there was a line after which a translation would be about other sets. */
  boolean hasEnded() {
    return ended;
  }

  /** Makes a remark of the line. */
  void leaveOut() {
    out.append("# ").append(line.text()).append(line.ended() ? "\n" : "");
  }

  private PrintStream command(String verb, String what) {
    return out.append(verb).append(' ').append(what).append(' ').append(TABLE);
  }

  // Sets.

  @Override
  public void require(SetType type) {
    // All of them can be read.
  }

  @Override
  public Known find(String name) {
    Known set = sets.get(name);
    if (set == null) {
      throw new SetRefused(SetError.NO_SUCH_SET, SetVerb.HEADER);
    }
    return set;
  }

  @Override
  public void create(String name, SetType type, SetHeader.Draft draft, boolean exist) {
    sets.put(name, new Known(name, type, draft.family));
    boolean hasWords =
        !draft.hasMarkMask
            && !draft.skbinfo
            && draft.bitmask == null
            && !type.parts().contains(ElementPart.SET);
    if (!hasWords) {
      leftOut.add(name);
      leaveOut();
      return;
    }
    leftOut.remove(name);
    netmasks.remove(name);
    StringBuilder text = new StringBuilder(" ").append(name).append(" { type ");
    boolean interval = draft.netmask >= 0;
    String separator = "";
    for (ElementPart part : type.parts()) {
      text.append(separator).append(type(part, draft.family));
      interval |= part == ElementPart.NET;
      separator = " . ";
    }
    text.append("; ");
    if (draft.counters) {
      text.append("counter; ");
    }
    if (draft.timeout >= 0) {
      text.append("timeout ").append(draft.timeout).append("s; ");
    }
    if (draft.hasMaxElements) {
      text.append("size ").append(Integer.toUnsignedString(draft.maxElements)).append("; ");
    }
    if (interval) {
      text.append("flags interval; ");
    }
    if (draft.givenNetmask >= 0) {
      netmasks.put(name, draft.givenNetmask);
    }
    command("add", "set").append(text).append("}\n");
  }

  private static String type(ElementPart part, @Nullable Family family) {
    return switch (part) {
      case IP, SINGLE_IP, NET -> family == Family.IPV6 ? "ipv6_addr" : "ipv4_addr";
      case PROTO_PORT -> "inet_proto . inet_service";
      case PORT -> "inet_service";
      case MAC -> "ether_addr";
      case MARK -> "mark";
      case IFACE -> "ifname";
      case SET -> throw new IllegalArgumentException("a set of sets");
    };
  }

  @Override
  public void destroy(String name, boolean exist) {
    about("del", name);
    sets.remove(name);
  }

  @Override
  public void destroyAll() {
    leaveOut();
  }

  @Override
  public void flush(String name) {
    about("flush", name);
  }

  @Override
  public void flushAll() {
    leaveOut();
  }

  private void about(String verb, String name) {
    if (leftOut.contains(name)) {
      leaveOut();
    } else {
      command(verb, "set").append(' ').append(name).append('\n');
    }
  }

  @Override
  public void rename(String from, String to) {
    leaveOut();
    ended = true;
  }

  @Override
  public void swap(String from, String to) {
    leaveOut();
    ended = true;
  }

  @Override
  public void list(@Nullable String name, SetListing.Detail detail, SetListing to) {
    if (name == null) {
      command("list", "sets").append('\n');
    } else {
      about("list", name);
    }
  }

  // Elements.

  @Override
  public void add(Known set, SetEntry entry, boolean exist) {
    element("add", set, entry);
  }

  @Override
  public void delete(Known set, SetEntry entry, boolean exist) {
    element("delete", set, entry);
  }

  @Override
  public boolean test(Known set, SetEntry entry) {
    element("get", set, entry);
    return true;
  }

  private void element(String verb, Known set, SetEntry entry) {
    boolean hasWords =
        !entry.nomatch
            && !entry.hasMark
            && !entry.hasPriority
            && entry.queue < 0
            && !entry.wildcard
            && !entry.physical
            && !leftOut.contains(set.name());
    if (!hasWords) {
      leaveOut();
      return;
    }
    StringBuilder text = new StringBuilder(" ").append(set.name()).append(" { ");
    Integer netmask = netmasks.get(set.name());
    String separator = "";
    boolean second = false;
    for (ElementPart part : set.type().parts()) {
      if (part == ElementPart.MAC && entry.ether < 0) {
        continue;
      }
      text.append(separator);
      switch (part) {
        case IP, SINGLE_IP, NET -> {
          if (second) {
            address(entry.ip2, entry.ip2To, entry.cidr2, text);
          } else {
            address(entry.ip, entry.ipTo, entry.cidr, text);
          }
          if (netmask != null) {
            text.append('/').append(netmask);
          }
          second = true;
        }
        case PROTO_PORT -> {
          String name = names.protocolName(entry.protocol);
          text.append(name == null ? Integer.toString(entry.protocol) : name).append(" . ");
          ports(entry, text);
        }
        case PORT -> ports(entry, text);
        case MAC -> text.append(new MacAddress(entry.ether));
        case MARK -> text.append(Values.hex(entry.packetMark));
        case IFACE -> text.append(entry.iface);
        case SET -> throw new IllegalArgumentException("a set of sets");
      }
      text.append(' ');
      separator = ". ";
    }
    if (entry.hasPackets && entry.hasBytes) {
      text.append("counter packets ").append(Long.toUnsignedString(entry.packets));
      text.append(" bytes ").append(Long.toUnsignedString(entry.bytes)).append(' ');
    }
    if (entry.timeout >= 0) {
      text.append("timeout ").append(entry.timeout).append("s ");
    }
    if (entry.comment != null) {
      text.append("comment \"").append(entry.comment).append("\" ");
    }
    command(verb, "element").append(text).append("}\n");
  }

  private static void address(
      @Nullable Address ip, @Nullable Address to, int cidr, StringBuilder into) {
    if (ip == null) {
      return;
    }
    into.append(ip);
    if (cidr >= 0 && cidr != ip.family().bits()) {
      into.append('/').append(cidr);
    } else if (to != null) {
      into.append('-').append(to);
    }
  }

  private static void ports(SetEntry entry, StringBuilder into) {
    into.append(entry.port);
    if (entry.portTo >= 0) {
      into.append('-').append(entry.portTo);
    }
  }

  // The kernel is not asked, and nothing is held back.

  @Override
  public @Nullable String greet() {
    return null;
  }

  @Override
  public void begin() {}

  @Override
  public void line(int number) {}

  @Override
  public void sync() {}

  @Override
  public void commit() {}

  @Override
  public void rollback() {}
}
