package org.netfilter4j.xt;

import org.netfilter4j.model.Match;
import org.netfilter4j.xt.match.Comment;

/** Matches that only say something to people; {@link Match#remark} reads them. */
public final class Remarks {
  private Remarks() {}

  /**
   * A match that says this.
   *
   * @param text at most 255 bytes of UTF-8 (XT_MAX_COMMENT_LEN without its NUL)
   */
  public static Match of(String text) {
    return new Comment.Data(text);
  }
}
