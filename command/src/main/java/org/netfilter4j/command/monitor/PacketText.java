package org.netfilter4j.command.monitor;

import java.util.HexFormat;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.watch.Families;
import org.netfilter4j.model.watch.RulesetEvents;
import org.netfilter4j.model.watch.TraceEvent;
import org.netfilter4j.model.watch.TracedPacket;

/** The line that begins a packet's trace in a hook. */
final class PacketText {
  private static final int ARPHRD_ETHER = 1;
  private static final int ARPHRD_LOOPBACK = 772;
  private static final int ETHERNET_HEADER = 14;
  private static final int IPV4_HEADER = 20;
  private static final int IPV6_HEADER = 40;
  private static final int TCP_HEADER = 20;
  private static final HexFormat LOWER = HexFormat.of();
  private static final HexFormat UPPER = HexFormat.of().withUpperCase();

  /** The bits of the byte of flags in a TCP header, in the order in which they are printed. */
  private enum Flag {
    SYN(2),
    ACK(0x10),
    FIN(1),
    RST(4),
    PSH(8),
    URG(0x20);

    private final int bit;

    Flag(int bit) {
      this.bit = bit;
    }
  }

  private final StringBuilder out;
  private final RulesetEvents events;

  PacketText(StringBuilder out, RulesetEvents events) {
    this.out = out;
    this.events = events;
  }

  /** What names a packet in all its lines. */
  static String id(TraceEvent trace) {
    return LOWER.toHexDigits((int) trace.id());
  }

  void write(TraceEvent trace, TracedPacket packet) {
    out.append("PACKET: ").append(trace.family()).append(' ').append(id(trace)).append(' ');
    device("IN=", packet.in());
    device("OUT=", packet.out());
    int family = packet.protocol() == 0 ? trace.family() : packet.protocol();
    if (family != trace.family()) {
      out.append("NFPROTO=").append(family).append(' ');
    }
    byte[] link = packet.link();
    if (link != null) {
      link(packet.inType(), link);
    }
    byte[] network = packet.network();
    int protocol = network == null ? 0 : network(family, network);
    byte[] transport = packet.transport();
    if (transport != null) {
      transport(protocol, transport);
    }
    if (trace.mark() != 0) {
      out.append("MARK=0x").append(Long.toHexString(trace.mark())).append(' ');
    }
    out.append('\n');
  }

  private void device(String word, long index) {
    if (index != 0) {
      String name = events.interfaceName(index);
      out.append(word).append(name == null ? "#" + index : name).append(' ');
    }
  }

  private void link(int type, byte[] header) {
    switch (type) {
      case ARPHRD_ETHER -> {
        if (header.length >= ETHERNET_HEADER) {
          hardware("MACSRC=", header, 6);
          hardware("MACDST=", header, 0);
          out.append("MACPROTO=");
          out.append(LOWER.formatHex(header, 12, ETHERNET_HEADER)).append(' ');
        }
      }
      case ARPHRD_LOOPBACK -> out.append("LOOPBACK ");
      default -> {
        out.append("LL=0x").append(Integer.toHexString(type)).append(' ');
        out.append(LOWER.formatHex(header)).append(' ');
      }
    }
  }

  /** As ether_ntoa(3): without leading zeros. */
  private void hardware(String word, byte[] header, int at) {
    out.append(word);
    for (int i = 0; i < 6; i++) {
      out.append(i == 0 ? "" : ":").append(Integer.toHexString(header[at + i] & 0xff));
    }
    out.append(' ');
  }

  /** Writes the network header and gives the transport protocol. */
  private int network(int family, byte[] header) {
    switch (family) {
      case Families.IPV4 -> {
        return header.length < IPV4_HEADER ? 0 : ipv4(header);
      }
      case Families.IPV6 -> {
        return header.length < IPV6_HEADER ? 0 : ipv6(header);
      }
      default -> {
        out.append("NH=").append(LOWER.formatHex(header)).append(' ');
        return 0;
      }
    }
  }

  private int ipv4(byte[] header) {
    addresses(header, 12, 4);
    out.append("LEN=").append(u16(header, 2));
    out.append(" TOS=0x").append(Integer.toHexString(header[1] & 0xff));
    out.append(" TTL=").append(header[8] & 0xff);
    out.append(" ID=").append(u16(header, 4)).append(' ');
    int fragment = u16(header, 6);
    out.append((fragment & 0x8000) != 0 ? "CE " : "");
    out.append((fragment & 0x4000) != 0 ? "DF " : "");
    out.append((fragment & 0x2000) != 0 ? "MF " : "");
    if ((fragment & 0x1fff) != 0) {
      out.append("FRAG:").append(fragment & 0x1fff).append(' ');
    }
    int length = (header[0] & 0xf) * 4;
    if (length > IPV4_HEADER) {
      int end = Math.min(length, header.length);
      out.append("OPT (").append(UPPER.formatHex(header, IPV4_HEADER, end)).append(") ");
    }
    return header[9] & 0xff;
  }

  private int ipv6(byte[] header) {
    addresses(header, 8, 16);
    // The C tool counts 20 bytes for the header, which has 40.
    out.append("LEN=").append(u16(header, 4) + IPV4_HEADER);
    out.append(" TC=").append((u16(header, 0) >> 4) & 0xff);
    out.append(" HOPLIMIT=").append(header[7] & 0xff);
    out.append(" FLOWLBL=").append((header[1] & 0xf) << 16 | u16(header, 2)).append(' ');
    return header[6] & 0xff;
  }

  private void addresses(byte[] header, int at, int length) {
    out.append("SRC=").append(address(header, at, length));
    out.append(" DST=").append(address(header, at + length, length)).append(' ');
  }

  private static Address address(byte[] header, int at, int length) {
    return Address.read(length == 4 ? Family.IPV4 : Family.IPV6, header, at);
  }

  private void transport(int protocol, byte[] header) {
    switch (protocol) {
      // UDP, DCCP, SCTP and UDP-Lite.
      case 17, 33, 132, 136 -> {
        if (header.length >= 4) {
          ports(header);
        }
      }
      case 6 -> {
        if (header.length >= TCP_HEADER) {
          ports(header);
          for (Flag flag : Flag.values()) {
            out.append((header[13] & flag.bit) != 0 ? flag.name() + " " : "");
          }
        }
      }
      default -> {}
    }
  }

  private void ports(byte[] header) {
    out.append("SPORT=").append(u16(header, 0));
    out.append(" DPORT=").append(u16(header, 2)).append(' ');
  }

  private static int u16(byte[] header, int at) {
    return (header[at] & 0xff) << 8 | header[at + 1] & 0xff;
  }
}
