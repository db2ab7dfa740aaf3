package org.netfilter4j.rules.provenance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.RuleWriter;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.match.Comment;

/**
 * Whose the rules of a ruleset are. Names of chains are looked at at once; the rules only when the
 * first detail is asked for that another rule must tell.
 *
 * <p>Not safe for several threads.
 */
public final class Provenance {
  private static final String LEDGER = "chains ";

  private final Ruleset ruleset;

  /** The programs that have a chain here, or a marker of theirs. */
  private final Set<Program> present = new HashSet<>();

  /** Chains by name, in whichever table. A chain of nobody's is not there. */
  private final Map<String, Origin> chains = new HashMap<>();

  private final Map<TableName, Map<String, List<Detail>>> chainDetails = new HashMap<>();
  private @Nullable Survey survey;

  private Provenance(Ruleset ruleset) {
    this.ruleset = ruleset;
    Set<String> names = new HashSet<>();
    for (Table table : ruleset.tables().values()) {
      for (Chain chain : table.chains().values()) {
        if (!chain.isBuiltIn()) {
          names.add(chain.name());
        }
      }
    }
    Set<Program> marked = new HashSet<>();
    for (Program program : Programs.ALL) {
      if (names.stream().anyMatch(name -> first(program.markers(), name) != null)) {
        marked.add(program);
      }
    }
    for (String name : names) {
      Origin origin = chainOf(name, marked);
      if (origin != null) {
        chains.put(name, origin);
        present.add(origin.program());
      }
    }
    present.addAll(marked);
    for (Table table : ruleset.tables().values()) {
      for (Chain chain : table.chains().values()) {
        Origin own = chains.get(chain.name());
        if (own != null && first(own.program().ledgers(), chain.name()) != null) {
          note(chain, own.program());
        }
      }
    }
  }

  /** The chains that a ledger names. */
  private void note(Chain ledger, Program program) {
    for (Entry entry : ledger.rules()) {
      for (String comment : comments(entry.rule())) {
        if (comment.startsWith(LEDGER)) {
          for (String name : comment.substring(LEDGER.length()).split(" ")) {
            chains.put(name, new Origin(program, List.of()));
          }
        }
      }
    }
  }

  /** Whose the rules of that ruleset are. */
  public static Provenance of(Ruleset ruleset) {
    return new Provenance(ruleset);
  }

  private static @Nullable Origin chainOf(String name, Set<Program> marked) {
    for (Program program : Programs.ALL) {
      List<Detail> details = first(program.chains(), name);
      if (details == null) {
        details = first(program.operatorChains(), name);
      }
      if (details == null && marked.contains(program)) {
        details = first(program.markers(), name);
        if (details == null) {
          details = first(program.commonChains(), name);
        }
      }
      if (details != null) {
        return new Origin(program, details);
      }
    }
    return null;
  }

  /** Whose a chain is; a chain that a program makes for the operator's rules is the program's. */
  public Origin chain(String name) {
    return chains.getOrDefault(name, Origin.BY_HAND);
  }

  /** Who has set the policy of a built-in chain: only such as a program is known to set. */
  public Origin policy(TableName table, Chain chain) {
    if (chain.policy() != null) {
      String text = table.word() + " " + chain.name() + " " + chain.policy().name();
      for (Program program : Programs.ALL) {
        if (present.contains(program) && first(program.policies(), text) != null) {
          return new Origin(program, List.of());
        }
      }
    }
    return Origin.BY_HAND;
  }

  /**
   * Whose a rule is.
   *
   * @param chain the chain that it stands in
   */
  public Origin rule(TableName table, String chain, Rule rule) {
    String text = RuleWriter.line(chain, rule, ruleset.mode()).strip();
    List<String> comments = comments(rule);
    Found found = find(chain, rule, text, comments);
    if (found == null) {
      return Origin.BY_HAND;
    }
    Details details = new Details(found.details);
    read(found.program, text, comments, details);
    for (Detail detail : inherited(table, chain, found.program)) {
      details.add(detail);
    }
    publish(found.program, details);
    return new Origin(found.program, details.sorted());
  }

  /**
   * The program that a rule is of, without what the rule tells: for those who go through many.
   *
   * @param chain the chain that it stands in
   */
  public Program program(String chain, Rule rule) {
    String text = RuleWriter.line(chain, rule, ruleset.mode()).strip();
    Found found = find(chain, rule, text, comments(rule));
    return found == null ? Programs.BY_HAND : found.program;
  }

  private record Found(Program program, List<Detail> details) {}

  /** The program by the first mark that tells, and what that mark says. */
  private @Nullable Found find(String chain, Rule rule, String text, List<String> comments) {
    Origin own = chains.get(chain);
    if (own != null && first(own.program().operatorChains(), chain) == null) {
      return new Found(own.program(), own.details());
    }
    for (String comment : comments) {
      for (Program program : Programs.ALL) {
        List<Detail> details = first(program.comments(), comment);
        if (details != null) {
          return new Found(program, details);
        }
      }
    }
    String to = rule.target().chain();
    Origin target = to == null ? null : chains.get(to);
    if (target != null) {
      return new Found(target.program(), target.details());
    }
    Found bySet = bySet(rule);
    return bySet != null ? bySet : byForm(text);
  }

  private static @Nullable Found bySet(Rule rule) {
    for (Match match : rule.matches()) {
      for (String set : match.sets()) {
        for (Program program : Programs.ALL) {
          List<Detail> details = first(program.sets(), set);
          if (details != null) {
            return new Found(program, details);
          }
        }
      }
    }
    return null;
  }

  private @Nullable Found byForm(String text) {
    for (Program program : Programs.ALL) {
      if (!present.contains(program)) {
        continue;
      }
      for (Wording form : program.forms()) {
        List<Detail> details = form.read(text);
        if (details != null && interfacesAreOf(program, details)) {
          return new Found(program, details);
        }
      }
    }
    return null;
  }

  private boolean interfacesAreOf(Program program, List<Detail> details) {
    for (Detail detail : details) {
      if (detail.kind() == Detail.Kind.INTERFACE) {
        return survey().interfaces.getOrDefault(program, Set.of()).contains(detail.value());
      }
    }
    return true;
  }

  private static void read(Program program, String text, List<String> comments, Details details) {
    for (Wording reading : program.readings()) {
      if (reading.isOfRules()) {
        details.addAll(reading.read(text));
      } else {
        for (String comment : comments) {
          details.addAll(reading.read(comment));
        }
      }
    }
  }

  /** What the rules that go to a chain say of it, where they all say the same. */
  private List<Detail> inherited(TableName table, String chain, Program program) {
    Origin own = chains.get(chain);
    if (own == null || own.program() != program || first(program.heirs(), chain) == null) {
      return List.of();
    }
    Map<String, List<Detail>> known = chainDetails.computeIfAbsent(table, _ -> new HashMap<>());
    List<Detail> before = known.get(chain);
    if (before != null) {
      return before;
    }
    known.put(chain, List.of()); // A chain that goes to itself, which no kernel takes, ends here.
    List<Detail> common = null;
    for (Jump jump : survey().jumps(table, chain)) {
      Details details = new Details(List.of());
      read(
          program,
          RuleWriter.line(jump.from, jump.rule, ruleset.mode()).strip(),
          comments(jump.rule),
          details);
      for (Detail detail : inherited(table, jump.from, program)) {
        details.add(detail);
      }
      if (common == null) {
        common = new ArrayList<>(details.all());
      } else {
        common.retainAll(details.all());
      }
      if (common.isEmpty()) {
        break;
      }
    }
    List<Detail> result = common == null ? List.of() : List.copyOf(common);
    known.put(chain, result);
    return result;
  }

  /** The port under which a container's port is published: the translating rule knows. */
  private void publish(Program program, Details details) {
    String container = details.value(Detail.Kind.CONTAINER);
    String port = details.value(Detail.Kind.CONTAINER_PORT);
    if (container == null || port == null) {
      return;
    }
    String endpoint =
        container.indexOf(':') < 0 ? container + ":" + port : bracketed(container, port);
    details.remove(Detail.Kind.CONTAINER_PORT);
    details.replace(new Detail(Detail.Kind.CONTAINER, endpoint));
    String published =
        survey()
            .published
            .get(program.word() + " " + details.value(Detail.Kind.PROTOCOL) + " " + endpoint);
    if (published != null) {
      details.add(new Detail(Detail.Kind.PUBLISHED, published));
    }
  }

  private static String bracketed(String address, String port) {
    return "[" + address + "]:" + port;
  }

  private static List<String> comments(Rule rule) {
    List<String> texts = new ArrayList<>(2);
    for (Match match : rule.matches()) {
      if (match instanceof Comment.Data comment) {
        texts.add(comment.text());
      }
    }
    return texts;
  }

  private static @Nullable List<Detail> first(List<Wording> wordings, String text) {
    for (Wording wording : wordings) {
      List<Detail> details = wording.read(text);
      if (details != null) {
        return details;
      }
    }
    return null;
  }

  private Survey survey() {
    Survey done = survey;
    if (done == null) {
      done = new Survey();
      survey = done;
    }
    return done;
  }

  private record Jump(String from, Rule rule) {}

  /** What rules tell of others: found by going through all of them once. */
  private final class Survey {
    private final Map<TableName, Map<String, List<Jump>>> jumps = new HashMap<>();
    private final Map<Program, Set<String>> interfaces = new HashMap<>();
    private final Map<String, String> published = new HashMap<>();

    Survey() {
      for (Table table : ruleset.tables().values()) {
        Map<String, List<Jump>> to = jumps.computeIfAbsent(table.name(), _ -> new HashMap<>());
        for (Chain chain : table.chains().values()) {
          for (Entry entry : chain.rules()) {
            look(to, chain.name(), entry.rule());
          }
        }
      }
    }

    List<Jump> jumps(TableName table, String chain) {
      return jumps.getOrDefault(table, Map.of()).getOrDefault(chain, List.of());
    }

    private void look(Map<String, List<Jump>> to, String chain, Rule rule) {
      Origin own = chains.get(chain);
      String target = rule.target().chain();
      Origin other = target == null ? null : chains.get(target);
      if (other != null && target != null) {
        to.computeIfAbsent(target, _ -> new ArrayList<>()).add(new Jump(chain, rule));
      }
      Origin of = own == null ? other : own;
      if (of == null) {
        return;
      }
      Set<String> named = interfaces.computeIfAbsent(of.program(), _ -> new HashSet<>());
      addName(named, rule.selector().in().text());
      addName(named, rule.selector().out().text());
      if (own != null
          && rule.target() instanceof Target.Extended target2
          && target2.name().equals("DNAT")) {
        addPublished(own.program(), chain, rule);
      }
    }

    private static void addName(Set<String> names, String name) {
      if (!name.isEmpty()) {
        names.add(name);
      }
    }

    private void addPublished(Program program, String chain, Rule rule) {
      Details details = new Details(List.of());
      read(program, RuleWriter.line(chain, rule, ruleset.mode()).strip(), List.of(), details);
      String port = details.value(Detail.Kind.PUBLISHED);
      if (port != null) {
        published.putIfAbsent(
            program.word()
                + " "
                + details.value(Detail.Kind.PROTOCOL)
                + " "
                + details.value(Detail.Kind.CONTAINER),
            port);
      }
    }
  }
}
