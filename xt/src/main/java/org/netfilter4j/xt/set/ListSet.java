package org.netfilter4j.xt.set;

import java.util.List;
import java.util.Set;

/**
 * {@code list:set}: sets in an order, asked one after the other (ip_set_list_set.c, revision 3).
 */
final class ListSet extends SetType {
  private static final int DEFAULT_SIZE = 8;
  private static final int MIN_SIZE = 4;

  ListSet() {
    super("list:set", "setlist", 3, List.of(ElementPart.SET), Set.of(SetFeature.NAME));
  }

  @Override
  public boolean hasFamily() {
    return false;
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
  public List<SetKeyword> testKeywords() {
    return List.of(SetKeyword.BEFORE, SetKeyword.AFTER);
  }

  @Override
  public List<SetKeyword> deleteKeywords() {
    return testKeywords();
  }

  @Override
  public SetHeader normalize(SetHeader.Draft draft) {
    draft.size = Math.max(draft.size < 0 ? DEFAULT_SIZE : draft.size, MIN_SIZE);
    return draft.header();
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
