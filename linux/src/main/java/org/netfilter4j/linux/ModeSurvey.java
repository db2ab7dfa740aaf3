package org.netfilter4j.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;

/**
 * What the two modes hold in a network namespace.
 *
 * @param supported the modes that this kernel has
 * @param permitted whether there was the right to look (CAP_NET_ADMIN); without it nothing is known
 * @param tables those of iptables that there are
 * @param others tables of nf_tables that iptables does not know, as "inet firewalld"
 * @param first the mode that runs first of the two at the priority of a table; both where it is
 *     another in another chain; without those where the kernel does not tell, or only one mode is
 *     there (it tells with CONFIG_NETFILTER_NETLINK_HOOK, from 5.14, but not of nat)
 */
public record ModeSurvey(
    List<Mode> supported,
    boolean permitted,
    List<Held> tables,
    List<String> others,
    Map<TableName, Set<Mode>> first) {

  public ModeSurvey {
    supported = List.copyOf(supported);
    tables = List.copyOf(tables);
    others = List.copyOf(others);
    first = Map.copyOf(first);
  }

  /**
   * A table of a mode.
   *
   * @param chains built-in ones that there are, and the user's
   * @param rules of all chains, without policies: the lines with {@code -A} in a listing
   * @param hinted whether it has a chain that the kubelet makes in the mode that it uses; in
   *     nf_tables asked of mangle alone, as the iptables-wrappers do
   */
  public record Held(
      Mode mode, Family family, TableName table, int chains, int rules, boolean hinted) {}

  /**
   * Looks. No table is made by it: a legacy table that is not there yet would be made by opening
   * it, so only those are opened that the kernel lists.
   *
   * @throws KernelException where the namespace can't be entered, or the kernel's answers can't be
   *     read
   */
  public static ModeSurvey of(NetworkNamespace namespace) {
    List<Mode> supported = new ArrayList<>();
    List<Held> tables = new ArrayList<>();
    List<String> others = new ArrayList<>();
    Map<TableName, Set<Mode>> first = Map.of();
    try (NftCensus nft = new NftCensus(namespace)) {
      switch (nft.state()) {
        case PRESENT -> {
          supported.add(Mode.NFT);
          nft.count(tables, others);
          first = HookOrder.of(nft.socket());
        }
        case ABSENT -> {}
        case FORBIDDEN -> {
          return new ModeSurvey(supported, false, tables, others, first);
        }
      }
    }
    LegacyCensus legacy = new LegacyCensus(namespace);
    State state = legacy.state();
    if (state == State.PRESENT) {
      supported.add(Mode.LEGACY);
      legacy.count(tables);
    }
    return new ModeSurvey(supported, state != State.FORBIDDEN, tables, others, first);
  }

  /** The modes as they run at the same priority, as far as that is told; else nf_tables first. */
  public List<Mode> order() {
    for (Set<Mode> each : first.values()) {
      if (each.equals(Set.of(Mode.LEGACY))) {
        return List.of(Mode.LEGACY, Mode.NFT);
      }
    }
    return List.of(Mode.NFT, Mode.LEGACY);
  }

  /** How many rules a mode holds, of both families. */
  public long rules(Mode mode) {
    long rules = 0;
    for (Held held : tables) {
      rules += held.mode() == mode ? held.rules() : 0;
    }
    return rules;
  }

  boolean hinted(Mode mode) {
    for (Held held : tables) {
      if (held.mode() == mode && held.hinted()) {
        return true;
      }
    }
    return false;
  }

  /** Whether a part of the kernel is there. */
  enum State {
    PRESENT,
    ABSENT,
    FORBIDDEN
  }

  /** The chains by which the kubelet tells whose rules it uses (Kubernetes 1.17). */
  static boolean isHint(String chain) {
    return chain.equals("KUBE-IPTABLES-HINT") || chain.equals("KUBE-KUBELET-CANARY");
  }
}
