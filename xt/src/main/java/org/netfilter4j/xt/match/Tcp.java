package org.netfilter4j.xt.match;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Values;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.wire.nft.Expression;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.nft.NativeForm;
import org.netfilter4j.xt.nft.NativePorts;
import org.netfilter4j.xt.nft.Statement;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.PortRange;
import org.netfilter4j.xt.option.Ports;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.option.TcpFlags;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m tcp}: ports, flags and options (xt_tcpudp.c, struct xt_tcp, revision 0). */
public final class Tcp extends MatchDescriptor<Tcp.Data> implements NativeForm<Tcp.Data> {
  private static final Option<TcpFlags> FLAGS =
      Option.of("tcp-flags", TcpFlags.syntax())
          .allowInversion()
          .exclude("syn")
          .help("of the flags in mask, just those in comp are set");

  private static final Option<Boolean> SYN =
      Option.flag("syn")
          .allowInversion()
          .exclude("tcp-flags")
          .help("opens a connection: SYN of SYN,RST,ACK,FIN");

  private static final Option<PortRange> SOURCE =
      Option.of("source-port", Ports.range("tcp"))
          .alias("sport")
          .allowInversion()
          .help("the source port, or from one to another");

  private static final Option<PortRange> DESTINATION =
      Option.of("destination-port", Ports.range("tcp"))
          .alias("dport")
          .allowInversion()
          .help("the destination port");

  private static final Option<Integer> OPTION =
      Option.of("tcp-option", Syntaxes.integer(1, 255))
          .allowInversion()
          .help("an option of that kind is there");

  /**
   * struct xt_tcp.
   *
   * @param option the kind of a TCP option, 1 to 255; 0 where none is asked for
   */
  public record Data(
      PortTest source,
      PortTest destination,
      int option,
      boolean notOption,
      TcpFlags flags,
      boolean notFlags)
      implements Match {
    @Override
    public String name() {
      return "tcp";
    }

    private boolean asksFlags() {
      return flags.mask() != 0 || notFlags;
    }
  }

  private static final Data NOTHING =
      new Data(PortTest.ANY, PortTest.ANY, 0, false, TcpFlags.ANY, false);

  /** Where the byte of flags stands in the header. */
  private static final int FLAGS_AT = 13;

  public Tcp() {
    super("tcp", Data.class, FLAGS, SYN, SOURCE, DESTINATION, OPTION);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    Data match =
        new Data(
            PortTest.of(args, SOURCE),
            PortTest.of(args, DESTINATION),
            args.get(OPTION, 0),
            args.inverted(OPTION),
            args.has(SYN) ? TcpFlags.SYN : args.get(FLAGS, TcpFlags.ANY),
            args.inverted(SYN) || args.inverted(FLAGS));
    if (context.mode() == Mode.NFT && isNative(match) && context.protocol() != IpProtocol.TCP) {
      throw Rejected.parameter("TCP match requires '-p tcp'");
    }
    return match;
  }

  /** Whether nf_tables' own expressions say it; a use that asks for nothing goes as a struct. */
  private static boolean isNative(Data match) {
    return match.option == 0
        && !match.notOption
        && (match.asksFlags()
            || match.flags.set() != 0
            || match.source.asks()
            || match.destination.asks());
  }

  @Override
  public void save(Data match, Words out) {
    match.source.save("sport", out);
    match.destination.save("dport", out);
    if (match.option != 0) {
      out.option("tcp-option", match.notOption, Integer.toString(match.option));
    }
    if (match.asksFlags()) {
      out.option("tcp-flags", match.notFlags, TcpFlags.text(match.flags.mask()))
          .add(TcpFlags.text(match.flags.set()));
    }
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(" tcp");
    match.source.list("spt", "tcp", out);
    match.destination.list("dpt", "tcp", out);
    if (match.option != 0) {
      out.add(" option=" + (match.notOption ? "!" : "") + match.option);
    }
    if (match.asksFlags()) {
      int mask = match.flags.mask();
      int set = match.flags.set();
      out.add(" flags:" + (match.notFlags ? "!" : ""));
      out.add(
          out.numeric()
              ? String.format(Locale.ROOT, "0x%02X/0x%02X", mask, set)
              : TcpFlags.text(mask) + "/" + TcpFlags.text(set));
    }
  }

  @Override
  public boolean translate(Data match, Translation out) {
    match.source.translate("tcp sport", out);
    match.destination.translate("tcp dport", out);
    if (match.option != 0) {
      out.add("tcp option " + match.option + (match.notOption ? " missing" : " exists"));
    }
    if (match.asksFlags()) {
      String text = nft(match.flags.set()) + " / " + nft(match.flags.mask());
      out.test("tcp flags", match.notFlags, text);
    }
    return true;
  }

  private static String nft(int flags) {
    return flags == 0 ? "0x0" : TcpFlags.text(flags).toLowerCase(Locale.ROOT);
  }

  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    // The kernel does not look at what nf_tables' own expressions say.
    boolean unchecked = context.mode() == Mode.NFT && isNative(match);
    return unchecked || context.onlyProtocol(IpProtocol.TCP) ? null : Errno.EINVAL;
  }

  @Override
  public boolean isSettled(Data match, int protocol) {
    return !isNative(match)
        || (protocol == IpProtocol.TCP
            && (match.flags.mask() != 0 || !match.notFlags && match.flags.set() == 0)
            && NativePorts.isSettled(match.source)
            && NativePorts.isSettled(match.destination));
  }

  @Override
  public boolean encode(Data match, List<Expression> out) {
    if (!isNative(match)) {
      return false;
    }
    if (match.flags.mask() != 0) {
      out.add(new Expression.Payload(Expression.Payload.Base.TRANSPORT, FLAGS_AT, 1));
      out.add(
          new Expression.Bitwise(Expression.Data.of(match.flags.mask()), Expression.Data.of(0)));
      out.add(
          new Expression.Cmp(
              match.notFlags ? Expression.Cmp.Operator.NEQ : Expression.Cmp.Operator.EQ,
              Expression.Data.of(match.flags.set())));
    }
    NativePorts.encode(match.source, match.destination, out);
    return true;
  }

  @Override
  public @Nullable Data decode(Statement statement, int protocol, @Nullable Data earlier) {
    if (protocol != IpProtocol.TCP) {
      return null;
    }
    Data match = earlier == null ? NOTHING : earlier;
    boolean source = NativePorts.testsSource(statement);
    boolean destination = NativePorts.testsDestination(statement);
    if (source || destination) {
      return new Data(
          source ? NativePorts.source(statement, match.source) : match.source,
          destination ? NativePorts.destination(statement, match.destination) : match.destination,
          match.option,
          match.notOption,
          match.flags,
          match.notFlags);
    }
    if (statement.loads(Expression.Payload.Base.TRANSPORT, FLAGS_AT, 1)
        && statement.test() instanceof Expression.Cmp cmp) {
      int mask = statement.mask() == null ? 0xff : (int) statement.mask().mask().number();
      return new Data(
          match.source,
          match.destination,
          match.option,
          match.notOption,
          new TcpFlags(mask, (int) cmp.data().number()),
          match.notFlags || statement.inverted());
    }
    return null;
  }

  @Override
  public boolean merges() {
    return true;
  }

  /** struct xt_tcp: the ranges of ports, option, mask and value of the flags, what is inverted. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 12, Tcp::write, Tcp::read));
  }

  private static void write(Data match, StructBytes out) {
    match.source.range().write(out, 0);
    match.destination.range().write(out, 4);
    out.u8(8, match.option);
    out.u8(9, match.flags.mask());
    out.u8(10, match.flags.set());
    int ports = (match.source.inverted() ? 1 : 0) | (match.destination.inverted() ? 2 : 0);
    out.u8(11, ports | (match.notFlags ? 4 : 0) | (match.notOption ? 8 : 0));
  }

  private static Data read(StructBytes in) {
    int inverted = in.known(in.u8(11), 15);
    return new Data(
        new PortTest(PortRange.read(in, 0), (inverted & 1) != 0),
        new PortTest(PortRange.read(in, 4), (inverted & 2) != 0),
        in.u8(8),
        (inverted & 8) != 0,
        new TcpFlags(in.known(in.u8(9), TcpFlags.ALL), in.known(in.u8(10), TcpFlags.ALL)),
        (inverted & 4) != 0);
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    if (lowering.mode() == Mode.NFT && isNative(match)) {
      return nativeCondition(match);
    }
    List<Condition> parts = new ArrayList<>(header(lowering.family()));
    parts.add(match.source.condition(Field.Header.SOURCE_PORT));
    parts.add(match.destination.condition(Field.Header.DESTINATION_PORT));
    if (!match.flags.equals(TcpFlags.ANY) || match.notFlags) {
      parts.add(
          new Condition.Test(
                  Field.Header.TCP_FLAGS, new Values.Masked(match.flags.set(), match.flags.mask()))
              .not(match.notFlags));
    }
    if (match.option != 0) {
      parts.add(new Condition.Require(WholeTcpHeader.WHOLE));
      parts.add(new Condition.Present(new Field.TcpOption(match.option)).not(match.notOption));
    }
    parts.removeIf(Condition.ALWAYS::equals);
    return new Condition.All(parts);
  }

  /** nf_tables' expressions drop nothing: what is not there does not match, with "!" or without. */
  private static Condition nativeCondition(Data match) {
    List<Condition> parts = new ArrayList<>();
    if (match.flags.mask() != 0) {
      Condition flags =
          new Condition.Test(
              Field.Header.TCP_FLAGS, new Values.Masked(match.flags.set(), match.flags.mask()));
      if (match.notFlags) {
        parts.add(new Condition.Present(Field.Header.TCP_FLAGS));
      }
      parts.add(flags.not(match.notFlags));
    }
    parts.addAll(match.source.nativeConditions(Field.Header.SOURCE_PORT));
    parts.addAll(match.destination.nativeConditions(Field.Header.DESTINATION_PORT));
    return new Condition.All(parts);
  }

  /**
   * No match in later fragments, and the packet is dropped where the header is cut short. An IPv4
   * fragment that begins 8 bytes into the header is dropped too: it is there to overwrite the flags
   * of the first.
   */
  private static List<Condition> header(Family family) {
    return family == Family.IPV6
        ? Headers.whole(20)
        : List.of(
            new Condition.Test(Field.Header.FRAGMENT_OFFSET, new Values.Range(0, 8)),
            new Condition.Require(new Field.TransportBytes(20)));
  }
}
