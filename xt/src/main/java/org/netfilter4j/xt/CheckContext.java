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
 *     chain, through jumps too; 0 for a chain that nothing reaches
 * @param protocol the rule's protocol; 0 for any
 * @param notProtocol whether it is inverted
 * @param matches the rule's matches
 */
public record CheckContext(
    Family family,
    Mode mode,
    TableName table,
    int hooks,
    int protocol,
    boolean notProtocol,
    List<Match> matches) {

  /** Of a rule without matches. */
  public CheckContext(
      Family family, Mode mode, TableName table, int hooks, int protocol, boolean notProtocol) {
    this(family, mode, table, hooks, protocol, notProtocol, List.of());
  }

  /** Whether the rule's {@code -p} is that protocol, not inverted. */
  public boolean onlyProtocol(int number) {
    return protocol == number && !notProtocol;
  }

  /** Whether only those hooks reach the rule. */
  public boolean onlyFrom(int allowed) {
    return (hooks & ~allowed) == 0;
  }
}
