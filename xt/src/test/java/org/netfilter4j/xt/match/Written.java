package org.netfilter4j.xt.match;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;
import org.netfilter4j.xt.Extensions;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchExtension;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.SetDirectory;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.set.SetNamespace;

/** Matches from and to text, with the few names that the tests speak of. */
public final class Written {
  private Written() {}

  /** Names as in a short /etc. */
  public enum SomeNames implements Names {
    NAMES;

    @Override
    public OptionalInt port(String service, @Nullable String protocol) {
      return switch (service) {
        case "http" -> OptionalInt.of(80);
        case "ssh" -> OptionalInt.of(22);
        case "domain" -> OptionalInt.of(53);
        default -> OptionalInt.empty();
      };
    }

    @Override
    public @Nullable String service(int port, @Nullable String protocol) {
      return port == 80 && "tcp".equals(protocol) ? "http" : null;
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
      return name.equals("root") ? OptionalLong.of(0) : OptionalLong.empty();
    }

    @Override
    public OptionalLong group(String name) {
      return user(name);
    }

    @Override
    public @Nullable String userName(long uid) {
      return uid == 0 ? "root" : null;
    }

    @Override
    public @Nullable String groupName(long gid) {
      return userName(gid);
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

  /** What a match is told of its rule. */
  public record Rule(Family family, int protocol, List<String> warnings) implements RuleContext {
    @Override
    public Mode mode() {
      return Mode.LEGACY;
    }

    @Override
    public TableName table() {
      return TableName.FILTER;
    }

    @Override
    public boolean notProtocol() {
      return false;
    }

    @Override
    public Names names() {
      return SomeNames.NAMES;
    }

    @Override
    public SetDirectory sets() {
      return new SetNamespace();
    }

    @Override
    public void warn(String line) {
      warnings.add(line);
    }
  }

  /** The protocol whose rules may use the match. */
  static int protocol(String match) {
    return switch (match) {
      case "tcp", "multiport" -> 6;
      case "udp" -> 17;
      case "icmp" -> 1;
      case "icmp6" -> 58;
      default -> 0;
    };
  }

  static MatchExtension<?> extension(String name, Family family) {
    MatchExtension<?> found = Extensions.match(name, family);
    if (found == null) {
      throw new IllegalArgumentException("no match " + name);
    }
    return found;
  }

  /** The match of these options, words between blanks, some in quotes. */
  static Match match(String name, Family family, String options) {
    return match(name, family, words(options));
  }

  /** The words of a saved rule, some of them in quotes. */
  private static List<String> words(String options) {
    return Pattern.compile("\"((?:\\\\.|[^\"\\\\])*)\"|[^ ]+")
        .matcher(options)
        .results()
        .map(r -> r.group(1) == null ? r.group() : r.group(1).replaceAll("\\\\(.)", "$1"))
        .toList();
  }

  static Match match(String name, Family family, List<String> words) {
    MatchExtension<?> extension = extension(name, family);
    Rule rule = new Rule(family, protocol(name), new ArrayList<>());
    Args args = new Args();
    boolean inverted = false;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("!")) {
        inverted = true;
        continue;
      }
      Option<?> option = option(extension, word.substring(2));
      List<String> argument = new ArrayList<>();
      boolean missing =
          option.syntax().absent() != null
              && (i + 1 == words.size() || words.get(i + 1).matches("[-!].*"));
      while (option.takesArgument() && !missing && argument.size() < option.syntax().words()) {
        argument.add(words.get(++i));
      }
      bind(args, option, missing ? "0" : String.join(" ", argument), name, inverted, rule);
      inverted = false;
    }
    return extension.parse(args, rule);
  }

  private static Option<?> option(MatchExtension<?> extension, String name) {
    return extension.options().stream()
        .filter(o -> o.names().contains(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(extension.name() + " has no --" + name));
  }

  private static <V> void bind(
      Args args, Option<V> option, String text, String name, boolean inverted, Rule rule) {
    args.bind(option, option.syntax().parse(text, name, option.name(), rule), inverted);
  }

  /** The options as they are kept in a file, so that nothing is lost. */
  static String save(Match match, Family family) {
    StringBuilder out = new StringBuilder();
    save(match, family, new Words(out, Mode.LEGACY, true, null));
    return out.toString().strip();
  }

  private static <M extends Match> void save(M match, Family family, Words out) {
    Extensions.of(match, family).save(match, out);
  }

  /** The text in {@code -L}, its first blank included. */
  static String list(Match match, Family family, boolean numeric) {
    StringBuilder out = new StringBuilder();
    Listing listing =
        new Listing(out, Mode.LEGACY, numeric, protocol(match.name()), SomeNames.NAMES);
    list(match, family, listing);
    return out.toString();
  }

  private static <M extends Match> void list(M match, Family family, Listing out) {
    Extensions.of(match, family).list(match, out);
  }
}
