package org.netfilter4j.wire.ipset;

import org.netfilter4j.wire.netlink.MessageWriter;

/** The messages about sets (enum ipset_cmd) and the flags of IPSET_ATTR_FLAGS. */
public final class IpsetMessage {
  /** NFNL_SUBSYS_IPSET. */
  public static final int SUBSYSTEM = 6;

  /** IPSET_PROTOCOL: the newest version of the protocol, of Linux 4.20. */
  public static final int VERSION = 7;

  /** IPSET_PROTOCOL_MIN. */
  public static final int VERSION_MIN = 6;

  public static final int PROTOCOL = 1;
  public static final int CREATE = 2;
  public static final int DESTROY = 3;
  public static final int FLUSH = 4;
  public static final int RENAME = 5;
  public static final int SWAP = 6;
  public static final int LIST = 7;
  public static final int ADD = 9;
  public static final int DEL = 10;
  public static final int TEST = 11;
  public static final int HEADER = 12;
  public static final int TYPE = 13;

  /** IPSET_FLAG_LIST_SETNAME: a list of names. */
  public static final int LIST_NAMES = 2;

  /** IPSET_FLAG_LIST_HEADER: a list without elements. */
  public static final int LIST_HEADERS = 4;

  private static final int AF_INET = 2;

  private IpsetMessage() {}

  /**
   * Begins a message with the protocol's version, its first attribute.
   *
   * @param flags NLM_F_*, without NLM_F_REQUEST
   */
  public static MessageWriter begin(
      MessageWriter to, int message, int flags, int sequence, int version) {
    return to.begin(
            SUBSYSTEM << 8 | message, flags | MessageWriter.NLM_F_REQUEST, sequence, AF_INET, 0)
        .u8(IpsetAttribute.PROTOCOL, version);
  }
}
