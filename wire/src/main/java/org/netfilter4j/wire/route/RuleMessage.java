package org.netfilter4j.wire.route;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.wire.netlink.Attributes;
import org.netfilter4j.wire.netlink.Message;

/**
 * A policy rule (struct fib_rule_hdr and FRA_*). What the kernel does not tell is null.
 *
 * @param action FR_ACT_*
 * @param flags FIB_RULE_*
 * @param source where null, all
 * @param destination where null, all
 * @param table its number; 0 for none
 * @param suppressedLength routes of at most that prefix length are passed over; -1 for none
 * @param suppressedGroup routes by links of that group are passed over; -1 for none
 */
public record RuleMessage(
    Family family,
    int action,
    int flags,
    long priority,
    @Nullable Address source,
    int sourceLength,
    @Nullable Address destination,
    int destinationLength,
    int typeOfService,
    @Nullable Long mark,
    @Nullable Long markMask,
    @Nullable String incoming,
    @Nullable String outgoing,
    boolean masterDevice,
    @Nullable Range users,
    @Nullable Integer protocol,
    @Nullable Range sourcePorts,
    @Nullable Range destinationPorts,
    @Nullable Long tunnel,
    long table,
    int suppressedLength,
    int suppressedGroup,
    @Nullable Long realms,
    @Nullable Long target,
    int maker) {
  public static final int TO_TABLE = 1;
  public static final int GOTO = 2;
  public static final int NOP = 3;

  /** In a flag: the rule is negated. */
  public static final int INVERT = 2;

  /** In a flag: the target of a goto is not there. */
  public static final int UNRESOLVED = 4;

  /** In a flag: the incoming interface is not there. */
  public static final int INCOMING_DETACHED = 8;

  /** In a flag: the outgoing interface is not there. */
  public static final int OUTGOING_DETACHED = 0x10;

  private static final int HEADER = 12;

  /** From a number to one, both included. */
  public record Range(long first, long last) {}

  /** Reads a message; null where it is of another type or family. */
  public static @Nullable RuleMessage read(Message message) {
    if (message.type() != RouteRequests.NEWRULE) {
      return null;
    }
    Fixed fixed = new Fixed(message, HEADER);
    Family family = RouteRequests.family(fixed.u8(0));
    if (family == null) {
      return null;
    }
    Address source = null;
    Address destination = null;
    long priority = 0;
    Long mark = null;
    Long markMask = null;
    String incoming = null;
    String outgoing = null;
    boolean master = false;
    Range users = null;
    Integer protocol = null;
    Range sourcePorts = null;
    Range destinationPorts = null;
    Long tunnel = null;
    int suppressedLength = -1;
    int suppressedGroup = -1;
    Long realms = null;
    Long target = null;
    int maker = 0;
    long table = fixed.u8(4);
    Attributes attributes = message.attributes(HEADER);
    while (attributes.next()) {
      switch (attributes.type()) {
        case 1 -> destination = Values.address(family, attributes);
        case 2 -> source = Values.address(family, attributes);
        case 3 -> incoming = attributes.text();
        case 4 -> target = attributes.u32();
        case 6 -> priority = attributes.u32();
        case 10 -> mark = attributes.u32();
        case 11 -> realms = attributes.u32();
        case 12 -> tunnel = attributes.network64();
        case 13 -> suppressedGroup = (int) attributes.u32();
        case 14 -> suppressedLength = (int) attributes.u32();
        case 15 -> table = attributes.u32();
        case 16 -> markMask = attributes.u32();
        case 17 -> outgoing = attributes.text();
        case 19 -> master = attributes.u8() != 0;
        case 20 -> users = new Range(Values.u32(attributes, 0), Values.u32(attributes, 4));
        case 21 -> maker = attributes.u8();
        case 22 -> protocol = attributes.u8();
        case 23 -> sourcePorts = ports(attributes);
        case 24 -> destinationPorts = ports(attributes);
        default -> {}
      }
    }
    return new RuleMessage(
        family,
        fixed.u8(7),
        fixed.s32(8),
        priority,
        source,
        fixed.u8(2),
        destination,
        fixed.u8(1),
        fixed.u8(3),
        mark,
        markMask,
        incoming,
        outgoing,
        master,
        users,
        protocol,
        sourcePorts,
        destinationPorts,
        tunnel,
        table,
        suppressedLength,
        suppressedGroup,
        realms,
        target,
        maker);
  }

  private static Range ports(Attributes attribute) {
    return new Range(Values.u16(attribute, 0), Values.u16(attribute, 2));
  }
}
