package org.netfilter4j.conformance.kernel;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;

/**
 * Rulesets as {@code iptables-save} text, valid for a family and a mode. User chains know the hooks
 * that reach them, so that their rules are allowed there, and are jumped to only from chains before
 * them, so that there are no loops.
 */
final class RulesetGenerator {
  private static final Pattern ENDS =
      Pattern.compile("-j (ACCEPT|DROP|REJECT|RETURN|.NAT|NETMAP|MASQ)");

  private final Dice dice;
  private final Family family;
  private final Mode mode;
  private final boolean conntrack;
  private final MatchGenerator matches;
  private final TargetGenerator targets;

  /**
   * @param conntrack whether the table nat and what needs connection tracking may be there
   */
  RulesetGenerator(long seed, Family family, Mode mode, boolean conntrack) {
    this.dice = new Dice(seed);
    this.family = family;
    this.mode = mode;
    this.conntrack = conntrack;
    this.matches = new MatchGenerator(dice, family, conntrack);
    this.targets = new TargetGenerator(dice, family, conntrack);
  }

  /**
   * A chain.
   *
   * @param caller the index of a chain before this one that calls it; −1 for built-in chains
   */
  private record Place(String name, Set<Hook> hooks, boolean builtIn, int caller) {}

  /** The rules. */
  String rules() {
    StringBuilder text = new StringBuilder();
    for (TableName table : TableName.values()) {
      if (isThere(table)) {
        table(table, text);
      }
    }
    return text.toString();
  }

  private boolean isThere(TableName table) {
    return switch (table) {
      case SECURITY -> mode == Mode.LEGACY || dice.chance(5);
      case FILTER -> mode == Mode.LEGACY || dice.chance(90);
      case NAT -> conntrack && (mode == Mode.LEGACY || dice.chance(50));
      case RAW, MANGLE -> mode == Mode.LEGACY || dice.chance(40);
    };
  }

  private void table(TableName table, StringBuilder text) {
    List<Place> places = new ArrayList<>();
    text.append('*').append(table.word()).append('\n');
    for (Hook hook : table.hooks()) {
      places.add(new Place(hook.chain(), EnumSet.of(hook), true, -1));
      String policy = table == TableName.NAT || !dice.chance(12) ? "ACCEPT" : "DROP";
      text.append(':').append(hook.chain()).append(' ').append(policy).append(" [0:0]\n");
    }
    int users = dice.number(0, 3);
    for (int i = 0; i < users; i++) {
      Set<Hook> hooks = EnumSet.copyOf(table.hooks());
      if (dice.chance(60)) {
        hooks = EnumSet.of(dice.pick(table.hooks()));
      } else if (table == TableName.NAT) {
        hooks =
            dice.chance(50)
                ? EnumSet.of(Hook.PREROUTING, Hook.OUTPUT)
                : EnumSet.of(Hook.INPUT, Hook.POSTROUTING);
      }
      Set<Hook> reach = hooks;
      List<Integer> callers = new ArrayList<>();
      for (int p = 0; p < places.size(); p++) {
        if (reach.containsAll(places.get(p).hooks())) {
          callers.add(p);
        }
      }
      places.add(new Place("user" + i, hooks, false, dice.pick(callers)));
      text.append(":user").append(i).append(" - [0:0]\n");
    }
    int most = table == TableName.FILTER ? 5 : 3;
    for (int i = 0; i < places.size(); i++) {
      // Every user chain is called from somewhere, before the caller's own rules end it.
      for (Place user : places.subList(i + 1, places.size())) {
        if (user.caller() == i) {
          String conditions =
              matches.conditions(places.get(i).hooks(), places.get(i).builtIn(), "").text();
          text.append("-A ").append(places.get(i).name()).append(' ');
          text.append(dice.chance(60) ? "" : conditions + " ")
              .append(dice.pick("-j ", "-j ", "-g "));
          text.append(user.name()).append('\n');
        }
      }
      int rules = dice.number(places.get(i).builtIn() ? 0 : 1, most);
      for (int r = 0; r < rules; r++) {
        text.append("-A ").append(places.get(i).name()).append(' ');
        text.append(rule(table, places, i)).append('\n');
      }
    }
    text.append("COMMIT\n");
  }

  private String rule(TableName table, List<Place> places, int at) {
    Place here = places.get(at);
    if (dice.chance(20)) {
      List<Place> callable =
          places.subList(at + 1, places.size()).stream()
              .filter(p -> !p.builtIn() && p.hooks().containsAll(here.hooks()))
              .toList();
      if (!callable.isEmpty()) {
        String conditions = matches.conditions(here.hooks(), here.builtIn(), "").text();
        return (conditions + dice.pick(" -j ", " -j ", " -g ") + dice.pick(callable).name())
            .strip();
      }
    }
    String protocol = dice.chance(30) ? dice.pick("tcp", "tcp", "udp") : "";
    TargetGenerator.Choice choice = targets.target(table, here.hooks(), protocol);
    String need = choice.protocol().isEmpty() ? protocol : choice.protocol();
    MatchGenerator.Conditions conditions = matches.conditions(here.hooks(), here.builtIn(), need);
    if (ENDS.matcher(choice.text()).find() && conditions.text().length() < 8 && dice.chance(70)) {
      // A rule that ends it all for everybody would leave the rest of the chain without packets.
      conditions =
          matches.conditions(
              here.hooks(), here.builtIn(), need.isEmpty() ? dice.pick("tcp", "udp") : need);
    }
    return (conditions.text() + " " + choice.text()).strip();
  }

  /** What the sets of this family hold, as {@code ipset restore} reads it. */
  String sets() {
    World world = World.of(family);
    String v = family == Family.IPV4 ? "4" : "6";
    List<String> lines = new ArrayList<>();
    for (int i = dice.number(0, 4); i > 0; i--) {
      lines.add("ip" + v + " " + world.any(dice));
      lines.add("net" + v + " " + network(world) + (dice.chance(30) ? " nomatch" : ""));
      lines.add("ipport" + v + " " + world.any(dice) + "," + protocolPort());
      lines.add("netport" + v + " " + network(world) + "," + protocolPort());
      lines.add("ports " + World.port(dice));
      lines.add("counted" + v + " " + world.any(dice));
    }
    if (dice.chance(60)) {
      lines.add("added" + v + " " + world.any(dice));
    }
    if (dice.chance(80)) {
      lines.add("list" + v + " ip" + v);
    }
    if (dice.chance(50)) {
      lines.add("list" + v + " net" + v);
    }
    StringBuilder text = new StringBuilder();
    lines.stream().distinct().forEach(l -> text.append("add -exist ").append(l).append('\n'));
    return text.toString();
  }

  private String protocolPort() {
    return dice.chance(15)
        ? (family == Family.IPV4 ? "icmp:8/0" : "icmpv6:128/0")
        : dice.pick("tcp:", "udp:") + World.port(dice);
  }

  private String network(World world) {
    String block = world.anyBlock(dice);
    // ipset takes prefixes only, and none of length 0.
    return block.endsWith("/255.255.255.1") || block.endsWith(":ffff") ? world.any(dice) : block;
  }
}
