package org.netfilter4j.xt.set;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A kind of set, such as hash:ip. Stateless; one file per type, found by {@link SetTypes}.
 *
 * <p>What a type says of its words ({@link #createKeywords} and so on, {@link #parts}) the {@code
 * ipset} command parses, prints and helps by.
 */
public abstract class SetType {
  /** The name, such as "hash:ip". */
  public abstract String name();

  /** Older names ("iphash"). */
  public abstract List<String> aliases();

  /** The highest revision of the kernel and the tool that this type is like. */
  public abstract int revision();

  /** The parts of an element. */
  public abstract List<ElementPart> parts();

  /** How many directions a rule must give. */
  public int dimensions() {
    return parts().size();
  }

  /** Whether sets of this type are of a family. */
  public abstract boolean hasFamily();

  public abstract Set<SetFeature> features();

  /** The words after {@code create NAME TYPE}, in the order in which they are printed. */
  public abstract List<SetKeyword> createKeywords();

  /** The words after the element in {@code add}. */
  public abstract List<SetKeyword> addKeywords();

  /** The words after the element in {@code test}; {@code del} has those of lists only. */
  public abstract List<SetKeyword> testKeywords();

  /** The words after the element in {@code del}. */
  public List<SetKeyword> deleteKeywords() {
    return List.of();
  }

  /**
   * Brings what a command gave into the form that the kernel keeps, such as a hash size that is a
   * power of two.
   */
  public abstract SetHeader normalize(SetHeader header);

  /** What the kernel has against a header, or null. */
  public @Nullable SetError check(SetHeader header) {
    return null;
  }

  /** The contents of a new set. */
  abstract Contents create(SetHeader header, SetNamespace namespace);

  /** Whether two headers describe the same set, for {@code create -exist}. */
  abstract boolean same(SetHeader one, SetHeader other);
}
