package org.netfilter4j.xt;

import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;

/**
 * Where a rule stands, as the kernel's checkentry sees it.
 *
 * @param hooks the bits ({@link org.netfilter4j.model.Hook#bit}) of the hooks that reach the rule's
 *     chain, through jumps too; 0 for a chain that nothing reaches
 * @param protocol the rule's protocol; 0 for any
 * @param notProtocol whether it is inverted
 */
public record CheckContext(
    Family family, Mode mode, TableName table, int hooks, int protocol, boolean notProtocol) {

  /** Whether only those hooks reach the rule. */
  public boolean onlyFrom(int allowed) {
    return (hooks & ~allowed) == 0;
  }
}
