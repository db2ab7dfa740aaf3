package org.netfilter4j.rules.provenance;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Details as they are gathered: the first of each kind counts. */
final class Details {
  private final List<Detail> all;

  Details(List<Detail> first) {
    all = new ArrayList<>();
    addAll(first);
  }

  void addAll(@Nullable List<Detail> more) {
    if (more != null) {
      more.forEach(this::add);
    }
  }

  void add(Detail detail) {
    if (value(detail.kind()) == null) {
      all.add(detail);
    }
  }

  @Nullable String value(Detail.Kind kind) {
    for (Detail detail : all) {
      if (detail.kind() == kind) {
        return detail.value();
      }
    }
    return null;
  }

  void remove(Detail.Kind kind) {
    all.removeIf(detail -> detail.kind() == kind);
  }

  void replace(Detail detail) {
    remove(detail.kind());
    all.add(detail);
  }

  List<Detail> sorted() {
    all.sort((a, b) -> a.kind().compareTo(b.kind()));
    return all;
  }

  /** In the order in which they came. */
  List<Detail> all() {
    return all;
  }
}
