package org.netfilter4j.xt;

import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;

/** What is known about a rule while its words are bound and its extensions parsed. */
public interface RuleContext {
  Family family();

  Mode mode();

  TableName table();

  /**
   * The protocol of {@code -p} so far; 0 where none was given yet. While an option's own argument
   * is parsed this is what stood before it; in {@link MatchExtension#parse} it is final.
   */
  int protocol();

  /** Whether {@code -p} was inverted. */
  boolean notProtocol();

  /** Names of services, protocols, users and the like. */
  Names names();

  /** The sets of the host. */
  SetDirectory sets();

  /** A line for standard error that does not end the command. */
  void warn(String line);
}
