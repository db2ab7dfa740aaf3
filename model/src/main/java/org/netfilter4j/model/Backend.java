package org.netfilter4j.model;

import java.util.List;

/**
 * Where the rules of one mode are kept and where packets meet them: the embedded host, or the
 * kernel. One backend serves both families.
 */
public interface Backend {
  Mode mode();

  /** The tables of a family as they are now. */
  Ruleset read(Family family);

  /**
   * Carries out all edits, in order, or none.
   *
   * @throws RefusedException where an edit can't be carried out; nothing is changed then
   */
  void commit(Family family, List<Edit> edits);

  /** An edit was refused, as the kernel refuses with an errno. */
  final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int edit;
    private final Errno errno;

    public RefusedException(int edit, Errno errno, String detail) {
      super(detail, null, false, false);
      this.edit = edit;
      this.errno = errno;
    }

    /** The index of the edit that was refused. */
    public int edit() {
      return edit;
    }

    public Errno errno() {
      return errno;
    }
  }
}
