package org.netfilter4j.engine.conntrack;

import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.conntrack.FlowStatus;
import org.netfilter4j.packet.Checksums;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.Packet;

/**
 * The protocols of which only is known whether there was an answer: UDP and UDP-Lite
 * (nf_conntrack_proto_udp.c), ICMP, GRE, and all that have no tracker of their own.
 */
final class Datagrams {
  private static final long TWO_SECONDS = 2_000_000_000L;

  private Datagrams() {}

  /** UDP: after two seconds with replies it is a stream, which lives longer. */
  record Udp(Settings settings) implements Protocol {
    @Override
    public Judgement judge(
        ConnectionEntry entry, Packet packet, Tracking tracking, Hook hook, long now) {
      if (!wellFormed(packet, hook)) {
        return Judgement.INVALID;
      }
      if (!entry.isConfirmed()) {
        entry.streamFrom = now + TWO_SECONDS;
      }
      boolean replied = entry.has(FlowStatus.SEEN_REPLY);
      boolean stream = replied && now - entry.streamFrom > 0;
      return valid(entry, packet, tracking, now, stream, settings.udpStream, settings.udp);
    }

    private boolean wellFormed(Packet packet, Hook hook) {
      if (!packet.hasTransportBytes(8)) {
        return false;
      }
      int at = packet.transportOffset();
      int length = packet.shortAt(at + 4);
      if (length < 8 || length > packet.totalLength() - at) {
        return false;
      }
      return packet.shortAt(at + 6) == 0
          || !settings.checksum
          || hook != Hook.PREROUTING
          || Checksums.transportValid(packet);
    }
  }

  /** UDP-Lite (RFC 3828): the checksum is mandatory, and covers what the header says. */
  record UdpLite(Settings settings) implements Protocol {
    @Override
    public Judgement judge(
        ConnectionEntry entry, Packet packet, Tracking tracking, Hook hook, long now) {
      if (!wellFormed(packet, hook)) {
        return Judgement.INVALID;
      }
      boolean replied = entry.has(FlowStatus.SEEN_REPLY);
      return valid(entry, packet, tracking, now, replied, settings.udpStream, settings.udp);
    }

    private boolean wellFormed(Packet packet, Hook hook) {
      if (!packet.hasTransportBytes(8)) {
        return false;
      }
      int at = packet.transportOffset();
      int length = packet.totalLength() - at;
      int coverage = packet.shortAt(at + 4) == 0 ? length : packet.shortAt(at + 4);
      if (coverage < 8 || coverage > length || packet.shortAt(at + 6) == 0) {
        return false;
      }
      return !settings.checksum
          || hook != Hook.PREROUTING
          || !packet.isComplete()
          || sumsUpAsUdp(packet, coverage, length);
    }

    /**
     * Whether the checksum is right with UDP's number in the pseudo header, as the kernel computes
     * it (udplite_error). With UDP-Lite's own it ought to be, so that every packet that is right is
     * found wrong.
     */
    private static boolean sumsUpAsUdp(Packet packet, int coverage, int length) {
      byte[] bytes = packet.buffer();
      int start = packet.offset() + packet.transportOffset();
      int addresses = packet.offset() + packet.sourceOffset();
      long sum = Checksums.pseudoHeader(packet.family(), bytes, addresses, IpProtocol.UDP, length);
      return Checksums.finish(Checksums.sum(sum, bytes, start, coverage)) == 0;
    }
  }

  /** Echo and the other questions of ICMP and ICMPv6. */
  record Questions(Settings settings) implements Protocol {
    @Override
    public Judgement judge(
        ConnectionEntry entry, Packet packet, Tracking tracking, Hook hook, long now) {
      int protocol = entry.protocol();
      if ((protocol == IpProtocol.ICMP) != (packet.family() == Family.IPV4)
          || !Icmp.mayBegin(protocol, entry.originalTuple().destinationPort >>> 8)) {
        return Judgement.INVALID;
      }
      entry.refresh(
          packet,
          tracking.reply,
          now,
          protocol == IpProtocol.ICMP ? settings.icmp : settings.icmpv6);
      return Judgement.VALID;
    }
  }

  /** GRE, of which PPTP's version has a key (nf_conntrack_proto_gre.c). */
  record Gre(Settings settings) implements Protocol {
    @Override
    public Judgement judge(
        ConnectionEntry entry, Packet packet, Tracking tracking, Hook hook, long now) {
      boolean replied = entry.has(FlowStatus.SEEN_REPLY);
      return valid(entry, packet, tracking, now, replied, settings.greStream, settings.gre);
    }
  }

  /** All others. */
  record Generic(Settings settings) implements Protocol {
    @Override
    public Judgement judge(
        ConnectionEntry entry, Packet packet, Tracking tracking, Hook hook, long now) {
      entry.refresh(packet, tracking.reply, now, settings.generic);
      return Judgement.VALID;
    }
  }

  /** It lives longer, and is not evicted, once it is a stream. */
  private static Judgement valid(
      ConnectionEntry entry,
      Packet packet,
      Tracking tracking,
      long now,
      boolean stream,
      long streamTimeout,
      long timeout) {
    entry.refresh(packet, tracking.reply, now, stream ? streamTimeout : timeout);
    // An entry that came second in a clash is to go soon, and may always be evicted.
    if (stream && !entry.has(FlowStatus.NAT_CLASH)) {
      entry.addStatus(FlowStatus.ASSURED);
    }
    return Judgement.VALID;
  }
}
