package org.netfilter4j.wire.ipset;

/**
 * What the kernel answers besides its common error numbers (enum ipset_errno). From {@link
 * #TYPE_SPECIFIC} on a number means what the set's type says.
 */
public final class IpsetErrno {
  public static final int PRIVATE = 4096;
  public static final int PROTOCOL = 4097;
  public static final int FIND_TYPE = 4098;
  public static final int MAX_SETS = 4099;
  public static final int BUSY = 4100;
  public static final int EXIST_SETNAME2 = 4101;
  public static final int TYPE_MISMATCH = 4102;
  public static final int EXIST = 4103;
  public static final int INVALID_CIDR = 4104;
  public static final int INVALID_NETMASK = 4105;
  public static final int INVALID_FAMILY = 4106;
  public static final int TIMEOUT = 4107;
  public static final int REFERENCED = 4108;
  public static final int IPADDR_IPV4 = 4109;
  public static final int IPADDR_IPV6 = 4110;
  public static final int COUNTER = 4111;
  public static final int COMMENT = 4112;
  public static final int INVALID_MARKMASK = 4113;
  public static final int SKBINFO = 4114;
  public static final int BITMASK_NETMASK_EXCL = 4115;
  public static final int TYPE_SPECIFIC = 4352;

  private IpsetErrno() {}
}
