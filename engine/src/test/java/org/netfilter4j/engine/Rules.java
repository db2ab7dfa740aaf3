package org.netfilter4j.engine;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.InterfacePattern;
import org.netfilter4j.model.MaskedAddress;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Selector;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.Extension;
import org.netfilter4j.xt.Extensions;
import org.netfilter4j.xt.MatchExtension;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.SetDirectory;
import org.netfilter4j.xt.TargetExtension;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.set.SetNamespace;

/**
 * Rulesets from the lines that iptables-save prints, for the engine's own tests: enough of the
 * language for rules in their printed form. The language itself is the command module's.
 */
final class Rules {
  private Rules() {}

  /** A ruleset from lines such as "*filter", ":INPUT DROP" and "-A INPUT -j ACCEPT". */
  static Ruleset of(Family family, Mode mode, SetNamespace sets, String... lines) {
    Map<TableName, Map<String, Draft>> tables = new LinkedHashMap<>();
    TableName table = TableName.FILTER;
    for (String line : lines) {
      List<String> words = List.of(line.strip().split(" +"));
      if (line.startsWith("*")) {
        table = requireNonNull(TableName.find(line.substring(1)));
      } else if (line.startsWith(":")) {
        String policy = words.get(1);
        draft(tables, family, table)
            .put(
                words.get(0).substring(1),
                new Draft(
                    policy.equals("-") ? null : Target.Standard.valueOf(policy),
                    new ArrayList<>()));
      } else {
        Map<String, Draft> chains = draft(tables, family, table);
        new Reader(family, mode, table, sets, words).readInto(chains);
      }
    }
    Map<TableName, Table> made = new LinkedHashMap<>();
    tables.forEach((name, drafts) -> {
      Map<String, Chain> chains = new LinkedHashMap<>();
      drafts.forEach((chain, draft) ->
          chains.put(
              chain,
              new Chain(
                  chain,
                  draft.policy,
                  Counters.ZERO,
                  draft.rules.stream().map(r -> new Entry(r, Counters.ZERO)).toList())));
      made.put(name, new Table(family, name, chains));
    });
    return new Ruleset(family, mode, made);
  }

  private record Draft(Target.@Nullable Standard policy, List<Rule> rules) {}

  private static Map<String, Draft> draft(
      Map<TableName, Map<String, Draft>> tables, Family family, TableName table) {
    return tables.computeIfAbsent(
        table,
        name -> {
          Map<String, Draft> chains = new LinkedHashMap<>();
          Table.empty(family, name)
              .chains()
              .values()
              .forEach(c -> chains.put(c.name(), new Draft(c.policy(), new ArrayList<>())));
          return chains;
        });
  }

  private static final class Reader implements RuleContext {
    private final Family family;
    private final Mode mode;
    private final TableName table;
    private final SetNamespace sets;
    private final List<String> words;
    private int at;
    private int protocol;
    private boolean notProtocol;

    Reader(Family family, Mode mode, TableName table, SetNamespace sets, List<String> words) {
      this.family = family;
      this.mode = mode;
      this.table = table;
      this.sets = sets;
      this.words = words;
    }

    void readInto(Map<String, Draft> chains) {
      Selector any = Selector.any(family);
      MaskedAddress source = any.source();
      MaskedAddress destination = any.destination();
      InterfacePattern in = any.in();
      InterfacePattern out = any.out();
      boolean notSource = false;
      boolean notDestination = false;
      boolean notIn = false;
      boolean notOut = false;
      boolean fragment = false;
      boolean notFragment = false;
      List<Match> matches = new ArrayList<>();
      Target target = Target.NONE;
      String chain = "";
      boolean not = false;
      while (at < words.size()) {
        String word = words.get(at++);
        boolean inverted = not;
        not = false;
        switch (word) {
          case "!" -> not = true;
          case "-A" -> chain = words.get(at++);
          case "-s" -> {
            source = address(words.get(at++));
            notSource = inverted;
          }
          case "-d" -> {
            destination = address(words.get(at++));
            notDestination = inverted;
          }
          case "-i" -> {
            in = new InterfacePattern(words.get(at++));
            notIn = inverted;
          }
          case "-o" -> {
            out = new InterfacePattern(words.get(at++));
            notOut = inverted;
          }
          case "-f" -> {
            fragment = true;
            notFragment = inverted;
          }
          case "-p" -> {
            protocol = number(words.get(at++));
            notProtocol = inverted;
          }
          case "-m" -> matches.add(match(words.get(at++)));
          case "-g" -> target = new Target.Goto(words.get(at++));
          case "-j" -> target = target(words.get(at++), chains);
          default -> throw new IllegalArgumentException(word + " in " + words);
        }
      }
      Selector selector =
          new Selector(
              source,
              notSource,
              destination,
              notDestination,
              in,
              notIn,
              out,
              notOut,
              protocol,
              notProtocol,
              protocol != 0,
              fragment,
              notFragment);
      requireNonNull(chains.get(chain), chain).rules.add(new Rule(selector, matches, target));
    }

    private MaskedAddress address(String text) {
      int slash = text.indexOf('/');
      Address address =
          requireNonNull(Address.parse(slash < 0 ? text : text.substring(0, slash)), text);
      return slash < 0
          ? MaskedAddress.of(address)
          : MaskedAddress.of(address, Integer.parseInt(text.substring(slash + 1)));
    }

    private static int number(String protocol) {
      return switch (protocol) {
        case "icmp" -> 1;
        case "tcp" -> 6;
        case "udp" -> 17;
        case "ipv6-icmp" -> 58;
        case "sctp" -> 132;
        default -> Integer.parseInt(protocol);
      };
    }

    private Match match(String name) {
      MatchExtension<?> extension = Extensions.match(name, family);
      if (extension == null) {
        throw new IllegalArgumentException("-m " + name);
      }
      return extension.parse(args(extension), this);
    }

    private Target target(String name, Map<String, Draft> chains) {
      for (Target.Standard standard : Target.Standard.values()) {
        if (standard.name().equals(name)) {
          return standard;
        }
      }
      if (chains.containsKey(name)) {
        return new Target.Jump(name);
      }
      TargetExtension<?> extension = Extensions.target(name, family);
      if (extension == null) {
        throw new IllegalArgumentException("-j " + name);
      }
      return extension.parse(args(extension), this);
    }

    private Args args(Extension extension) {
      Args args = new Args();
      boolean not = false;
      while (at < words.size()) {
        String word = words.get(at);
        if (word.equals("!") && at + 1 < words.size() && words.get(at + 1).startsWith("--")) {
          not = true;
          at++;
        } else if (word.startsWith("--")) {
          at++;
          bind(args, option(extension, word.substring(2)), extension.name(), not);
          not = false;
        } else {
          return args;
        }
      }
      return args;
    }

    private static Option<?> option(Extension extension, String name) {
      for (Option<?> option : extension.options()) {
        if (option.names().contains(name)) {
          return option;
        }
      }
      throw new IllegalArgumentException("--" + name + " of " + extension.name());
    }

    private <V> void bind(Args args, Option<V> option, String owner, boolean not) {
      String text = "";
      if (option.takesArgument()) {
        text = words.get(at++);
        if (option.syntax().words() == 2) {
          text += " " + words.get(at++);
        }
      }
      args.bind(option, option.syntax().parse(text, owner, option.name(), this), not);
    }

    @Override
    public Family family() {
      return family;
    }

    @Override
    public Mode mode() {
      return mode;
    }

    @Override
    public TableName table() {
      return table;
    }

    @Override
    public int protocol() {
      return protocol;
    }

    @Override
    public boolean notProtocol() {
      return notProtocol;
    }

    @Override
    public Names names() {
      return NoNames.NONE;
    }

    @Override
    public SetDirectory sets() {
      return sets;
    }

    @Override
    public void warn(String line) {
      throw new IllegalArgumentException(line);
    }
  }

  private enum NoNames implements Names {
    NONE;

    @Override
    public OptionalInt port(String service, @Nullable String protocol) {
      return OptionalInt.empty();
    }

    @Override
    public @Nullable String service(int port, @Nullable String protocol) {
      return null;
    }

    @Override
    public OptionalInt protocol(String name) {
      return OptionalInt.empty();
    }

    @Override
    public @Nullable String protocolName(int number) {
      return null;
    }

    @Override
    public OptionalLong user(String name) {
      return OptionalLong.empty();
    }

    @Override
    public OptionalLong group(String name) {
      return OptionalLong.empty();
    }

    @Override
    public @Nullable String userName(long id) {
      return null;
    }

    @Override
    public @Nullable String groupName(long id) {
      return null;
    }

    @Override
    public List<Address> addresses(String host, Family family) {
      return List.of();
    }

    @Override
    public @Nullable String host(Address address) {
      return null;
    }
  }
}
