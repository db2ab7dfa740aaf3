package org.netfilter4j.command;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.InterfacePattern;
import org.netfilter4j.model.MaskedAddress;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Selector;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.Extensions;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.Words;

/** Rules as {@code iptables -S} and {@code iptables-save} print them. */
public final class RuleWriter {
  private final StringBuilder out;
  private final Mode mode;
  private final Words words;
  private final @Nullable Names names;

  /**
   * @param out where the text goes
   */
  public RuleWriter(StringBuilder out, Mode mode) {
    this(out, mode, null, false);
  }

  /**
   * @param out where the text goes
   * @param names of protocols; null for the names that are known without a file
   */
  public RuleWriter(StringBuilder out, Mode mode, @Nullable Names names) {
    this(out, mode, names, false);
  }

  /**
   * @param exact whether the rules must be read back as they are, as {@link Words#isExact} says
   */
  RuleWriter(StringBuilder out, Mode mode, @Nullable Names names, boolean exact) {
    this.out = out;
    this.mode = mode;
    this.names = names;
    this.words = new Words(out, mode, exact, names);
  }

  /** The rule as one line without its end, as {@code -S} prints it: {@code -A INPUT -j DROP}. */
  public static String line(String chain, Rule rule, Mode mode) {
    StringBuilder out = new StringBuilder();
    new RuleWriter(out, mode).append(chain, rule, null);
    return out.toString();
  }

  /** Writes {@code -A CHAIN …}, with {@code -c} before the target where counters are given. */
  public void append(String chain, Rule rule, @Nullable Counters counters) {
    out.append("-A ").append(chain);
    specification(rule, counters);
  }

  /** Writes what follows the chain, each word after a blank. */
  public void specification(Rule written, @Nullable Counters counters) {
    Rule rule = RuleForm.listed(written, mode);
    selector(rule.selector());
    for (Match match : rule.matches()) {
      words.add("-m").add(match.name());
      match(match, rule.family());
    }
    if (counters != null) {
      out.append(" -c ").append(Long.toUnsignedString(counters.packets()));
      out.append(' ').append(Long.toUnsignedString(counters.bytes()));
    }
    // Not a switch over the types: the JVM would make a class for it, in each start.
    Target to = rule.target();
    String chain = to.chain();
    if (chain != null) {
      words.add(to instanceof Target.Goto ? "-g" : "-j").add(chain);
    } else if (to instanceof Target.Standard standard) {
      words.add("-j").add(standard.name());
    } else if (to instanceof Target.Extended target) {
      words.add("-j").add(target.name());
      target(target, rule.family());
    }
  }

  private <M extends Match> void match(M match, Family family) {
    Extensions.of(match, family).save(match, words);
  }

  private <T extends Target.Extended> void target(T target, Family family) {
    Extensions.of(target, family).save(target, words);
  }

  private void selector(Selector selector) {
    address('s', selector.source(), selector.notSource());
    address('d', selector.destination(), selector.notDestination());
    interfaceName('i', selector.in(), selector.notIn());
    interfaceName('o', selector.out(), selector.notOut());
    if (selector.protocol() != 0) {
      String name =
          names == null
              ? Protocols.ownName(selector.protocol())
              : Protocols.name(selector.protocol(), names);
      words
          .not(selector.notProtocol())
          .add("-p")
          .add(name == null ? Integer.toString(selector.protocol()) : name);
    }
    if (selector.fragment()) {
      words.not(selector.notFragment()).add("-f");
    }
  }

  private void address(char letter, MaskedAddress address, boolean inverted) {
    if (address.isAny() && !inverted) {
      return;
    }
    words.not(inverted).add("-" + letter).add(address.toString());
  }

  private void interfaceName(char letter, InterfacePattern name, boolean inverted) {
    if (name.isAny() || (name.text().equals("+") && (!inverted || mode == Mode.LEGACY))) {
      return;
    }
    words.not(inverted).add("-" + letter).add(name.text());
  }
}
