package org.netfilter4j.xt.nft;

import java.util.List;
import org.netfilter4j.model.Match;

/**
 * What iptables-nft can't read of a rule that somebody else has written, though the rule consists
 * of expressions that iptables uses. Such a rule can be kept, counted and deleted by its number,
 * but not be listed.
 *
 * @param reasons in the C tool's words, at least one
 */
public record Unreadable(List<String> reasons) implements Match {
  public Unreadable {
    reasons = List.copyOf(reasons);
  }

  @Override
  public String name() {
    return "nft";
  }

  /** A rule with such a part is to be listed. */
  public static final class ListedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<String> reasons;

    ListedException(Unreadable match) {
      super(String.join(", ", match.reasons()), null, false, false);
      this.reasons = match.reasons();
    }

    /** In the C tool's words. */
    public List<String> reasons() {
      return reasons;
    }
  }
}
