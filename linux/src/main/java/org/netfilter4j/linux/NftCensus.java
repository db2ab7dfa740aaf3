package org.netfilter4j.linux;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;
import org.netfilter4j.wire.netlink.Attributes;
import org.netfilter4j.wire.netlink.Message;
import org.netfilter4j.wire.netlink.MessageWriter;

/** Counts what nf_tables holds in iptables' tables (include/uapi/linux/netfilter/nf_tables.h). */
final class NftCensus implements AutoCloseable {
  private static final int SUBSYSTEM = 10 << 8;
  private static final int GETTABLE = SUBSYSTEM | 1;
  private static final int GETCHAIN = SUBSYSTEM | 4;
  private static final int GETRULE = SUBSYSTEM | 7;
  private static final int GETGEN = SUBSYSTEM | 16;
  private static final int TABLE_NAME = 1;
  private static final int CHAIN_TABLE = 1;
  private static final int CHAIN_NAME = 3;
  private static final int CHAIN_USE = 6;
  private static final int RULE_TABLE = 1;

  /** How often a dump is asked for anew that other programs' changes interrupt. */
  private static final int ATTEMPTS = 100;

  private static final NetlinkSocket.Receiver NOTHING = new Nothing();

  private final @Nullable NetlinkSocket socket;
  private final ModeSurvey.State state;

  NftCensus(NetworkNamespace namespace) {
    NetlinkSocket opened = null;
    ModeSurvey.State found = ModeSurvey.State.ABSENT;
    try {
      opened = NetlinkSocket.open(namespace, NetlinkSocket.NETFILTER);
      found = state(opened);
    } catch (KernelException e) {
      if (e.errno() != Errno.EPROTONOSUPPORT && e.errno() != Errno.EAFNOSUPPORT) {
        throw e;
      }
    }
    socket = opened;
    state = found;
  }

  /** Where only the kernel's agreement matters. */
  private static final class Nothing implements NetlinkSocket.Receiver {
    @Override
    public void message(Message message) {}
  }

  private static ModeSurvey.State state(NetlinkSocket socket) {
    int number = socket.nextSequence();
    MessageWriter request =
        new MessageWriter().begin(GETGEN, MessageWriter.NLM_F_REQUEST, number, 0, 0).end();
    Errno error = socket.ask(request, number, NOTHING);
    return error == null
        ? ModeSurvey.State.PRESENT
        : error == Errno.EPERM ? ModeSurvey.State.FORBIDDEN : ModeSurvey.State.ABSENT;
  }

  ModeSurvey.State state() {
    return state;
  }

  NetlinkSocket socket() {
    if (socket == null) {
      throw new IllegalStateException("the kernel has no netfilter netlink");
    }
    return socket;
  }

  /** Whether the kubelet's chain is in mangle, of either family. */
  boolean hinted() {
    for (Family family : Family.values()) {
      if (hasChain(family, "KUBE-IPTABLES-HINT") || hasChain(family, "KUBE-KUBELET-CANARY")) {
        return true;
      }
    }
    return false;
  }

  private boolean hasChain(Family family, String chain) {
    int number = socket().nextSequence();
    MessageWriter request =
        new MessageWriter()
            .begin(GETCHAIN, MessageWriter.NLM_F_REQUEST, number, ModeChoice.number(family), 0)
            .text(CHAIN_TABLE, TableName.MANGLE.word())
            .text(CHAIN_NAME, chain)
            .end();
    Errno error = socket().ask(request, number, NOTHING);
    if (error != null && error != Errno.ENOENT) {
      throw new KernelException("nf_tables", error);
    }
    return error == null;
  }

  /**
   * Whether iptables' tables have fewer rules than that. A chain says how often it is used: by its
   * rules, and by the jumps to it, which are rules too. So there are at least half as many rules as
   * uses and at most as many, and rules are dumped only where that does not decide.
   */
  boolean hasFewerThan(long rules) {
    List<Counted> counted = chains();
    long uses = 0;
    for (Counted table : counted) {
      uses += table.uses;
    }
    if (uses < rules) {
      return true;
    }
    if ((uses + 1) / 2 >= rules) {
      return false;
    }
    countRules(counted);
    long found = 0;
    for (Counted table : counted) {
      found += table.rules;
    }
    return found < rules;
  }

  /** Counts all. */
  void count(List<ModeSurvey.Held> tables, List<String> others) {
    dump(
        GETTABLE,
        0,
        message -> {
          Attributes attributes = message.attributes();
          while (attributes.next()) {
            if (attributes.type() == TABLE_NAME) {
              String name = attributes.text();
              Family family = family(message.family());
              if (family == null || TableName.find(name) == null) {
                others.add(familyWord(message.family()) + " " + name);
              }
            }
          }
        },
        others::clear);
    List<Counted> counted = chains();
    countRules(counted);
    for (Counted table : counted) {
      tables.add(
          new ModeSurvey.Held(
              Mode.NFT, table.family, table.name, table.chains, table.rules, table.hinted));
    }
  }

  private static @Nullable Family family(int number) {
    return switch (number) {
      case 2 -> Family.IPV4;
      case 10 -> Family.IPV6;
      default -> null;
    };
  }

  private static String familyWord(int number) {
    return switch (number) {
      case 1 -> "inet";
      case 2 -> "ip";
      case 3 -> "arp";
      case 5 -> "netdev";
      case 7 -> "bridge";
      case 10 -> "ip6";
      default -> "family " + number;
    };
  }

  /** A table that is counted. */
  private static final class Counted {
    final Family family;
    final TableName name;
    int chains;
    long uses;
    int rules;
    boolean hinted;

    Counted(Family family, TableName name) {
      this.family = family;
      this.name = name;
    }
  }

  /** The tables that have chains, with these counted. */
  private List<Counted> chains() {
    List<Counted> all = new ArrayList<>();
    for (Family family : Family.values()) {
      Map<TableName, Counted> tables = new EnumMap<>(TableName.class);
      dump(
          GETCHAIN,
          ModeChoice.number(family),
          message -> chain(message, family, tables),
          tables::clear);
      all.addAll(tables.values());
    }
    return all;
  }

  private static void chain(Message message, Family family, Map<TableName, Counted> tables) {
    TableName table = null;
    String name = "";
    long uses = 0;
    Attributes attributes = message.attributes();
    while (attributes.next()) {
      switch (attributes.type()) {
        case CHAIN_TABLE -> table = TableName.find(attributes.text());
        case CHAIN_NAME -> name = attributes.text();
        case CHAIN_USE -> uses = attributes.network32();
        default -> {}
      }
    }
    if (table != null) {
      Counted counted = tables.computeIfAbsent(table, of -> new Counted(family, of));
      counted.chains++;
      counted.uses += uses;
      counted.hinted |= table == TableName.MANGLE && ModeSurvey.isHint(name);
    }
  }

  private void countRules(List<Counted> tables) {
    for (Family family : Family.values()) {
      dump(
          GETRULE,
          ModeChoice.number(family),
          message -> {
            Attributes attributes = message.attributes();
            while (attributes.next()) {
              if (attributes.type() == RULE_TABLE) {
                countRule(tables, family, attributes.text());
                return;
              }
            }
          },
          () -> {
            for (Counted table : tables) {
              table.rules = table.family == family ? 0 : table.rules;
            }
          });
    }
  }

  private static void countRule(List<Counted> tables, Family family, String name) {
    for (Counted table : tables) {
      if (table.family == family && table.name.word().equals(name)) {
        table.rules++;
      }
    }
  }

  /**
   * Asks for all of a kind, until the kernel could tell them without another program's change in
   * between.
   *
   * @param anew what is done before each attempt
   */
  private void dump(int type, int family, NetlinkSocket.Receiver to, Runnable anew) {
    int flags = MessageWriter.NLM_F_REQUEST | MessageWriter.NLM_F_DUMP;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      anew.run();
      int number = socket().nextSequence();
      MessageWriter request = new MessageWriter().begin(type, flags, number, family, 0).end();
      try {
        Errno error = socket().ask(request, number, to);
        if (error != null) {
          throw new KernelException("nf_tables", error);
        }
        return;
      } catch (NetlinkSocket.Interrupted _) {
        // Asked again.
      }
    }
    throw new KernelException("nf_tables", Errno.EINTR);
  }

  @Override
  public void close() {
    if (socket != null) {
      socket.close();
    }
  }
}
