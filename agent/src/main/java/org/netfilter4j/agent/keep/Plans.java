package org.netfilter4j.agent.keep;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.files.Place;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Family;

/**
 * What is to be done to the rules of both families. Edits are numbered on from one to the next.
 *
 * @param all by family, IPv4 first
 */
record Plans(Map<Family, Plan> all) {
  /** The edits of the families that have any. */
  Map<Family, List<Edit>> edits() {
    Map<Family, List<Edit>> edits = new EnumMap<>(Family.class);
    all.forEach((family, plan) -> {
      if (!plan.edits.isEmpty()) {
        edits.put(family, plan.edits);
      }
    });
    return edits;
  }

  boolean isEmpty() {
    return edits().isEmpty();
  }

  private Plan of(int edit) {
    Plan first = all.get(Family.IPV4);
    Plan second = all.get(Family.IPV6);
    return java.util.Objects.requireNonNull(
        first != null && edit < first.edits.size() ? first : second);
  }

  private int number(int edit) {
    Plan first = all.get(Family.IPV4);
    return first == null || edit < first.edits.size() ? edit : edit - first.edits.size();
  }

  Edit edit(int number) {
    return of(number).edits.get(number(number));
  }

  Family family(int edit) {
    return of(edit).family;
  }

  /** The line that an edit is for; null where it is for none. */
  @Nullable Place place(int edit) {
    return of(edit).place(number(edit));
  }

  List<Drift> drifts() {
    List<Drift> drifts = new ArrayList<>();
    all.values().forEach(plan -> drifts.addAll(plan.drifts));
    return drifts;
  }

  List<Plan.Moved> moves() {
    List<Plan.Moved> moves = new ArrayList<>();
    all.values().forEach(plan -> moves.addAll(plan.moves));
    return moves;
  }

  /**
   * What was done.
   *
   * @param sets what was done to sets; null for nothing
   */
  Applied applied(@Nullable SetTransaction sets) {
    int added = 0;
    int removed = 0;
    int moved = 0;
    int made = 0;
    int gone = 0;
    List<String> pending = new ArrayList<>();
    for (Plan plan : all.values()) {
      added += plan.rulesAdded;
      removed += plan.rulesRemoved;
      moved += plan.rulesMoved;
      made += plan.chainsMade;
      gone += plan.chainsRemoved;
      pending.addAll(plan.pending);
    }
    return sets == null
        ? new Applied(added, removed, moved, made, gone, 0, 0, 0, 0, 0, pending, List.of())
        : new Applied(
            added,
            removed,
            moved,
            made,
            gone,
            sets.made,
            sets.changed,
            sets.removed,
            sets.elementsAdded,
            sets.elementsRemoved,
            pending,
            sets.left());
  }
}
