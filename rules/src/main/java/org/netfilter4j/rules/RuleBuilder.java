package org.netfilter4j.rules;

import static org.netfilter4j.rules.Setting.option;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.Extension;
import org.netfilter4j.xt.Extensions;
import org.netfilter4j.xt.option.Option;

/**
 * Puts a rule together, test by test; the target comes last and gives the rule. A builder is used
 * once and by one thread.
 *
 * <p>What the C tool would refuse is refused with its message when the rule is asked for: an
 * address of the other family, a port beyond 65535, an option without what it requires. The
 * protocol's tests (ports, flags, types) come first, the other matches in the order in which they
 * are called for.
 */
public final class RuleBuilder {
  private final Dialect dialect;
  private final List<String> selector = new ArrayList<>();
  private final List<String> ofProtocol = new ArrayList<>();
  private final List<String> matches = new ArrayList<>();
  private boolean inverted;

  RuleBuilder(Dialect dialect) {
    this.dialect = dialect;
  }

  /** Inverts the test that is called for next, as "!" does; not every test can be. */
  public RuleBuilder not() {
    inverted = true;
    return this;
  }

  private RuleBuilder add(List<String> to, String... words) {
    if (inverted) {
      to.add("!");
      inverted = false;
    }
    to.addAll(Arrays.asList(words));
    return this;
  }

  // What every rule can test

  /** {@code -p}, by number: 0 to 255, where 0 is any. */
  public RuleBuilder protocol(int number) {
    return protocol(Integer.toString(number));
  }

  /** {@code -p}, by name: "tcp", "udp", "icmp" and the like. */
  public RuleBuilder protocol(String name) {
    return add(selector, "-p", name);
  }

  /**
   * {@code -s}.
   *
   * @param address an address, one with a prefix length or mask, or a host name with one address
   */
  public RuleBuilder source(String address) {
    return add(selector, "-s", address);
  }

  /** {@code -d}, with an operand as that of {@link #source}. */
  public RuleBuilder destination(String address) {
    return add(selector, "-d", address);
  }

  /** {@code -i}: a name, or the beginning of one followed by "+". */
  public RuleBuilder in(String device) {
    return add(selector, "-i", device);
  }

  /** {@code -o}: a name, or the beginning of one followed by "+". */
  public RuleBuilder out(String device) {
    return add(selector, "-o", device);
  }

  /** {@code -f}: second and further fragments; IPv4 only. */
  public RuleBuilder fragment() {
    return add(selector, "-f");
  }

  // Tests of the protocol, which must be named too

  /** {@code --sport}: 0 to 65535, for a protocol that has ports. */
  public RuleBuilder sourcePort(int port) {
    return add(ofProtocol, "--sport", Integer.toString(port));
  }

  /** {@code --dport}: 0 to 65535, for a protocol that has ports. */
  public RuleBuilder destinationPort(int port) {
    return add(ofProtocol, "--dport", Integer.toString(port));
  }

  /** {@code --sport FIRST:LAST}, ends included. */
  public RuleBuilder sourcePortRange(int first, int last) {
    return add(ofProtocol, "--sport", first + ":" + last);
  }

  /** {@code --dport FIRST:LAST}, ends included. */
  public RuleBuilder destinationPortRange(int first, int last) {
    return add(ofProtocol, "--dport", first + ":" + last);
  }

  /** {@code --syn}: TCP packets that begin a connection. */
  public RuleBuilder syn() {
    return add(ofProtocol, "--syn");
  }

  /** {@code --icmp-type}, or for IPv6 {@code --icmpv6-type}: a name, a type, or type/code. */
  public RuleBuilder icmpType(String type) {
    return add(ofProtocol, dialect.family() == Family.IPV4 ? "--icmp-type" : "--icmpv6-type", type);
  }

  // The common matches

  /** {@code -m multiport --sports}: one of up to 15 ports. */
  public RuleBuilder sourcePortIn(int... ports) {
    return match("multiport", inverting(option("sports", list(IntStream.of(ports).boxed()))));
  }

  /** {@code -m multiport --dports}: one of up to 15 ports. */
  public RuleBuilder destinationPortIn(int... ports) {
    return match("multiport", inverting(option("dports", list(IntStream.of(ports).boxed()))));
  }

  /** {@code -m conntrack --ctstate}: one of these. */
  public RuleBuilder state(ConnectionState... states) {
    return match("conntrack", inverting(option("ctstate", list(Stream.of(states)))));
  }

  /** {@code -m set --match-set}: a direction for each part of the set's elements. */
  public RuleBuilder set(String name, Direction... directions) {
    String words = list(Stream.of(directions).map(Direction::word));
    return match("set", inverting(option("match-set", name, words)));
  }

  /**
   * {@code -m limit}: so many packets in a unit of time.
   *
   * @param burst how many may come at once, from 1
   */
  public RuleBuilder limit(int count, Per unit, int burst) {
    return match(
        "limit",
        inverting(option("limit", count + "/" + unit.word())),
        option("limit-burst", burst));
  }

  /** {@code -m mark}: the whole packet mark, of 32 bits. */
  public RuleBuilder mark(long value) {
    return match("mark", inverting(option("mark", "0x" + Long.toHexString(value))));
  }

  /** {@code -m mark}: the bits of the packet mark under a mask. */
  public RuleBuilder mark(long value, long mask) {
    return match("mark", inverting(option("mark", masked(value, mask))));
  }

  /** {@code -m comment}: up to 255 characters, which test nothing. */
  public RuleBuilder comment(String text) {
    return match("comment", inverting(option("comment", text)));
  }

  // Any match

  /**
   * {@code -m NAME} with these options, each as in the extension's table.
   *
   * @throws RuleException where there is no such match in this family, or no such option
   */
  public RuleBuilder match(String name, Setting... settings) {
    Extension found = Extensions.match(name, dialect.family());
    if (found == null) {
      throw RuleException.ofWord(2, name, -1, "there is no match \"" + name + "\"");
    }
    if (inverted) {
      throw RuleException.ofWord(2, name, -1, "not() inverts an option: option(…).not()");
    }
    matches.add("-m");
    matches.add(name);
    words(found, settings, matches);
    return this;
  }

  // Targets

  /** {@code -j ACCEPT}. */
  public Rule accept() {
    return build(List.of("-j", Target.Standard.ACCEPT.name()));
  }

  /** {@code -j DROP}. */
  public Rule drop() {
    return build(List.of("-j", Target.Standard.DROP.name()));
  }

  /** {@code -j RETURN}: back to the chain that jumped here, or to the policy. */
  public Rule returnToCaller() {
    return build(List.of("-j", Target.Standard.RETURN.name()));
  }

  /** No target: the rule only counts. */
  public Rule count() {
    return build(List.of());
  }

  /** {@code -j CHAIN}. */
  public Rule jump(String chain) {
    return to(chain, "-j");
  }

  /** {@code -g CHAIN}. */
  public Rule goTo(String chain) {
    return to(chain, "-g");
  }

  /** {@code -j REJECT}, with what it answers by itself. */
  public Rule reject() {
    return target("REJECT");
  }

  /**
   * {@code -j REJECT --reject-with}.
   *
   * @param answer "tcp-reset", "icmp-port-unreachable", "icmp6-adm-prohibited" and the like
   */
  public Rule reject(String answer) {
    return target("REJECT", option("reject-with", answer));
  }

  /** {@code -j LOG --log-prefix}: up to 29 characters. */
  public Rule log(String prefix) {
    return target("LOG", option("log-prefix", prefix));
  }

  /** {@code -j MARK --set-xmark}: the packet mark becomes {@code (mark & ~mask) ^ value}. */
  public Rule setMark(long value, long mask) {
    return target("MARK", option("set-xmark", masked(value, mask)));
  }

  /** {@code -j DNAT --to-destination ADDRESS[-ADDRESS][:PORT[-PORT]]}. */
  public Rule dnat(String to) {
    return target("DNAT", option("to-destination", to));
  }

  /** {@code -j SNAT --to-source ADDRESS[-ADDRESS][:PORT[-PORT]]}. */
  public Rule snat(String to) {
    return target("SNAT", option("to-source", to));
  }

  /** {@code -j MASQUERADE}. */
  public Rule masquerade() {
    return target("MASQUERADE");
  }

  /** {@code -j REDIRECT --to-ports}: 0 to 65535. */
  public Rule redirect(int port) {
    return target("REDIRECT", option("to-ports", port));
  }

  /**
   * {@code -j NAME} with these options, each as in the extension's table.
   *
   * @throws RuleException where there is no such target in this family, or no such option, or the C
   *     tool would refuse the rule
   */
  public Rule target(String name, Setting... settings) {
    Extension found = Extensions.target(name, dialect.family());
    if (found == null) {
      throw RuleException.ofWord(2, name, -1, "there is no target \"" + name + "\"");
    }
    List<String> words = new ArrayList<>(List.of("-j", name));
    words(found, settings, words);
    return build(words);
  }

  private Rule to(String chain, String option) {
    Rule rule = build(List.of(option, chain));
    if (rule.target().chain() == null) {
      throw RuleException.ofWord(2, chain, -1, "\"" + chain + "\" is a target, not a chain");
    }
    return rule;
  }

  private Rule build(List<String> target) {
    if (inverted) {
      throw RuleException.of(2, "nothing appropriate following !");
    }
    List<String> words = new ArrayList<>(selector);
    words.addAll(ofProtocol);
    words.addAll(matches);
    words.addAll(target);
    return dialect.parse(words);
  }

  // Words

  private static void words(Extension extension, Setting[] settings, List<String> to) {
    for (Setting setting : settings) {
      Option<?> known = find(extension, setting.name());
      int least = known.takesArgument() ? 1 : 0;
      int most = known.takesArgument() ? known.syntax().words() : 0;
      if (setting.words().size() < least || setting.words().size() > most) {
        throw RuleException.ofWord(
            2,
            setting.name(),
            -1,
            "option \"--"
                + setting.name()
                + "\" takes "
                + arguments(most)
                + ", not "
                + setting.words().size());
      }
      if (setting.inverted()) {
        to.add("!");
      }
      to.add("--" + setting.name());
      to.addAll(setting.words());
    }
  }

  private static String arguments(int most) {
    return most == 0 ? "no argument" : most == 1 ? "one argument" : most + " arguments";
  }

  private static Option<?> find(Extension extension, String name) {
    for (Option<?> option : extension.options()) {
      if (option.names().contains(name)) {
        return option;
      }
    }
    throw RuleException.ofWord(2, name, -1, extension.name() + " has no option \"--" + name + "\"");
  }

  /** The option, inverted where {@link #not} was called. */
  private Setting inverting(Setting setting) {
    boolean now = inverted;
    inverted = false;
    return now ? setting.not() : setting;
  }

  private static String list(Stream<?> items) {
    return items.map(Object::toString).collect(Collectors.joining(","));
  }

  private static String masked(long value, long mask) {
    return "0x" + Long.toHexString(value) + "/0x" + Long.toHexString(mask);
  }
}
