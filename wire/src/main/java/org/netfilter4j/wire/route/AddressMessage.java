package org.netfilter4j.wire.route;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.wire.netlink.Attributes;
import org.netfilter4j.wire.netlink.Message;

/**
 * An address of a link (struct ifaddrmsg and IFA_*). What the kernel does not tell is null.
 *
 * @param link its index
 * @param local the host's own
 * @param peer the other end's; the same as {@code local} where the link is no point-to-point one
 * @param scope RT_SCOPE_*
 * @param flags IFA_F_*
 * @param metric of the route that comes with it
 * @param valid seconds; 0xffffffff without end
 * @param preferred seconds; 0xffffffff without end
 */
public record AddressMessage(
    Family family,
    int link,
    Address local,
    Address peer,
    int prefixLength,
    int scope,
    long flags,
    @Nullable Long metric,
    @Nullable Address broadcast,
    @Nullable Address anycast,
    @Nullable String label,
    @Nullable Long valid,
    @Nullable Long preferred) {
  private static final int HEADER = 8;

  /** Reads a message; null where it is of another type or family. */
  public static @Nullable AddressMessage read(Message message) {
    if (message.type() != RouteRequests.NEWADDR) {
      return null;
    }
    Fixed fixed = new Fixed(message, HEADER);
    Family family = RouteRequests.family(fixed.u8(0));
    if (family == null) {
      return null;
    }
    Address local = null;
    Address peer = null;
    Address broadcast = null;
    Address anycast = null;
    String label = null;
    Long metric = null;
    Long valid = null;
    Long preferred = null;
    long flags = fixed.u8(2);
    Attributes attributes = message.attributes(HEADER);
    while (attributes.next()) {
      switch (attributes.type()) {
        case 1 -> peer = Values.address(family, attributes);
        case 2 -> local = Values.address(family, attributes);
        case 3 -> label = attributes.text();
        case 4 -> broadcast = Values.address(family, attributes);
        case 5 -> anycast = Values.address(family, attributes);
        case 6 -> {
          preferred = Values.u32(attributes, 0);
          valid = Values.u32(attributes, 4);
        }
        case 8 -> flags = attributes.u32();
        case 9 -> metric = attributes.u32();
        default -> {}
      }
    }
    Address own = local != null ? local : peer != null ? peer : Address.any(family);
    return new AddressMessage(
        family,
        fixed.s32(4),
        own,
        peer != null ? peer : own,
        fixed.u8(1),
        fixed.u8(3),
        flags,
        metric,
        broadcast,
        anycast,
        label,
        valid,
        preferred);
  }
}
