package org.netfilter4j.diagnose;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.engine.Fate;
import org.netfilter4j.host.EmbeddedHost;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.RuleId;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.rules.provenance.Origin;
import org.netfilter4j.rules.provenance.Provenance;
import org.netfilter4j.xt.Rejected;

/** Why a packet passes a host or does not. Nothing of the host is changed. */
public final class Why {
  private final Laboratory laboratory;
  private final EmbeddedHost host;
  private final Map<Mode, Map<Family, Provenance>> origins = new EnumMap<>(Mode.class);

  /**
   * @param now nanoseconds since 1970, for connections, sets and limits
   */
  public Why(EmbeddedHost host, long now) {
    this.host = host;
    laboratory =
        new Laboratory(host.config(), host.names(), host.connections(), host.directory(), now);
  }

  /**
   * Asks about the packet that these words describe, with the flags of a rule: {@code -i eth0 -s
   * 192.168.1.2 -p tcp --dport 80}; {@link QuestionSyntax} has them all.
   *
   * @throws Rejected where they describe none
   */
  public Answer ask(String packet) {
    QuestionSyntax syntax = new QuestionSyntax(host.names());
    List<String> words = List.of(packet.strip().split("\\s+"));
    for (int at = 0; at < words.size(); ) {
      int taken = syntax.take(words, at);
      if (taken == 0) {
        throw Rejected.parameter("unknown option \"" + words.get(at) + "\"");
      }
      at += taken;
    }
    return ask(syntax.question(host.network()));
  }

  /**
   * Sends the packet through a copy of the host and, where it does not pass, looks for a remedy.
   */
  public Answer ask(Question question) {
    Laboratory.Trial trial = laboratory.run(question);
    Answer.Remedy remedy = null;
    if (!FateText.passed(trial.fate())) {
      remedy = new Remedies(laboratory).find(question, trial.events(), trial.fate());
    }
    return new Answer(question, trial.events(), trial.fate(), remedy);
  }

  /** Whose a rule of the host is. */
  public Origin origin(RuleId id, Rule rule) {
    return provenance(id.mode(), id.family()).rule(id.table(), id.chain(), rule);
  }

  /** Who has set a policy of the host's. */
  public Origin origin(Mode mode, Family family, TableName table, String chain) {
    Table found = laboratory.ruleset(mode, family).table(table);
    Chain there = found == null ? null : found.chain(chain);
    return there == null ? Origin.BY_HAND : provenance(mode, family).policy(table, there);
  }

  private Provenance provenance(Mode mode, Family family) {
    return origins
        .computeIfAbsent(mode, _ -> new EnumMap<>(Family.class))
        .computeIfAbsent(family, _ -> Provenance.of(laboratory.ruleset(mode, family)));
  }

  /** The answer in a few lines: the verdict, the rule that decided, and the remedy. */
  public String explain(Answer answer, Label.Language language) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(text, false, StandardCharsets.UTF_8);
    new WhyReport(new Tongue(language, false), WhyReport.Detail.BRIEF, null)
        .print(answer, this, out);
    out.flush();
    return text.toString(StandardCharsets.UTF_8);
  }

  /**
   * Where an extension could not be evaluated: what becomes of the packet if it holds (a target:
   * accepts), or if not.
   */
  public Answer askAssuming(Question question, boolean holds) {
    Laboratory.Trial trial =
        laboratory
            .assuming(holds ? org.netfilter4j.engine.Assume.YES : org.netfilter4j.engine.Assume.NO)
            .run(question);
    return new Answer(question, trial.events(), trial.fate(), null);
  }

  /** Both fates of a packet that an extension hides, or null where nothing is hidden. */
  @Nullable Hidden hidden(Answer answer) {
    if (!(answer.fate() instanceof Fate.Unknown)) {
      return null;
    }
    return new Hidden(
        askAssuming(answer.question(), true).fate(), askAssuming(answer.question(), false).fate());
  }

  /** What becomes of the packet if what can't be told holds, and if not. */
  record Hidden(Fate ifHolds, Fate ifNot) {}
}
