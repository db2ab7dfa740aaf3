package org.netfilter4j.rules.provenance;

import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.model.Label;

/**
 * A program that makes rules, and how its rules are known.
 *
 * <p>Patterns are {@link Wording}s. Those of rules are held against the rule as {@code -S} prints
 * it.
 */
public final class Program {
  private final String word;
  private final Label name;
  private final Label advice;
  private final boolean remade;
  private final List<Wording> chains;
  private final List<Wording> commonChains;
  private final List<Wording> markers;
  private final List<Wording> operatorChains;
  private final List<Wording> comments;
  private final List<Wording> sets;
  private final List<Wording> forms;
  private final List<Wording> readings;
  private final List<Wording> policies;
  private final List<Wording> heirs;
  private final List<Wording> ledgers;

  private Program(Builder from) {
    word = from.word;
    name = from.name;
    advice = from.advice;
    remade = from.remade;
    chains = List.copyOf(from.chains);
    commonChains = List.copyOf(from.commonChains);
    markers = List.copyOf(from.markers);
    operatorChains = List.copyOf(from.operatorChains);
    comments = List.copyOf(from.comments);
    sets = List.copyOf(from.sets);
    forms = List.copyOf(from.forms);
    readings = List.copyOf(from.readings);
    policies = List.copyOf(from.policies);
    heirs = List.copyOf(from.heirs);
    ledgers = List.copyOf(from.ledgers);
  }

  /** The word by which commands and JSON know it: "docker". */
  public String word() {
    return word;
  }

  /** Its name: "Docker". */
  public Label name() {
    return name;
  }

  /** How one gets other rules of it: where it is configured, and what to do there. */
  public Label advice() {
    return advice;
  }

  /** Whether it makes its rules again when it starts, so that nobody else should keep them. */
  public boolean isRemaking() {
    return remade;
  }

  List<Wording> chains() {
    return chains;
  }

  List<Wording> commonChains() {
    return commonChains;
  }

  List<Wording> markers() {
    return markers;
  }

  List<Wording> operatorChains() {
    return operatorChains;
  }

  List<Wording> comments() {
    return comments;
  }

  List<Wording> sets() {
    return sets;
  }

  List<Wording> forms() {
    return forms;
  }

  List<Wording> readings() {
    return readings;
  }

  List<Wording> policies() {
    return policies;
  }

  List<Wording> ledgers() {
    return ledgers;
  }

  List<Wording> heirs() {
    return heirs;
  }

  @Override
  public String toString() {
    return word;
  }

  static Builder named(String word, String name) {
    return new Builder(word, new Label(name, name));
  }

  static Builder named(String word, String en, String zh) {
    return new Builder(word, new Label(en, zh));
  }

  /** An entry of the table as it is written down. */
  static final class Builder {
    private final String word;
    private final Label name;
    private Label advice = new Label("", "");
    private boolean remade = true;
    private final List<Wording> chains = new ArrayList<>();
    private final List<Wording> commonChains = new ArrayList<>();
    private final List<Wording> markers = new ArrayList<>();
    private final List<Wording> operatorChains = new ArrayList<>();
    private final List<Wording> comments = new ArrayList<>();
    private final List<Wording> sets = new ArrayList<>();
    private final List<Wording> forms = new ArrayList<>();
    private final List<Wording> readings = new ArrayList<>();
    private final List<Wording> policies = new ArrayList<>();
    private final List<Wording> heirs = new ArrayList<>();
    private final List<Wording> ledgers = new ArrayList<>();

    private Builder(String word, Label name) {
      this.word = word;
      this.name = name;
    }

    private static void add(List<Wording> to, String... patterns) {
      for (String pattern : patterns) {
        to.add(new Wording(pattern));
      }
    }

    /** Its chains: rules in them, and rules that go to them. */
    Builder chains(String... patterns) {
      add(chains, patterns);
      return this;
    }

    /**
     * Chains whose names others might give too: its own only in a ruleset that has one of the
     * {@link #markers}.
     */
    Builder commonChains(String... patterns) {
      add(commonChains, patterns);
      return this;
    }

    /** Chains that no ruleset has without it. */
    Builder markers(String... patterns) {
      add(markers, patterns);
      return this;
    }

    /** Chains that it makes for the operator's rules: those in them are not its own. */
    Builder operatorChains(String... patterns) {
      add(operatorChains, patterns);
      return this;
    }

    /** The comments on its rules. */
    Builder comments(String... patterns) {
      add(comments, patterns);
      return this;
    }

    /** Its sets: rules that refer to them. */
    Builder sets(String... patterns) {
      add(sets, patterns);
      return this;
    }

    /**
     * Its rules in chains that are not its own, as {@code -S} prints them; an interface in them is
     * one that its own chains name. They count in a ruleset that has chains of its own.
     */
    Builder forms(String... patterns) {
      add(forms, patterns);
      return this;
    }

    /** What can be read from its rules, or from comments on them. */
    Builder readings(String... patterns) {
      add(readings, patterns);
      return this;
    }

    /**
     * Those of its chains that each stand for one thing: what the rules that go there tell counts
     * for the rules that stand there.
     */
    Builder heirs(String... patterns) {
      add(heirs, patterns);
      return this;
    }

    /**
     * Chains of its own whose rules are comments that name other chains of its own: "chains NAME
     * NAME …".
     */
    Builder ledgers(String... patterns) {
      add(ledgers, patterns);
      return this;
    }

    /** The policies that it sets: "filter FORWARD DROP". */
    Builder policies(String... patterns) {
      add(policies, patterns);
      return this;
    }

    /** Says that its rules would be gone if nobody kept them. */
    Builder makesOnce() {
      remade = false;
      return this;
    }

    Program advice(String en, String zh) {
      advice = new Label(en, zh);
      return new Program(this);
    }
  }
}
