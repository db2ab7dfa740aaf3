package org.netfilter4j.wire.netlink;

/**
 * One message in an array that was received (struct nlmsghdr and what follows).
 *
 * @param bytes what it stands in
 * @param start where its header begins
 * @param length with the header
 */
public record Message(byte[] bytes, int start, int length) {
  /** Length of struct nlmsghdr. */
  public static final int HEADER = 16;

  /** Length of struct nfgenmsg, which follows the header in netfilter's messages. */
  public static final int NFGEN = 4;

  public static final int NLMSG_NOOP = 1;
  public static final int NLMSG_ERROR = 2;
  public static final int NLMSG_DONE = 3;
  public static final int NLMSG_OVERRUN = 4;

  /** In a flag: a dump that was changed under way. */
  public static final int NLM_F_DUMP_INTR = 0x10;

  /** In a flag: one of several messages that DONE ends. */
  public static final int NLM_F_MULTI = 2;

  /**
   * The message at a place.
   *
   * @param end where what was received ends
   * @throws MalformedMessageException where none fits there
   */
  public static Message at(byte[] bytes, int start, int end) {
    if (start > end - HEADER) {
      throw new MalformedMessageException("a message's header is cut off at " + start);
    }
    int length = HostOrder.i32(bytes, start);
    if (length < HEADER || length > end - start) {
      throw new MalformedMessageException(
          "a message of " + length + " bytes at " + start + " of " + end);
    }
    return new Message(bytes, start, length);
  }

  /** Where the next message begins. */
  public int next() {
    return start + Attributes.align(length);
  }

  /** nlmsg_type: the subsystem in the high byte, its message in the low one. */
  public int type() {
    return HostOrder.u16(bytes, start + 4);
  }

  public int flags() {
    return HostOrder.u16(bytes, start + 6);
  }

  public int sequence() {
    return HostOrder.i32(bytes, start + 8);
  }

  /** The port of the socket that asked; 0 for what the kernel tells by itself. */
  public int port() {
    return HostOrder.i32(bytes, start + 12);
  }

  /** The number in a message of type {@link #NLMSG_ERROR}: 0 for done, else an errno, negative. */
  public int error() {
    require(HEADER + Integer.BYTES);
    return HostOrder.i32(bytes, start + HEADER);
  }

  /** The sequence number of the message that an error is about. */
  public int errorSequence() {
    require(HEADER + Integer.BYTES + HEADER);
    return HostOrder.i32(bytes, start + HEADER + Integer.BYTES + 8);
  }

  /** nfgen_family. */
  public int family() {
    require(HEADER + NFGEN);
    return bytes[start + HEADER] & 0xff;
  }

  /** res_id, in network order: the low half of the generation in nf_tables' dumps. */
  public int resource() {
    require(HEADER + NFGEN);
    return (bytes[start + HEADER + 2] & 0xff) << 8 | bytes[start + HEADER + 3] & 0xff;
  }

  private void require(int needed) {
    if (length < needed) {
      throw new MalformedMessageException(
          "a message of type " + type() + " has " + length + " bytes, expected " + needed);
    }
  }

  /** The attributes after netfilter's header. */
  public Attributes attributes() {
    return attributes(NFGEN);
  }

  /** The attributes after a header of that length. */
  public Attributes attributes(int header) {
    int skipped = HEADER + Attributes.align(header);
    require(HEADER + header);
    return new Attributes(bytes, Math.min(start + skipped, start + length), start + length);
  }
}
