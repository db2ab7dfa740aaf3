package org.netfilter4j.wire.conntrack;

/** Numbers of messages, attributes and groups (nfnetlink_conntrack.h, nfnetlink_compat.h). */
public final class Attribute {
  /** NFNL_SUBSYS_CTNETLINK and NFNL_SUBSYS_CTNETLINK_EXP, as the high byte of a type. */
  public static final int FLOWS = 1 << 8;

  public static final int EXPECTATIONS = 2 << 8;

  // Messages of both subsystems.
  public static final int NEW = 0;
  public static final int GET = 1;
  public static final int DELETE = 2;

  // Messages about connections.
  public static final int GET_AND_ZERO = 3;
  public static final int GET_CPU_STATISTICS = 4;
  public static final int GET_STATISTICS = 5;
  public static final int GET_DYING = 6;
  public static final int GET_UNCONFIRMED = 7;

  /** Of expectations. */
  public static final int GET_EXPECTATION_CPU_STATISTICS = 3;

  // Multicast groups: NFNLGRP_CONNTRACK_NEW, _UPDATE, _DESTROY; of expectations three further on.
  public static final int GROUP_NEW = 1;
  public static final int GROUP_UPDATE = 2;
  public static final int GROUP_DESTROY = 3;
  public static final int EXPECTATION_GROUPS = 3;

  // CTA_…
  static final int TUPLE_ORIGINAL = 1;
  static final int TUPLE_REPLY = 2;
  static final int STATUS = 3;
  static final int PROTOCOL_INFO = 4;
  static final int HELP = 5;
  static final int NAT_SOURCE = 6;
  static final int TIMEOUT = 7;
  static final int MARK = 8;
  static final int COUNTERS_ORIGINAL = 9;
  static final int COUNTERS_REPLY = 10;
  static final int USE = 11;
  static final int ID = 12;
  static final int NAT_DESTINATION = 13;
  static final int TUPLE_MASTER = 14;
  static final int SECMARK = 17;
  static final int ZONE = 18;
  static final int SECURITY_CONTEXT = 19;
  static final int TIMESTAMP = 20;
  static final int MARK_MASK = 21;
  static final int LABELS = 22;
  static final int LABELS_MASK = 23;
  static final int STATUS_MASK = 26;

  // CTA_TUPLE_…, CTA_IP_…, CTA_PROTO_…
  static final int TUPLE_IP = 1;
  static final int TUPLE_PROTOCOL = 2;
  static final int TUPLE_ZONE = 3;
  static final int IPV4_SOURCE = 1;
  static final int IPV4_DESTINATION = 2;
  static final int IPV6_SOURCE = 3;
  static final int IPV6_DESTINATION = 4;
  static final int PROTOCOL_NUMBER = 1;
  static final int SOURCE_PORT = 2;
  static final int DESTINATION_PORT = 3;
  static final int ICMP_ID = 4;
  static final int ICMP_TYPE = 5;
  static final int ICMP_CODE = 6;
  static final int ICMPV6_ID = 7;
  static final int ICMPV6_TYPE = 8;
  static final int ICMPV6_CODE = 9;

  // CTA_PROTOINFO_…
  static final int INFO_TCP = 1;
  static final int INFO_DCCP = 2;
  static final int INFO_SCTP = 3;
  static final int INFO_STATE = 1;
  static final int TCP_FLAGS_ORIGINAL = 4;
  static final int TCP_FLAGS_REPLY = 5;
  static final int DCCP_ROLE = 2;
  static final int SCTP_TAG_ORIGINAL = 2;
  static final int SCTP_TAG_REPLY = 3;

  // CTA_NAT_…, CTA_PROTONAT_…
  static final int NAT_IPV4 = 1;
  static final int NAT_PROTOCOL = 3;
  static final int NAT_IPV6 = 4;
  static final int NAT_PORT_FIRST = 1;
  static final int NAT_PORT_LAST = 2;

  // CTA_COUNTERS_…, CTA_TIMESTAMP_…, CTA_HELP_…, CTA_SECCTX_…
  static final int PACKETS = 1;
  static final int BYTES = 2;
  static final int STARTED = 1;
  static final int STOPPED = 2;
  static final int NAME = 1;

  // CTA_EXPECT_…
  static final int EXPECT_MASTER = 1;
  static final int EXPECT_TUPLE = 2;
  static final int EXPECT_MASK = 3;
  static final int EXPECT_TIMEOUT = 4;
  static final int EXPECT_HELPER = 6;
  static final int EXPECT_ZONE = 7;
  static final int EXPECT_FLAGS = 8;
  static final int EXPECT_CLASS = 9;

  /** IPS_CONFIRMED, which every status that is sent must have. */
  static final long CONFIRMED = 1 << 3;

  private Attribute() {}
}
