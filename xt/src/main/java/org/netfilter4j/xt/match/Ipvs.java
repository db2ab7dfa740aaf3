package org.netfilter4j.xt.match;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Match;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.HostMask;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Protocols;
import org.netfilter4j.xt.option.ResolvedPort;
import org.netfilter4j.xt.option.Word;

/** {@code -m ipvs}: the packet's connection of the IP virtual server (xt_ipvs.c). */
public final class Ipvs extends MatchDescriptor<Ipvs.Data> {
  private static final Option<Boolean> IPVS =
      Option.flag("ipvs").allowInversion().help("there is one; all that follows asks for that too");
  private static final Option<HostMask> ADDRESS =
      Option.of("vaddr", HostMask.syntax()).allowInversion().help("the service's address");

  public Ipvs() {
    super(
        "ipvs",
        Data.class,
        IPVS,
        Option.of("vproto", Protocols.syntax()).allowInversion().help("the service's protocol"),
        ADDRESS,
        Option.of("vport", ResolvedPort.PORT).allowInversion().help("the service's port"),
        Option.of("vdir", new Word("ORIGINAL", "REPLY")).help("the way the packet goes"),
        Option.of("vmethod", new Word("GATE", "IPIP", "MASQ"))
            .allowInversion()
            .help("how packets get to the real server"),
        Option.of("vportctl", ResolvedPort.PORT)
            .allowInversion()
            .help("the port of the connection that controls this one, as FTP's"));
  }

  /** An option and what it was given; "" for {@code --ipvs}. */
  public record Part(String option, Object value, boolean inverted) {}

  /** struct xt_ipvs_mtinfo: what its bitmask names, in the order of printing. */
  public record Data(List<Part> parts) implements Match {
    public Data {
      parts = List.copyOf(parts);
    }

    @Override
    public String name() {
      return "ipvs";
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    List<Part> parts = new ArrayList<>();
    for (Option<?> option : options()) {
      Object value = args.get(option);
      if (value != null && !option.equals(IPVS)) {
        parts.add(new Part(option.name(), value, args.inverted(option)));
      }
    }
    if (parts.isEmpty()) {
      if (!args.has(IPVS)) {
        throw Rejected.parameter("IPVS: At least one option is required");
      }
      parts.add(new Part(IPVS.name(), "", args.inverted(IPVS)));
    } else if (args.inverted(IPVS)) {
      throw Rejected.parameter("! --ipvs cannot be together with other options");
    }
    return new Data(parts);
  }

  @Override
  public void save(Data match, Words out) {
    print(match, "--", null, out);
  }

  @Override
  public void list(Data match, Listing out) {
    print(match, "", out, out.words());
  }

  private static void print(Data match, String dashes, @Nullable Listing listing, Words out) {
    for (Part part : match.parts) {
      out.not(part.inverted).add(dashes + part.option);
      if (listing != null && part.value instanceof HostMask host) {
        out.add(host.listed(listing));
      } else if (out.isExact() && part.value instanceof HostMask host) {
        out.add(host.exactly());
      } else if (!part.option.equals(IPVS.name())) {
        out.add(part.value.toString());
      }
    }
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    return new Condition.Unknown(
        name(), new Label("the connections of the IP virtual server", "IP 虚拟服务器的连接"));
  }
}
