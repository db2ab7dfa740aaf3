package org.netfilter4j.agent.keep;

import java.util.List;
import java.util.Map;
import org.netfilter4j.agent.files.Wanted;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.model.Mode;

/**
 * Keeps a wanted state in the kernel: applies it, tells where the kernel differs, removes it.
 *
 * <p>Not safe for several threads.
 */
public final class Keeper implements AutoCloseable {
  private final Mode mode;
  private final Options options;

  /**
   * A keeper of the rules of a mode and of the sets of a namespace; nothing is asked yet.
   *
   * @param variables of the process: XTABLES_LOCKFILE counts
   */
  public Keeper(
      NetworkNamespace namespace, Mode mode, Options options, Map<String, String> variables) {
    this.mode = mode;
    this.options = options;
  }

  public Mode mode() {
    return mode;
  }

  public Options options() {
    return options;
  }

  /**
   * Makes the kernel as wanted, or leaves it as it was. Nothing is touched where nothing differs.
   *
   * @throws KeeperException where it can't be
   */
  public Applied apply(Wanted wanted) {
    throw new UnsupportedOperationException("being written");
  }

  /**
   * How the kernel differs from what is wanted; nothing is changed.
   *
   * @param elements whether the elements of sets are compared too; else only their number
   * @throws KeeperException where the kernel can't be asked
   */
  public List<Drift> drift(Wanted wanted, boolean elements) {
    throw new UnsupportedOperationException("being written");
  }

  /**
   * Removes all that is the agent's own, whatever files made it.
   *
   * @throws KeeperException where that can't be done; the kernel is as it was
   */
  public Applied cleanup() {
    throw new UnsupportedOperationException("being written");
  }

  /** The agent's rules that are in the kernel, with what they have counted. */
  public List<Counted> counted() {
    throw new UnsupportedOperationException("being written");
  }

  @Override
  public void close() {}
}
