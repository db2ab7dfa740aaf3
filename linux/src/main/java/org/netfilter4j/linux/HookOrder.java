package org.netfilter4j.linux;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;
import org.netfilter4j.wire.netlink.Attributes;
import org.netfilter4j.wire.netlink.Message;
import org.netfilter4j.wire.netlink.MessageWriter;

/**
 * Which mode's tables run first where both stand at the same priority of a hook: the one that was
 * registered last. Only the list of hooks tells it (include/uapi/linux/netfilter/nfnetlink_hook.h,
 * from 5.14 and where the kernel has it), and for nat not even that: its hooks are netfilter's own.
 */
final class HookOrder {
  private static final int GET = 12 << 8;
  private static final int HOOKNUM = 1;
  private static final int PRIORITY = 2;
  private static final int FUNCTION_NAME = 4;
  private static final int MODULE_NAME = 5;
  private static final int CHAIN_INFO = 6;
  private static final int INFO_DESCRIPTION = 1;
  private static final int DESCRIBED_TABLE = 1;
  private final Map<Long, Mode> firstOf = new HashMap<>();
  private final Map<TableName, Set<Mode>> found = new EnumMap<>(TableName.class);

  HookOrder() {}

  /** Asks of all hooks; empty where the kernel does not tell. */
  static Map<TableName, Set<Mode>> of(NetlinkSocket socket) {
    HookOrder found = new HookOrder();
    for (Family family : Family.values()) {
      for (Hook hook : Hook.values()) {
        int number = socket.nextSequence();
        MessageWriter request =
            new MessageWriter()
                .begin(
                    GET,
                    MessageWriter.NLM_F_REQUEST | MessageWriter.NLM_F_DUMP,
                    number,
                    ModeChoice.number(family),
                    0)
                .network32(HOOKNUM, hook.ordinal())
                .end();
        try {
          Errno error = socket.ask(request, number, found::add);
          if (error != null) {
            return Map.of();
          }
        } catch (NetlinkSocket.Interrupted _) {
          return Map.of();
        }
      }
    }
    return found.found();
  }

  /** Takes the next of a hook's functions, in the order in which they run. */
  void add(Message message) {
    long hook = message.family();
    long priority = 0;
    String function = "";
    String module = "";
    String table = null;
    Attributes attributes = message.attributes();
    while (attributes.next()) {
      switch (attributes.type()) {
        case HOOKNUM -> hook = hook << 8 | attributes.network32();
        case PRIORITY -> priority = attributes.network32();
        case FUNCTION_NAME -> function = attributes.text();
        case MODULE_NAME -> module = attributes.text();
        case CHAIN_INFO -> table = table(attributes.nested());
        default -> {}
      }
    }
    Mode mode = mode(function, module, table);
    if (mode == null) {
      return;
    }
    Mode first = firstOf.putIfAbsent(hook << 32 | priority, mode);
    TableName met = at((int) priority);
    if (first != null && first != mode && met != null) {
      found.computeIfAbsent(met, _ -> EnumSet.noneOf(Mode.class)).add(first);
    }
  }

  /** The table where both modes are at that priority. */
  private static @Nullable TableName at(int priority) {
    for (TableName table : TableName.values()) {
      Hook hook = table.hooks().getFirst();
      if (table.priority(hook, Mode.NFT) == priority
          && table.priority(hook, Mode.LEGACY) == priority) {
        return table;
      }
    }
    return null;
  }

  private static @Nullable String table(Attributes info) {
    while (info.next()) {
      if (info.type() == INFO_DESCRIPTION) {
        Attributes description = info.nested();
        while (description.next()) {
          if (description.type() == DESCRIBED_TABLE) {
            return description.text();
          }
        }
      }
    }
    return null;
  }

  private static @Nullable Mode mode(String function, String module, @Nullable String table) {
    if (table != null) {
      return TableName.find(table) == null ? null : Mode.NFT;
    }
    boolean legacy =
        function.equals("ipt_do_table")
            || function.equals("ip6t_do_table")
            || function.startsWith("iptable_")
            || function.startsWith("ip6table_")
            || module.startsWith("iptable_")
            || module.startsWith("ip6table_");
    return legacy ? Mode.LEGACY : null;
  }

  Map<TableName, Set<Mode>> found() {
    return found;
  }
}
