package org.netfilter4j.agent.keep;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.files.Place;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.TableName;

/** What is to be done to the rules of a family, and why. */
final class Plan {
  /** A chain of others in which rules are only moved. */
  record Moved(Family family, TableName table, String chain) {}

  final Family family;
  final List<Edit> edits = new ArrayList<>();
  final List<Drift> drifts = new ArrayList<>();
  final List<String> pending = new ArrayList<>();
  final Set<Moved> moves = new LinkedHashSet<>();

  /** The line of each edit. */
  private final List<@Nullable Place> places = new ArrayList<>();

  int rulesAdded;
  int rulesRemoved;
  int rulesMoved;
  int chainsMade;
  int chainsRemoved;

  Plan(Family family) {
    this.family = family;
  }

  void add(Edit edit, @Nullable Place place) {
    edits.add(edit);
    places.add(place);
  }

  /** The line that an edit is for; null where it is for none. */
  @Nullable Place place(int edit) {
    return places.get(edit);
  }

  void drift(Drift.Kind kind, TableName table, String words) {
    drifts.add(new Drift(kind, where(table) + ": " + words));
  }

  /** A table as people call it. */
  String where(TableName table) {
    return (family == Family.IPV4 ? "IPv4 " : "IPv6 ") + table.word();
  }
}
