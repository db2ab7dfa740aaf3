package org.netfilter4j.linux;

import java.util.List;
import java.util.Map;
import org.netfilter4j.model.Backend;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.struct.SetIndexes;

/** The kernel's rules of one mode, of which both families can be changed together. */
public sealed interface KernelBackend extends Backend, AutoCloseable
    permits NftBackend, LegacyBackend {

  /**
   * The rules of a mode in a namespace; nothing is asked yet.
   *
   * @param sets the numbers of its sets
   */
  static KernelBackend open(NetworkNamespace namespace, Mode mode, SetIndexes sets) {
    return switch (mode) {
      case NFT -> new NftBackend(namespace, sets);
      case LEGACY -> new LegacyBackend(namespace, sets, true);
    };
  }

  /**
   * Carries out edits of several families, all or none. In nft mode packets meet the rules before
   * or after all of them; in legacy mode each table is replaced by itself, and put back where one
   * that comes later is refused.
   *
   * @param edits by family, each of which was read; an edit's number in an exception counts on from
   *     one family to the next, IPv4 first
   * @throws RefusedException where an edit can't be carried out; nothing is changed then
   * @throws ChangedException where another program has changed the tables since they were read
   */
  void commit(Map<Family, List<Edit>> edits);

  @Override
  void close();
}
