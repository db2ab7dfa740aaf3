package org.netfilter4j.linux;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.wire.netlink.Attributes;
import org.netfilter4j.wire.netlink.Message;
import org.netfilter4j.wire.netlink.MessageWriter;
import org.netfilter4j.wire.nft.NftAttribute;

/**
 * Asks nf_tables what there is.
 *
 * <p>Not safe for several threads.
 */
final class NftDump {
  private final NetlinkSocket socket;
  private final MessageWriter request = new MessageWriter(256);

  NftDump(NetlinkSocket socket) {
    this.socket = socket;
  }

  /** NFPROTO_*. */
  static int number(Family family) {
    return family == Family.IPV4 ? 2 : 10;
  }

  private int begin(int message, Family family, boolean dump) {
    request.clear();
    int sequence = socket.nextSequence();
    int flags = dump ? MessageWriter.NLM_F_REQUEST | MessageWriter.NLM_F_DUMP : 1;
    request.begin(NftAttribute.type(message), flags, sequence, number(family), 0);
    return sequence;
  }

  private @Nullable Errno ask(int sequence, NetlinkSocket.Receiver to) {
    request.end();
    return socket.ask(request, sequence, to);
  }

  /**
   * The generation of the ruleset, which every change makes another.
   *
   * @throws KernelException with EPERM where the right is missing, and others where there is no
   *     nf_tables
   */
  long generation() {
    long[] found = new long[1];
    request.clear();
    int sequence = socket.nextSequence();
    request.begin(NftAttribute.type(NftAttribute.GETGEN), 1, sequence, 0, 0);
    Errno refused =
        ask(
            sequence,
            message -> {
              Attributes in = message.attributes();
              while (in.next()) {
                if (in.type() == NftAttribute.GEN_ID) {
                  found[0] = in.network32();
                }
              }
            });
    if (refused != null) {
      throw new KernelException("Could not fetch rule set generation id", refused);
    }
    return found[0];
  }

  private static void require(@Nullable Errno refused, String what) {
    if (refused != null && refused != Errno.ENOENT) {
      throw new KernelException(what, refused);
    }
  }

  /** Whether the table is there. */
  boolean hasTable(Family family, String table) {
    int sequence = begin(NftAttribute.GETTABLE, family, false);
    request.text(NftAttribute.TABLE_NAME, table);
    Errno refused = ask(sequence, message -> {});
    require(refused, "table " + table);
    return refused == null;
  }

  /** The names of all tables of the family, in the kernel's order. */
  List<String> tables(Family family) {
    List<String> names = new ArrayList<>();
    int sequence = begin(NftAttribute.GETTABLE, family, true);
    require(
        ask(
            sequence,
            message -> {
              Attributes in = message.attributes();
              while (in.next()) {
                if (in.type() == NftAttribute.TABLE_NAME) {
                  names.add(in.text());
                }
              }
            }),
        "tables");
    return names;
  }

  /**
   * Chains of the family.
   *
   * @param table whose chains are wanted; null for all tables'
   * @param names the chains that are wanted; all where there are none
   */
  List<NftChain> chains(Family family, @Nullable String table, Set<String> names) {
    List<NftChain> chains = new ArrayList<>();
    NetlinkSocket.Receiver taking =
        message -> {
          NftChain chain = NftChain.read(message.attributes());
          if (table == null || chain.table().equals(table)) {
            chains.add(chain);
          }
        };
    if (names.isEmpty() || table == null) {
      int sequence = begin(NftAttribute.GETCHAIN, family, true);
      if (table != null) {
        request.text(NftAttribute.CHAIN_TABLE, table);
      }
      require(ask(sequence, taking), "chains");
      return chains;
    }
    for (String name : names) {
      int sequence = begin(NftAttribute.GETCHAIN, family, false);
      request.text(NftAttribute.CHAIN_TABLE, table);
      request.text(NftAttribute.CHAIN_NAME, name);
      require(ask(sequence, taking), "chain " + name);
    }
    return chains;
  }

  /**
   * The rules of one chain.
   *
   * @throws NetlinkSocket.Interrupted where they were changed meanwhile
   */
  void rules(Family family, String table, String chain, NftRules into) {
    Map<String, NftRules> one = new HashMap<>();
    one.put(chain, into);
    rules(family, table, chain, one, null);
  }

  /**
   * The rules of a table's chains.
   *
   * @param only the one chain that is wanted; null for all
   * @param into lists by chain, which take their rules
   * @param ahead decodes them meanwhile; null where nothing does
   * @throws NetlinkSocket.Interrupted where they were changed meanwhile
   */
  void rules(
      Family family,
      String table,
      @Nullable String only,
      Map<String, NftRules> into,
      @Nullable DecodeAhead ahead) {
    int sequence = begin(NftAttribute.GETRULE, family, true);
    request.text(NftAttribute.RULE_TABLE, table);
    if (only != null) {
      request.text(NftAttribute.RULE_CHAIN, only);
    }
    into.values().forEach(NftRules::begin);
    require(ask(sequence, new Keeper(into, ahead)), "rules of table " + table);
  }

  /** Copies each packet once; the rules of it share the copy. */
  private static final class Keeper implements NetlinkSocket.Receiver {
    private final Map<String, NftRules> into;
    private final @Nullable DecodeAhead ahead;
    private byte[] kept = new byte[0];
    private int used;

    Keeper(Map<String, NftRules> into, @Nullable DecodeAhead ahead) {
      this.into = into;
      this.ahead = ahead;
    }

    @Override
    public void message(Message message) {
      Attributes in = message.attributes();
      NftRules rules = null;
      while (rules == null && in.next()) {
        if (in.type() == NftAttribute.RULE_CHAIN) {
          rules = into.get(in.text());
        }
      }
      if (rules == null) {
        return;
      }
      if (kept.length - used < message.length()) {
        kept = new byte[Math.max(1 << 16, message.length())];
        used = 0;
      }
      System.arraycopy(message.bytes(), message.start(), kept, used, message.length());
      Message copy = new Message(kept, used, message.length());
      rules.add(copy);
      if (ahead != null) {
        ahead.add(rules, copy);
      }
      used += Attributes.align(message.length());
    }
  }
}
