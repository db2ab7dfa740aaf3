package org.netfilter4j.model.watch;

import org.jspecify.annotations.Nullable;

/**
 * What is told of a traced packet: at its first step in a hook.
 *
 * @param in the index of the interface that it came by; 0 where it came by none
 * @param out the index of the interface that it leaves by; 0 where that is not known
 * @param inType the hardware of {@code in} (ARPHRD_*)
 * @param protocol the packet's own family (NFPROTO_*); 0 where it is not told
 * @param link the beginning of the link layer's header, or null
 * @param network the beginning of the network header, or null
 * @param transport the beginning of the transport header, or null
 */
public record TracedPacket(
    long in,
    long out,
    int inType,
    int protocol,
    byte @Nullable [] link,
    byte @Nullable [] network,
    byte @Nullable [] transport) {

  // Not compact: javac loses the annotations of arrays in a compact constructor.
  public TracedPacket(
      long in,
      long out,
      int inType,
      int protocol,
      byte @Nullable [] link,
      byte @Nullable [] network,
      byte @Nullable [] transport) {
    this.in = in;
    this.out = out;
    this.inType = inType;
    this.protocol = protocol;
    this.link = copy(link);
    this.network = copy(network);
    this.transport = copy(transport);
  }

  private static byte @Nullable [] copy(byte @Nullable [] bytes) {
    return bytes == null ? null : bytes.clone();
  }

  @Override
  public byte @Nullable [] link() {
    return copy(link);
  }

  @Override
  public byte @Nullable [] network() {
    return copy(network);
  }

  @Override
  public byte @Nullable [] transport() {
    return copy(transport);
  }
}
