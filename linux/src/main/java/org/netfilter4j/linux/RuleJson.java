package org.netfilter4j.linux;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.wire.route.RuleMessage;
import org.netfilter4j.xt.Names;

/** The part of {@link IpJson} that is about policy rules. */
final class RuleJson {
  private static final int KERNEL = 2;

  private final Names names;
  private final RouteNames words;
  private final NumberNames groups;

  /**
   * With names for numbers.
   *
   * @param names of protocols
   * @param groups of links
   */
  RuleJson(Names names, RouteNames words, NumberNames groups) {
    this.names = names;
    this.words = words;
    this.groups = groups;
  }

  private String protocol(int number) {
    String name = names.protocolName(number);
    return name == null ? "ipproto-" + number : name;
  }

  /** What {@code ip -j rule show} says of a rule. */
  void rule(JsonText out, RuleMessage rule) {
    out.object();
    out.put("priority", rule.priority());
    if ((rule.flags() & RuleMessage.INVERT) != 0) {
      out.nothing("not");
    }
    end(out, "src", rule.source(), rule.sourceLength(), rule.family());
    if (rule.destination() != null || rule.destinationLength() != 0) {
      end(out, "dst", rule.destination(), rule.destinationLength(), rule.family());
    }
    if (rule.typeOfService() != 0) {
      out.put("tos", words.services.ofByte(rule.typeOfService()));
    }
    mark(out, rule.mark(), rule.markMask());
    if (rule.incoming() != null) {
      out.put("iif", rule.incoming());
      if ((rule.flags() & RuleMessage.INCOMING_DETACHED) != 0) {
        out.nothing("iif_detached");
      }
    }
    if (rule.outgoing() != null) {
      out.put("oif", rule.outgoing());
      if ((rule.flags() & RuleMessage.OUTGOING_DETACHED) != 0) {
        out.nothing("oif_detached");
      }
    }
    if (rule.masterDevice()) {
      out.nothing("l3mdev");
    }
    RuleMessage.Range users = rule.users();
    if (users != null) {
      out.put("uid_start", users.first()).put("uid_end", users.last());
    }
    if (rule.protocol() != null) {
      out.put("ipproto", protocol(rule.protocol()));
    }
    ports(out, "sport", rule.sourcePorts());
    ports(out, "dport", rule.destinationPorts());
    IpJson.put(out, "tun_id", rule.tunnel());
    if (rule.table() != 0) {
      out.put("table", words.tables.of(rule.table()));
      if (rule.suppressedLength() != -1) {
        out.put("suppress_prefixlen", rule.suppressedLength());
      }
      if (rule.suppressedGroup() != -1) {
        out.put("suppress_ifgroup", groups.of(rule.suppressedGroup()));
      }
    }
    Long both = rule.realms();
    if (both != null) {
      if (both >>> 16 != 0) {
        out.put("flow_from", words.realms.of(both >>> 16));
      }
      out.put("flow_to", words.realms.of(both & 0xffff));
    }
    action(out, rule);
    if (rule.maker() != 0 && rule.maker() != KERNEL) {
      out.put("protocol", words.protocols.of(rule.maker()));
    }
    out.endObject();
  }

  private static void end(
      JsonText out, String key, @Nullable Address address, int length, Family family) {
    if (address != null) {
      out.put(key, address.toString());
      if (length != family.bits()) {
        out.put(key + "len", length);
      }
    } else if (length != 0) {
      out.put(key, "0").put(key + "len", length);
    } else {
      out.put(key, "all");
    }
  }

  private static void mark(JsonText out, @Nullable Long mark, @Nullable Long mask) {
    if (mark != null || mask != null) {
      out.put("fwmark", "0x" + Long.toHexString(mark == null ? 0 : mark));
      if (mask != null && mask != 0xffff_ffffL) {
        out.put("fwmask", "0x" + Long.toHexString(mask));
      }
    }
  }

  private static void ports(JsonText out, String key, RuleMessage.@Nullable Range range) {
    if (range == null) {
      return;
    }
    if (range.first() == range.last()) {
      out.put(key, range.first());
    } else {
      out.put(key + "_start", range.first()).put(key + "_end", range.last());
    }
  }

  private static void action(JsonText out, RuleMessage rule) {
    switch (rule.action()) {
      case RuleMessage.TO_TABLE -> {}
      case RuleMessage.GOTO -> {
        Long target = rule.target();
        if (target == null) {
          out.put("goto", "none");
        } else {
          out.put("goto", target);
        }
        if ((rule.flags() & RuleMessage.UNRESOLVED) != 0) {
          out.nothing("unresolved");
        }
      }
      case RuleMessage.NOP -> out.nothing("nop");
      default -> out.put("action", RouteJson.type(rule.action()));
    }
  }
}
