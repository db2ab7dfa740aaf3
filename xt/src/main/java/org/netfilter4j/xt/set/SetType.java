package org.netfilter4j.xt.set;

import java.util.ArrayList;
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
  private final String name;
  private final String alias;
  private final int revision;
  private final List<ElementPart> parts;
  private final Set<SetFeature> features;

  /**
   * A type.
   *
   * @param alias what versions of old called it
   * @param revision the highest that kernel 6.18 and the tool have
   * @param parts of an element, in their order
   */
  SetType(
      String name, String alias, int revision, List<ElementPart> parts, Set<SetFeature> features) {
    this.name = name;
    this.alias = alias;
    this.revision = revision;
    this.parts = parts;
    this.features = features;
  }

  /** The name, such as "hash:ip". */
  public final String name() {
    return name;
  }

  /** The older name ("iphash"). */
  public final String alias() {
    return alias;
  }

  /** The highest revision of the kernel and the tool that this type is like. */
  public final int revision() {
    return revision;
  }

  /** The parts of an element. */
  public final List<ElementPart> parts() {
    return parts;
  }

  /** How many directions a rule must give. */
  public final int dimensions() {
    return parts.size();
  }

  public final Set<SetFeature> features() {
    return features;
  }

  /** Whether the last part of an element may be left out. */
  public boolean isLastPartOptional() {
    return false;
  }

  /** Whether a set may change when a packet is looked for. */
  public boolean changesByTest() {
    return false;
  }

  /** Whether sets of this type are of a family that their creator chooses. */
  public abstract boolean hasFamily();

  /** The words after {@code create NAME TYPE}, in the order in which they are printed. */
  public abstract List<SetKeyword> createKeywords();

  /** Words of old after {@code create NAME TYPE}, each with an argument, that do nothing. */
  public Set<String> ignoredWords() {
    return Set.of();
  }

  /** The words after the element in {@code add}, in the order in which they are printed. */
  public List<SetKeyword> addKeywords() {
    List<SetKeyword> words = new ArrayList<>(List.of(SetKeyword.TIMEOUT));
    words.addAll(ownAddKeywords());
    words.addAll(
        List.of(
            SetKeyword.PACKETS,
            SetKeyword.BYTES,
            SetKeyword.COMMENT,
            SetKeyword.SKBMARK,
            SetKeyword.SKBPRIO,
            SetKeyword.SKBQUEUE));
    return words;
  }

  /** The words of {@code add} that not all types have. */
  List<SetKeyword> ownAddKeywords() {
    return testKeywords();
  }

  /** The words after the element in {@code test}; {@code del} has those of lists only. */
  public List<SetKeyword> testKeywords() {
    return List.of();
  }

  /** The words after the element in {@code del}. */
  public List<SetKeyword> deleteKeywords() {
    return List.of();
  }

  /** Whether {@code a/p} may stand for several addresses in the first part. */
  public boolean allowsCidr(boolean test) {
    return allowsRange(test) || parts.getFirst() == ElementPart.NET;
  }

  /** Whether {@code a-b} may stand for several addresses in the first part. */
  public boolean allowsRange(boolean test) {
    return !test && !parts.contains(ElementPart.MAC);
  }

  /**
   * Brings what a command gave into the form that the kernel keeps, such as a hash size that is a
   * power of two.
   */
  public abstract SetHeader normalize(SetHeader.Draft draft);

  /** What the kernel has against a header, or null. */
  public @Nullable SetError check(SetHeader.Draft draft) {
    return null;
  }

  /** The contents of a new set. */
  abstract Contents create(SetHeader header, SetNamespace namespace);

  /** Whether two headers describe the same set, for {@code create -exist}. */
  abstract boolean same(SetHeader one, SetHeader other);

  @Override
  public final String toString() {
    return name;
  }
}
