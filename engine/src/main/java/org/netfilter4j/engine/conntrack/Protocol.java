package org.netfilter4j.engine.conntrack;

import org.netfilter4j.model.Hook;
import org.netfilter4j.packet.Packet;

/** What connection tracking knows of a transport protocol. */
interface Protocol {
  /**
   * Says whether a packet is a valid part of a connection, and brings the connection's state and
   * timeout up to date.
   */
  Judgement judge(ConnectionEntry entry, Packet packet, Tracking tracking, Hook hook, long now);
}
