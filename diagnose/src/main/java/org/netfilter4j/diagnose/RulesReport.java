package org.netfilter4j.diagnose;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.RuleWriter;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.rules.provenance.Detail;
import org.netfilter4j.rules.provenance.Origin;
import org.netfilter4j.rules.provenance.Provenance;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rules of both modes as a person looks at them: at each hook the tables in the order in which
 * a packet meets them, then the chains that those go to; each rule with its number, its counters
 * and whose it is.
 */
public final class RulesReport {
  private static final int NUMBERS = 8;

  private final Tongue tongue;
  private final Wish wish;

  /** The modes in the order in which they run at the same priority. */
  private final List<Mode> order;

  private final List<Ruleset> rulesets;
  private final Map<Mode, Map<Family, Provenance>> origins = new EnumMap<>(Mode.class);

  /**
   * What is to be shown; null for all.
   *
   * @param table the one table
   * @param chain the one chain
   * @param owner the word of the program whose rules are wanted
   * @param text what a rule's line is to have in it, in whichever case
   */
  public record Wish(
      @Nullable TableName table,
      @Nullable String chain,
      @Nullable String owner,
      @Nullable String text) {
    boolean isAll() {
      return owner == null && text == null;
    }

    boolean takes(TableName name, String chainName) {
      return (table == null || table == name) && (chain == null || chain.equals(chainName));
    }
  }

  /** A chain that is shown, and those of its rules that are. */
  private record Shown(
      Ruleset of, TableName table, Chain chain, @Nullable Hook hook, List<Line> lines) {
    int priority() {
      return hook == null ? 0 : table.priority(hook, of.mode());
    }
  }

  private record Line(int number, String words, Counters counters, Origin origin) {}

  public RulesReport(Tongue tongue, Wish wish, List<Mode> order, List<Ruleset> rulesets) {
    this.tongue = tongue;
    this.wish = wish;
    this.order = List.copyOf(order);
    this.rulesets = List.copyOf(rulesets);
    for (Ruleset ruleset : rulesets) {
      origins
          .computeIfAbsent(ruleset.mode(), _ -> new EnumMap<>(Family.class))
          .put(ruleset.family(), Provenance.of(ruleset));
    }
  }

  private Provenance provenance(Ruleset of) {
    return java.util.Objects.requireNonNull(
        java.util.Objects.requireNonNull(origins.get(of.mode())).get(of.family()));
  }

  private Origin policy(Shown shown) {
    return provenance(shown.of).policy(shown.table, shown.chain);
  }

  private static @Nullable Hook hook(TableName table, Chain chain) {
    if (chain.isBuiltIn()) {
      for (Hook hook : table.hooks()) {
        if (hook.chain().equals(chain.name())) {
          return hook;
        }
      }
    }
    return null;
  }

  /** The chains that are wanted, as the tables have them. */
  private List<Shown> shown(Family family) {
    List<Shown> all = new ArrayList<>();
    for (Ruleset ruleset : rulesets) {
      if (ruleset.family() != family) {
        continue;
      }
      for (Table table : ruleset.tables().values()) {
        for (Chain chain : table.chains().values()) {
          if (wish.takes(table.name(), chain.name())) {
            List<Line> lines = lines(ruleset, table.name(), chain);
            if (wish.isAll() || !lines.isEmpty()) {
              all.add(new Shown(ruleset, table.name(), chain, hook(table.name(), chain), lines));
            }
          }
        }
      }
    }
    return all;
  }

  private List<Line> lines(Ruleset ruleset, TableName table, Chain chain) {
    List<Line> lines = new ArrayList<>();
    Provenance provenance = provenance(ruleset);
    String text = wish.text == null ? null : wish.text.toLowerCase(Locale.ROOT);
    for (int i = 0; i < chain.rules().size(); i++) {
      Entry entry = chain.rules().get(i);
      String line = RuleWriter.line(chain.name(), entry.rule(), ruleset.mode()).strip();
      if (text != null && !line.toLowerCase(Locale.ROOT).contains(text)) {
        continue;
      }
      Origin origin = provenance.rule(table, chain.name(), entry.rule());
      if (wish.owner == null || wish.owner.equals(origin.owner())) {
        String words = line.substring(Math.min(line.length(), 4 + chain.name().length()));
        lines.add(new Line(i + 1, words, entry.counters(), origin));
      }
    }
    return lines;
  }

  /**
   * Prints the listing.
   *
   * @return whether there was anything to show
   */
  public boolean print(PrintStream out) {
    boolean any = false;
    for (Family family : Family.values()) {
      List<Shown> all = shown(family);
      if (all.isEmpty()) {
        continue;
      }
      if (any) {
        out.println();
      }
      any = true;
      out.println(tongue.bold(family == Family.IPV4 ? "IPv4" : "IPv6"));
      for (Hook hook : Hook.values()) {
        hook(hook, all, out);
      }
      called(all, out);
    }
    return any;
  }

  private void hook(Hook hook, List<Shown> all, PrintStream out) {
    List<Shown> here = new ArrayList<>(all);
    here.removeIf(shown -> shown.hook != hook);
    here.sort(
        Comparator.comparingInt(Shown::priority)
            .thenComparingInt(shown -> order.indexOf(shown.of.mode())));
    if (here.isEmpty()) {
      return;
    }
    out.println();
    out.println(tongue.bold(hook.name()));
    for (Shown shown : here) {
      StringBuilder head = new StringBuilder("  ");
      head.append(String.format("%4d  ", shown.priority()));
      head.append(tongue.bold(shown.table.word())).append(" (").append(shown.of.mode().word());
      head.append(")  ").append(tongue.say("policy ", "默认策略 ")).append(shown.chain.policy());
      head.append("  ").append(amounts(shown.chain.counters()));
      Origin origin = policy(shown);
      if (!origin.isByHand()) {
        head.append(tongue.dim("  # " + origin.text(tongue.language())));
      }
      out.println(head.toString().stripTrailing());
      rules(shown, out);
    }
  }

  /** Users' chains: table by table, each with where packets come to it from. */
  private void called(List<Shown> all, PrintStream out) {
    Map<String, List<Shown>> tables = new LinkedHashMap<>();
    for (Shown shown : all) {
      if (shown.hook == null) {
        String name = shown.table.word() + " (" + shown.of.mode().word() + ")";
        tables.computeIfAbsent(name, _ -> new ArrayList<>()).add(shown);
      }
    }
    tables.forEach((name, chains) -> {
      out.println();
      out.println(tongue.bold(tongue.say("chains of table ", "自定义链，表 ") + name));
      Map<String, List<String>> callers = callers(chains.getFirst());
      for (Shown shown : chains) {
        List<String> from = callers.getOrDefault(shown.chain.name(), List.of());
        String where =
            from.isEmpty()
                ? tongue.say("nothing goes there", "没有规则跳转到此链")
                : tongue.say("from ", "来自 ") + some(from);
        out.println("  " + tongue.bold(shown.chain.name()) + tongue.dim("  " + where));
        rules(shown, out);
      }
    });
  }

  private static String some(List<String> from) {
    int most = 4;
    return from.size() <= most
        ? String.join(", ", from)
        : String.join(", ", from.subList(0, most)) + " … (" + from.size() + ")";
  }

  private static Map<String, List<String>> callers(Shown any) {
    Map<String, List<String>> callers = new LinkedHashMap<>();
    Table table = any.of.table(any.table);
    if (table != null) {
      for (Chain chain : table.chains().values()) {
        for (int i = 0; i < chain.rules().size(); i++) {
          String to = chain.rules().get(i).rule().target().chain();
          if (to != null) {
            callers.computeIfAbsent(to, _ -> new ArrayList<>()).add(chain.name() + " " + (i + 1));
          }
        }
      }
    }
    return callers;
  }

  private void rules(Shown shown, PrintStream out) {
    for (Line line : shown.lines) {
      StringBuilder text = new StringBuilder("      ");
      text.append(String.format("%4d  ", line.number)).append(amounts(line.counters)).append("  ");
      text.append(line.words.strip());
      if (!line.origin.isByHand()) {
        text.append(tongue.dim("  # " + line.origin.text(tongue.language())));
      }
      out.println(text.toString().stripTrailing());
    }
  }

  /** Packets and bytes, in columns. */
  private static String amounts(Counters counters) {
    return pad(Long.toUnsignedString(counters.packets()))
        + " "
        + pad(Long.toUnsignedString(counters.bytes()));
  }

  private static String pad(String number) {
    return " ".repeat(Math.max(0, NUMBERS - number.length())) + number;
  }

  /** The same for programs: an array of chains. */
  public String json() {
    JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    ArrayNode chains = mapper.createArrayNode();
    for (Family family : Family.values()) {
      for (Shown shown : shown(family)) {
        ObjectNode node = chains.addObject();
        node.put("mode", shown.of.mode().word());
        node.put("family", family.name());
        node.put("table", shown.table.word());
        node.put("chain", shown.chain.name());
        if (shown.hook != null && shown.chain.policy() != null) {
          node.put("hook", shown.hook.name());
          node.put("priority", shown.priority());
          node.put("policy", shown.chain.policy().name());
          amounts(node, shown.chain.counters());
          origin(node, policy(shown));
        } else {
          origin(node, provenance(shown.of).chain(shown.chain.name()));
        }
        ArrayNode rules = node.putArray("rules");
        for (Line line : shown.lines) {
          ObjectNode rule = rules.addObject();
          rule.put("number", line.number);
          amounts(rule, line.counters);
          rule.put("rule", line.words.strip());
          origin(rule, line.origin);
        }
      }
    }
    return mapper.writeValueAsString(chains);
  }

  private static void amounts(ObjectNode node, Counters counters) {
    node.put("packets", counters.packets());
    node.put("bytes", counters.bytes());
  }

  private void origin(ObjectNode node, Origin origin) {
    ObjectNode made = node.putObject("origin");
    made.put("owner", origin.owner());
    made.put("name", tongue.say(origin.program().name()));
    ObjectNode details = made.putObject("details");
    for (Detail detail : origin.details()) {
      details.put(detail.kind().word(), detail.value());
    }
  }
}
