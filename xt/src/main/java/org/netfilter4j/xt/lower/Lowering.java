package org.netfilter4j.xt.lower;

import java.util.function.Supplier;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;
import org.netfilter4j.xt.set.SetNamespace;

/** What an extension is told when the rule that it stands in is loaded. */
public interface Lowering {
  Family family();

  Mode mode();

  TableName table();

  /** The bits of the hooks that reach the rule. */
  int hooks();

  /** The protocol of the rule's {@code -p}; 0 for any or where it is inverted. */
  int protocol();

  /**
   * The state of this use of the extension in this rule, made at the first call. It lives as long
   * as the kernel would keep it: in legacy mode until the table is committed again, in nft until
   * the rule goes.
   */
  <S> S state(Class<S> type, Supplier<S> fresh);

  /** State that rules share by a name within the namespace (recent, hashlimit). */
  <S> S named(Class<S> type, String name, Supplier<S> fresh);

  /** The sets; a rule keeps the set that it finds here, whatever it is called later. */
  SetNamespace sets();

  /** Has connections that begin from now on come with that. */
  void extend(Connection.Extra with);
}
