package org.netfilter4j.xt.set;

import java.util.List;
import java.util.Set;

/**
 * {@code list:set}: sets in an order, asked one after the other (ip_set_list_set.c, revision 3).
 */
final class ListSet extends SetType {
  private static final List<ElementPart> PARTS = List.of(ElementPart.SET);
  private static final Set<SetFeature> FEATURES = Set.of(SetFeature.NAME);

  private static final int DEFAULT_SIZE = 8;
  private static final int MIN_SIZE = 4;

  @Override
  public String name() {
    return "list:set";
  }

  @Override
  public List<String> aliases() {
    return List.of("setlist");
  }

  @Override
  public int revision() {
    return 3;
  }

  @Override
  public List<ElementPart> parts() {
    return PARTS;
  }

  @Override
  public boolean hasFamily() {
    return false;
  }

  @Override
  public Set<SetFeature> features() {
    return FEATURES;
  }

  @Override
  public List<SetKeyword> createKeywords() {
    return List.of(
        SetKeyword.SIZE,
        SetKeyword.TIMEOUT,
        SetKeyword.COUNTERS,
        SetKeyword.COMMENT,
        SetKeyword.SKBINFO);
  }

  @Override
  public List<SetKeyword> addKeywords() {
    return List.of(
        SetKeyword.TIMEOUT,
        SetKeyword.BEFORE,
        SetKeyword.AFTER,
        SetKeyword.PACKETS,
        SetKeyword.BYTES,
        SetKeyword.COMMENT,
        SetKeyword.SKBMARK,
        SetKeyword.SKBPRIO,
        SetKeyword.SKBQUEUE);
  }

  @Override
  public List<SetKeyword> testKeywords() {
    return List.of(SetKeyword.BEFORE, SetKeyword.AFTER);
  }

  @Override
  public List<SetKeyword> deleteKeywords() {
    return testKeywords();
  }

  @Override
  public SetHeader normalize(SetHeader h) {
    int size = h.size() < 0 ? DEFAULT_SIZE : h.size();
    return new SetHeader(
        null,
        0,
        0,
        -1,
        null,
        h.timeout(),
        h.counters(),
        h.comment(),
        h.skbinfo(),
        false,
        0,
        0,
        0,
        0,
        Math.max(size, MIN_SIZE));
  }

  @Override
  Contents create(SetHeader header, SetNamespace namespace) {
    return new ListContents(header, namespace);
  }

  @Override
  boolean same(SetHeader one, SetHeader other) {
    return one.size() == other.size() && one.sameExtensions(other);
  }
}
