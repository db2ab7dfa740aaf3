package org.netfilter4j.agent.keep;

import java.util.HashMap;
import java.util.Map;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.linux.SetLookup;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.SetDirectory;
import org.netfilter4j.xt.struct.SetIndexes;

/**
 * The kernel's numbers of sets, as long as a transaction lasts: names that stand for other sets for
 * a while, and numbers that are asked for anew when sets have come and gone.
 *
 * <p>Not safe for several threads.
 */
final class SetNumbers implements SetIndexes, SetDirectory, AutoCloseable {
  private final NetworkNamespace namespace;
  private final Map<String, String> meant = new HashMap<>();
  private final Map<String, String> told = new HashMap<>();
  private SetLookup kernel;

  SetNumbers(NetworkNamespace namespace) {
    this.namespace = namespace;
    kernel = new SetLookup(namespace);
  }

  /** Forgets what was asked. */
  void forget() {
    kernel.close();
    kernel = new SetLookup(namespace);
  }

  /** From here on rules that name a set mean another. */
  void mean(String name, String other) {
    meant.put(name, other);
  }

  /** From here on rules mean what they name, and those that are of other sets name these. */
  void tellMeant() {
    meant.forEach((name, other) -> told.put(other, name));
    meant.clear();
  }

  @Override
  public int index(String name) {
    return kernel.index(meant.getOrDefault(name, name));
  }

  @Override
  public String name(int index) {
    String name = kernel.name(index);
    return told.getOrDefault(name, name);
  }

  @Override
  public boolean has(String set) {
    return kernel.has(set);
  }

  @Override
  public boolean fits(String set, Family family) {
    return kernel.fits(set, family);
  }

  @Override
  public void close() {
    kernel.close();
  }
}
