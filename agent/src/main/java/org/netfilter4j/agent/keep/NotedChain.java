package org.netfilter4j.agent.keep;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.files.Wanted;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;

/**
 * A chain of the agent's as the set of the ledger names it, where no flush of a table reaches: as a
 * comment, {@code nft ipv4 filter WEB}.
 */
record NotedChain(Mode mode, Family family, TableName table, String name) {

  /** The chains that are wanted. */
  static Set<NotedChain> of(Wanted wanted) {
    Set<NotedChain> chains = new LinkedHashSet<>();
    for (Family family : Family.values()) {
      wanted
          .tables(family)
          .forEach((table, of) -> {
            for (String name : of.own().keySet()) {
              chains.add(new NotedChain(wanted.mode(), family, table, name));
            }
          });
    }
    return chains;
  }

  /** Reads a comment; null where it names no chain. */
  static @Nullable NotedChain of(String text) {
    String[] words = text.split(" ", 4);
    TableName table = words.length == 4 ? TableName.find(words[2]) : null;
    if (table != null) {
      for (Mode mode : Mode.values()) {
        for (Family family : Family.values()) {
          if (words[0].equals(mode.word()) && words[1].equals(word(family))) {
            return new NotedChain(mode, family, table, words[3]);
          }
        }
      }
    }
    return null;
  }

  private static String word(Family family) {
    return family == Family.IPV4 ? "ipv4" : "ipv6";
  }

  String text() {
    return mode.word() + " " + word(family) + " " + table.word() + " " + name;
  }
}
