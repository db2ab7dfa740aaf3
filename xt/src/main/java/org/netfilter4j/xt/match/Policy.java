package org.netfilter4j.xt.match;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Match;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Choice;
import org.netfilter4j.xt.option.HostMask;
import org.netfilter4j.xt.option.IpsecProtocol;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntax;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m policy}: how IPsec treats the packet (xt_policy.c, revision 0). */
public final class Policy extends MatchDescriptor<Policy.Data> {
  /** XT_POLICY_MAX_ELEM. */
  private static final int MAX_ELEMENTS = 4;

  /** XT_POLICY_MODE_TUNNEL. */
  static final long TUNNEL = 1;

  /** XT_POLICY_MATCH_*. */
  private static final int IS_IN = 1;

  private static final int IS_OUT = 2;
  private static final int IS_NONE = 4;
  private static final int IS_STRICT = 8;
  private static final int INPUT = Hook.PREROUTING.bit() | Hook.INPUT.bit();
  private static final int OUTPUT = Hook.POSTROUTING.bit() | Hook.OUTPUT.bit();
  private static final Option<String> DIRECTION =
      Option.of("dir", new Choice("policy_match: invalid dir \"", "\"", "in", "out"))
          .help("the policy that decrypted it, or that will encrypt it");
  private static final Option<String> POLICY =
      Option.of("pol", new Choice("policy match: invalid policy \"", "\"", "none", "ipsec"))
          .help("whether there is one");
  private static final Option<Boolean> STRICT =
      Option.flag("strict").help("all of its elements, not any of them");
  static final Option<Long> REQID = element("reqid", Syntaxes.number(0, 0xffff_ffffL));
  static final Option<Long> SPI = element("spi", Syntaxes.number(0, 0xffff_ffffL));
  static final Option<HostMask> TUNNEL_SOURCE = element("tunnel-src", HostMask.syntax());
  static final Option<HostMask> TUNNEL_DESTINATION = element("tunnel-dst", HostMask.syntax());
  static final Option<Integer> PROTOCOL = element("proto", new IpsecProtocol());
  static final Option<String> MODE =
      element("mode", new Choice("policy match: invalid mode \"", "\"", "transport", "tunnel"));
  private static final Option<Boolean> NEXT =
      Option.flag("next").allowRepetition().require("strict").help("goes on to the next element");

  private static <V> Option<V> element(String name, Syntax<V> syntax) {
    return Option.of(name, syntax).allowInversion().allowRepetition().help("of an element");
  }

  /**
   * One thing that an element asks for.
   *
   * @param number reqid, SPI or protocol; 1 for the mode "tunnel"
   * @param tunnel an end of a tunnel; null for the others
   */
  public record Part(Asked asked, long number, @Nullable HostMask tunnel, boolean inverted) {
    private String text(Words out) {
      if (tunnel == null) {
        return asked.text(number, out.names());
      }
      return out.isExact() ? tunnel.exactly() : tunnel.toString();
    }
  }

  /** What an element may ask for, in the order of printing. */
  public enum Asked {
    REQID(Policy.REQID, 32),
    SPI(Policy.SPI, 16),
    PROTOCOL(Policy.PROTOCOL, 4),
    MODE(Policy.MODE, 8),
    TUNNEL_DESTINATION(Policy.TUNNEL_DESTINATION, 2),
    TUNNEL_SOURCE(Policy.TUNNEL_SOURCE, 1);

    final Option<?> option;

    /** In struct xt_policy_spec, a byte of bits. */
    final int bit;

    Asked(Option<?> option, int bit) {
      this.option = option;
      this.bit = bit;
    }

    private String text(long number, @Nullable Names names) {
      if (this == SPI) {
        return "0x" + Long.toHexString(number);
      }
      if (this == MODE) {
        return number == TUNNEL ? "tunnel" : "transport";
      }
      String name = this == PROTOCOL && names != null ? names.protocolName((int) number) : null;
      return name == null ? Long.toString(number) : name;
    }
  }

  /**
   * struct xt_policy_info.
   *
   * @param elements the parts of each struct xt_policy_elem, in the order of printing
   */
  public record Data(boolean input, boolean none, boolean strict, List<List<Part>> elements)
      implements Match {
    public Data {
      elements = elements.stream().map(List::copyOf).toList();
    }

    @Override
    public String name() {
      return "policy";
    }

    /** How many elements count: none where no policy is asked for. */
    private int printed() {
      return none ? 0 : elements.size();
    }
  }

  public Policy() {
    super(
        "policy",
        Data.class,
        DIRECTION,
        POLICY,
        STRICT,
        REQID,
        SPI,
        PROTOCOL,
        MODE,
        TUNNEL_SOURCE,
        TUNNEL_DESTINATION,
        NEXT);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    List<PolicyElement> elements = new ArrayList<>(List.of(new PolicyElement()));
    for (Args.Use<?> use : args.uses()) {
      if (!use.option().equals(NEXT)) {
        elements.getLast().add(use);
      } else if (elements.size() == MAX_ELEMENTS) {
        throw Rejected.parameter("policy match: maximum policy depth reached");
      } else {
        elements.add(new PolicyElement());
      }
    }
    String direction = args.get(DIRECTION);
    if (direction == null) {
      throw Rejected.parameter("policy match: neither --dir in nor --dir out specified");
    }
    boolean none = args.get(POLICY, "ipsec").equals("none");
    if (none && args.has(STRICT)) {
      throw Rejected.parameter("policy match: policy none but --strict given");
    }
    for (int i = 0; i < elements.size() && !none; i++) {
      elements.get(i).check(args.has(STRICT), i);
    }
    return new Data(
        direction.equals("in"),
        none,
        args.has(STRICT),
        elements.stream().map(PolicyElement::parts).toList());
  }

  private static Words print(Data match, String hyphens, Words out) {
    out.add(hyphens + "dir").add(match.input ? "in" : "out");
    out.add(hyphens + "pol").add(match.none ? "none" : "ipsec");
    return match.strict ? out.add(hyphens + "strict") : out;
  }

  @Override
  public void save(Data match, Words out) {
    print(match, "--", out);
    int count = out.isExact() ? match.elements.size() : match.printed();
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        out.option(NEXT.name(), false);
      }
      for (Part part : match.elements.get(i)) {
        out.option(part.asked.option.name(), part.inverted, part.text(out));
      }
    }
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(" policy match");
    Words words = print(match, "", out.words());
    for (int i = 0; i < match.printed(); i++) {
      if (match.printed() > 1) {
        words.add("[" + i + "]");
      }
      for (Part part : match.elements.get(i)) {
        words.not(part.inverted).add(part.asked.option.name()).add(part.text(words));
      }
    }
  }

  @Override
  public boolean translate(Data match, Translation out) {
    boolean plain = match.elements.size() == 1 && match.elements.getFirst().isEmpty();
    if (!match.input || !plain) {
      return false;
    }
    out.add("meta secpath ").add(match.none ? "missing" : "exists");
    return true;
  }

  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    return context.onlyOwn(~(match.input ? OUTPUT : INPUT)) ? null : Errno.EINVAL;
  }

  /** struct xt_policy_info: four elements (struct xt_policy_elem), flags, how many count. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 4 * PolicyElement.SIZE + 4, Policy::write, Policy::read));
  }

  private static void write(Data match, StructBytes out) {
    for (int i = 0; i < match.elements.size(); i++) {
      PolicyElement.write(match.elements.get(i), i * PolicyElement.SIZE, out);
    }
    int flags = match.input ? IS_IN : IS_OUT;
    flags |= (match.none ? IS_NONE : 0) | (match.strict ? IS_STRICT : 0);
    out.u16(4 * PolicyElement.SIZE, flags);
    out.u16(4 * PolicyElement.SIZE + 2, match.printed());
  }

  private static Data read(StructBytes in) {
    int flags = in.known(in.u16(4 * PolicyElement.SIZE), 15);
    int count = Math.max(1, in.u16(4 * PolicyElement.SIZE + 2));
    List<List<Part>> elements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      elements.add(PolicyElement.read(in, i * PolicyElement.SIZE));
    }
    return new Data(
        (flags & IS_IN) != 0, (flags & IS_NONE) != 0, (flags & IS_STRICT) != 0, elements);
  }

  /** A host without IPsec: no packet was encrypted or will be. */
  @Override
  public Condition condition(Data match, Lowering lowering) {
    return match.none ? Condition.ALWAYS : Condition.NEVER;
  }
}
