package org.netfilter4j.xt.match;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Family;
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
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m ipvs}: the packet's connection of the IP virtual server (xt_ipvs.c). */
public final class Ipvs extends MatchDescriptor<Ipvs.Data> {
  private static final Option<Boolean> IPVS =
      Option.flag("ipvs").allowInversion().help("there is one; all that follows asks for that too");
  private static final Option<HostMask> ADDRESS =
      Option.of("vaddr", HostMask.syntax()).allowInversion().help("the service's address");

  // The places of options among all, which are those of their bits: XT_IPVS_*.
  private static final int PROTOCOL = 1;
  private static final int PORT = 3;
  private static final int DIRECTION = 4;
  private static final int METHOD = 5;

  /** IP_VS_CONN_F_MASQ, _LOCALNODE, _TUNNEL, _DROUTE; no option speaks of the second. */
  private static final List<String> METHODS = List.of("MASQ", "LOCALNODE", "IPIP", "GATE");

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

  /**
   * struct xt_ipvs_mtinfo: an address and its mask, a port, protocol and method, the other port,
   * what is inverted, what is asked.
   */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 40, this::write, this::read));
  }

  private int index(Part part) {
    int index = 0;
    while (!options().get(index).name().equals(part.option)) {
      index++;
    }
    return index;
  }

  private void write(Data match, StructBytes out) {
    int asked = 1;
    int inverted = 0;
    for (Part part : match.parts) {
      int index = index(part);
      asked |= 1 << index;
      boolean reply = index == DIRECTION && part.value.equals("REPLY");
      inverted |= part.inverted || reply ? 1 << index : 0;
      switch (part.value) {
        case HostMask host -> host.write(out, 0);
        case Integer number when index == PROTOCOL -> out.u8(34, number);
        case Integer number -> out.network16(index == PORT ? 32 : 36, number);
        case String method when index == METHOD -> out.u8(35, METHODS.indexOf(method));
        default -> {}
      }
    }
    out.u8(38, inverted);
    out.u8(39, asked);
  }

  private Data read(StructBytes in) {
    int asked = in.known(in.u8(39), 127);
    int inverted = in.known(in.u8(38), asked);
    if ((asked & 1) == 0 || asked > 1 && (inverted & 1) != 0) {
      throw new IllegalArgumentException("asked " + asked);
    }
    List<Part> parts = new ArrayList<>();
    for (int index = 0; index < options().size(); index++) {
      int bit = 1 << index;
      if ((asked & bit) != 0 && (index > 0 || asked == 1)) {
        boolean not = (inverted & bit) != 0;
        Object value =
            switch (index) {
              case PROTOCOL -> in.u8(34);
              case 2 -> HostMask.read(in, 0);
              case PORT -> in.network16(32);
              case DIRECTION -> not ? "REPLY" : "ORIGINAL";
              case METHOD -> METHODS.get(in.u8(35));
              case 6 -> in.network16(36);
              default -> "";
            };
        parts.add(new Part(options().get(index).name(), value, not && index != DIRECTION));
      }
    }
    return new Data(parts);
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    return new Condition.Unknown(
        name(), new Label("the connections of the IP virtual server", "IP 虚拟服务器的连接"));
  }
}
