package org.netfilter4j.command;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Backend.RefusedException;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.xt.HostObjects;
import org.netfilter4j.xt.ruleset.MemoryBackend;

/**
 * What nf_tables refuses of one batch, by the line of the file. The kernel goes on after a refusal,
 * to tell of all, and then takes nothing of the batch.
 */
final class Refusals {
  /** The message of iptables-nft-restore goes no further. */
  private static final int MAX_LENGTH = 1023;

  /** Looking for further ones costs a check of the batch each; not worth it for long ones. */
  private static final int MAX_EDITS = 5000;

  private final TreeMap<Integer, String> byLine = new TreeMap<>();

  boolean isEmpty() {
    return byLine.isEmpty();
  }

  /** The first line that is refused. */
  int first() {
    return byLine.firstKey();
  }

  void add(int line, String what) {
    byLine.putIfAbsent(line, what);
  }

  /**
   * Finds what is refused beside the first.
   *
   * @param before the tables as they are
   * @param lines the line of each edit
   */
  void find(Ruleset before, List<Edit> edits, int[] lines, RefusedException first) {
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < edits.size(); i++) {
      left.add(i);
    }
    RefusedException next = first;
    while (next != null) {
      int edit = left.remove(/* index */ next.edit());
      add(lines[edit], Errors.nft(edits.get(edit), next.errno()));
      boolean enough = edits.size() > MAX_EDITS || message().length() > MAX_LENGTH;
      next = enough ? null : attempt(before, left.stream().map(edits::get).toList());
    }
  }

  private static @Nullable RefusedException attempt(Ruleset before, List<Edit> edits) {
    try {
      Ruleset ipv4 = Ruleset.empty(Family.IPV4, Mode.NFT);
      Ruleset ipv6 = Ruleset.empty(Family.IPV6, Mode.NFT);
      MemoryBackend copy =
          switch (before.family()) {
            case IPV4 -> new MemoryBackend(before, ipv6, HostObjects.UNKNOWN);
            case IPV6 -> new MemoryBackend(ipv4, before, HostObjects.UNKNOWN);
          };
      copy.commit(before.family(), edits);
      return null;
    } catch (RefusedException e) {
      return e;
    }
  }

  private String message() {
    StringBuilder text = new StringBuilder();
    byLine.forEach((line, what) -> {
      String next = "\nline " + line + ": " + what;
      if (text.length() + next.length() <= MAX_LENGTH) {
        text.append(next);
      }
    });
    return text.toString();
  }

  /** What iptables-nft-restore ends with. */
  Failure failure(String program) {
    return Failure.line(
        4,
        program + " v" + Environment.VERSION + " (" + Mode.NFT.versionWord() + "): " + message(),
        byLine.firstEntry().getValue());
  }
}
