package org.netfilter4j.model;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the rules of one mode are kept and where packets meet them: the embedded host, or the
 * kernel. One backend serves both families.
 */
public interface Backend {
  Mode mode();

  /** The tables of a family as they are now. */
  Ruleset read(Family family);

  /**
   * The tables of a family as they are now, of which at least that one and what is needed of it
   * must be there; the kernel is asked for no more. In legacy mode the kernel makes a table that it
   * is asked for.
   *
   * @throws UnavailableException where it can't be had
   */
  default Ruleset read(Family family, TableName table, Need need) {
    return read(family);
  }

  /** As {@link #read(Family, TableName, Need)}, of all tables. */
  default Ruleset read(Family family, Need need) {
    return read(family);
  }

  /** How much of a table, or of one chain of it, the tools of this mode can list. */
  default Fitness fitness(Family family, TableName table, @Nullable String chain) {
    return Fitness.WHOLE;
  }

  /** How much of a table can be listed. */
  enum Fitness {
    /** All of it. */
    WHOLE,
    /** It has base chains that are none of iptables'. */
    PART,
    /** It has rules that iptables can't read. */
    NONE
  }

  /** Whether a commit finds by itself what is impossible, so that nobody need look before. */
  default boolean judges() {
    return false;
  }

  /**
   * Carries out all edits, in order, or none.
   *
   * @throws RefusedException where an edit can't be carried out; nothing is changed then
   * @throws ChangedException where another program has changed the tables since they were last
   *     read; nothing is changed then, and the edits are to be made anew
   */
  void commit(Family family, List<Edit> edits);

  /**
   * What is needed of a table.
   *
   * @param chains the chains that matter; all where there are none
   * @param rules whether their rules are needed all at once; else they are read chain by chain,
   *     where they are asked for
   */
  record Need(Set<String> chains, boolean rules) {
    /** All of it. */
    public static final Need ALL = new Need(Set.of(), true);

    /** All chains, and rules where they are asked for. */
    public static final Need CHAINS = new Need(Set.of(), false);

    public Need {
      chains = Set.copyOf(chains);
    }
  }

  /** Another program has changed the tables since they were read. */
  final class ChangedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ChangedException() {
      super("the tables were changed meanwhile", null, false, false);
    }
  }

  /** A table can't be had: the right is missing, or the kernel has no such thing. */
  final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final Errno errno;
    private final boolean asked;
    private final @Nullable String lacking;

    /**
     * @param asked whether it came to asking, else there was nobody to ask
     * @param lacking the part that this kernel seems not to have; null where it is not that
     */
    public UnavailableException(
        Errno errno, String detail, boolean asked, @Nullable String lacking) {
      super(detail, null, false, false);
      this.errno = errno;
      this.asked = asked;
      this.lacking = lacking;
    }

    public Errno errno() {
      return errno;
    }

    public boolean asked() {
      return asked;
    }

    /** What of the kernel is missing, as a remark; empty where it is not that. */
    public String remark() {
      return lacking == null ? "" : " (this kernel has no " + lacking + ")";
    }
  }

  /** An edit and why it was refused. */
  record Refusal(int edit, Errno errno) {}

  /** An edit was refused, as the kernel refuses with an errno. */
  final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int edit;
    private final Errno errno;
    private final transient List<Refusal> all;

    public RefusedException(int edit, Errno errno, String detail) {
      super(detail, null, false, false);
      this.edit = edit;
      this.errno = errno;
      this.all = List.of();
    }

    /**
     * Several edits were refused.
     *
     * @param all in their order; at least one
     */
    public RefusedException(List<Refusal> all, String detail) {
      super(detail, null, false, false);
      this.edit = all.getFirst().edit();
      this.errno = all.getFirst().errno();
      this.all = List.copyOf(all);
    }

    /** All edits that were refused, where that is known; else none. */
    public List<Refusal> all() {
      return all;
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
