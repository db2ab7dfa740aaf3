package org.netfilter4j.wire.route;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.wire.netlink.Attributes;
import org.netfilter4j.wire.netlink.Message;

/**
 * A link (struct ifinfomsg and IFLA_*). What the kernel does not tell is null.
 *
 * @param index its number in the namespace
 * @param type of its hardware, ARPHRD_*
 * @param flags IFF_*
 * @param link the index of the link that it belongs to (the peer of a veth); 0 for none that can be
 *     seen
 * @param linkNamespace the number of the namespace where that link is, if not this one
 * @param master the index of the bridge or other master
 * @param address of the link layer, as ip(8) prints it
 * @param permanentAddress the one that the hardware came with
 */
public record LinkMessage(
    int index,
    int type,
    int flags,
    String name,
    @Nullable Integer link,
    @Nullable Integer linkNamespace,
    @Nullable Long mtu,
    @Nullable String queueing,
    @Nullable Integer master,
    @Nullable Integer operationalState,
    @Nullable Integer linkMode,
    @Nullable Long group,
    long queueLength,
    @Nullable String address,
    @Nullable String broadcast,
    @Nullable String permanentAddress,
    boolean protocolDown,
    @Nullable String alias,
    List<String> alternativeNames) {
  public static final int UP = 1;
  public static final int POINTOPOINT = 0x10;
  public static final int RUNNING = 0x40;

  private static final int HEADER = 16;
  private static final int ALT_IFNAME = 53;

  public LinkMessage {
    alternativeNames = List.copyOf(alternativeNames);
  }

  /** Reads a message; null where it is of another type. */
  public static @Nullable LinkMessage read(Message message) {
    if (message.type() != RouteRequests.NEWLINK) {
      return null;
    }
    Fixed fixed = new Fixed(message, HEADER);
    int type = fixed.u16(2);
    String name = "";
    Integer link = null;
    Integer namespace = null;
    Long mtu = null;
    String queueing = null;
    Integer master = null;
    Integer state = null;
    Integer mode = null;
    Long group = null;
    long queueLength = 0;
    String address = null;
    String broadcast = null;
    String permanent = null;
    boolean down = false;
    String alias = null;
    List<String> names = new ArrayList<>();
    Attributes attributes = message.attributes(HEADER);
    while (attributes.next()) {
      switch (attributes.type()) {
        case 1 -> address = hardware(attributes.bytes(), type);
        case 2 -> broadcast = hardware(attributes.bytes(), type);
        case 3 -> name = attributes.text();
        case 4 -> mtu = attributes.u32();
        case 5 -> link = (int) attributes.u32();
        case 6 -> queueing = attributes.text();
        case 10 -> master = (int) attributes.u32();
        case 13 -> queueLength = attributes.u32();
        case 16 -> state = attributes.u8();
        case 17 -> mode = attributes.u8();
        case 20 -> alias = attributes.text();
        case 27 -> group = attributes.u32();
        case 37 -> namespace = (int) attributes.u32();
        case 39 -> down = attributes.u8() != 0;
        case 52 -> {
          Attributes properties = attributes.nested();
          while (properties.next()) {
            if (properties.type() == ALT_IFNAME) {
              names.add(properties.text());
            }
          }
        }
        case 54 -> permanent = hardware(attributes.bytes(), type);
        default -> {}
      }
    }
    return new LinkMessage(
        fixed.s32(4),
        type,
        fixed.s32(8),
        name,
        link,
        namespace,
        mtu,
        queueing,
        master,
        state,
        mode,
        group,
        queueLength,
        address,
        broadcast,
        permanent,
        down,
        alias,
        names);
  }

  /** Tunnels have an IP address there. */
  private static String hardware(byte[] bytes, int type) {
    boolean tunnel4 = type == 768 || type == 776 || type == 778;
    if (tunnel4 && bytes.length == 4) {
      return Address.read(Family.IPV4, bytes, 0).toString();
    }
    if ((type == 769 || type == 823) && bytes.length == 16) {
      return Address.read(Family.IPV6, bytes, 0).toString();
    }
    StringBuilder text = new StringBuilder();
    for (byte each : bytes) {
      text.append(text.isEmpty() ? "" : ":");
      text.append(Character.forDigit(each >> 4 & 15, 16)).append(Character.forDigit(each & 15, 16));
    }
    return text.toString();
  }
}
