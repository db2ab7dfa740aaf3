package org.netfilter4j.xt;

import java.util.List;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;

/**
 * Where a rule stands, as the kernel's checkentry sees it.
 *
 * @param hooks the bits ({@link org.netfilter4j.model.Hook#bit}) of the hooks that reach the rule's
 *     chain, through jumps too; 0 for a chain that nothing reaches. What x_tables itself knows of
 *     an extension (its {@code table} and {@code hooks}) is compared with these in both modes.
 * @param ownHooks what the kernel gives checkentry as {@code hook_mask}: in legacy mode the same as
 *     {@code hooks}; in nft the hook of the rule's own chain where that is built in, else 0,
 *     because nft_compat asks once, when the rule is added
 * @param protocol the rule's protocol; 0 for any
 * @param notProtocol whether it is inverted
 * @param matches all matches of the rule
 * @param objects the host's named objects, with those of the rules before
 */
public record CheckContext(
    Family family,
    Mode mode,
    TableName table,
    int hooks,
    int ownHooks,
    int protocol,
    boolean notProtocol,
    List<Match> matches,
    HostObjects objects) {

  /** A rule without matches, in a chain that is reached without jumps. */
  public CheckContext(
      Family family, Mode mode, TableName table, int hooks, int protocol, boolean notProtocol) {
    this(family, mode, table, hooks, hooks, protocol, notProtocol, List.of(), HostObjects.NONE);
  }

  /** Whether the rule is for that protocol alone. */
  public boolean onlyProtocol(int number) {
    return protocol == number && !notProtocol;
  }

  /** Whether only those hooks reach the rule. */
  public boolean onlyFrom(int allowed) {
    return (hooks & ~allowed) == 0;
  }

  /** Whether only those hooks are in checkentry's {@code hook_mask}. */
  public boolean onlyOwn(int allowed) {
    return (ownHooks & ~allowed) == 0;
  }
}
