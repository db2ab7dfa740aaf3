package org.netfilter4j.xt.target;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.MaskedAddress;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.packet.Checksums;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Effect;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.HostMask;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntax;

/**
 * What SNPT and DNPT have in common: another prefix for an address, and another 16 bits so that no
 * checksum changes (RFC 6296; ip6t_NPT.c, revision 0).
 */
abstract class PrefixTranslation extends TargetDescriptor<PrefixTranslation.Data> {
  private static final int LONGEST = 64;
  private static final Option<HostMask> FROM =
      Option.of("src-pfx", Prefix.PREFIX).makeMandatory().help("the prefix before");
  private static final Option<HostMask> TO =
      Option.of("dst-pfx", Prefix.PREFIX).makeMandatory().help("the prefix after");

  private final int hooks;
  private final boolean ofSource;

  /**
   * @param hooks where it may stand
   * @param ofSource whether the source is changed, or else the destination
   */
  PrefixTranslation(String name, int hooks, boolean ofSource) {
    super(name, Family.IPV6, Data.class, FROM, TO);
    this.hooks = hooks;
    this.ofSource = ofSource;
  }

  /** struct ip6t_npt_tginfo, with the prefixes as they were written. */
  public record Data(String name, HostMask from, HostMask to) implements Target.Extended {}

  @Override
  public final Data parse(Args args, RuleContext context) {
    return new Data(name(), args.require(FROM), args.require(TO));
  }

  @Override
  public final void save(Data target, Words out) {
    save(FROM, target.from, out);
    save(TO, target.to, out);
  }

  private static void save(Option<?> option, HostMask prefix, Words out) {
    if (!prefix.address().isAny() || prefix.prefixLength() != 0) {
      out.option(option.name(), text(prefix));
    }
  }

  private static String text(HostMask prefix) {
    return prefix.address() + "/" + prefix.prefixLength();
  }

  @Override
  public final void list(Data target, Listing out) {
    out.add(" " + target.name + " src-pfx " + text(target.from) + " dst-pfx " + text(target.to));
  }

  @Override
  public final @Nullable Errno check(Data target, CheckContext context) {
    boolean fits =
        context.table() == TableName.MANGLE
            && context.onlyFrom(hooks)
            && isPrefix(target.from)
            && isPrefix(target.to);
    return fits ? null : Errno.EINVAL;
  }

  private static boolean isPrefix(HostMask prefix) {
    return prefix.prefixLength() <= LONGEST && network(prefix).address().equals(prefix.address());
  }

  private static MaskedAddress network(HostMask prefix) {
    return MaskedAddress.of(prefix.address(), prefix.prefixLength());
  }

  @Override
  public final Action action(Data target, Lowering lowering) {
    return new Action.Do(Rewrite.of(network(target.from), network(target.to), ofSource));
  }

  /**
   * The rewriting.
   *
   * @param behind the bits of an address behind the longer prefix
   * @param adjustment what is added to 16 bits so that the sum of the address stays
   */
  private record Rewrite(
      MaskedAddress from, MaskedAddress to, boolean ofSource, Address behind, int adjustment)
      implements Effect {
    private static final int PARAMETER_PROBLEM = 4;
    private static final int BYTES = 16;

    static Rewrite of(MaskedAddress from, MaskedAddress to, boolean ofSource) {
      int length = Math.max(from.prefixLength(), to.prefixLength());
      return new Rewrite(
          from,
          to,
          ofSource,
          Address.mask(Family.IPV6, length).complement(),
          Checksums.fold(sum(from) + (~sum(to) & 0xffffL)));
    }

    private static int sum(MaskedAddress prefix) {
      return Checksums.fold(Checksums.sum(0, prefix.address().toBytes(), 0, BYTES));
    }

    @Override
    public Result apply(Context context) {
      Packet packet = context.packet();
      int at = packet.sourceOffset() + (ofSource ? 0 : BYTES);
      if (!map(packet, at)) {
        byte[] answer = RejectAnswer.icmpError(context, PARAMETER_PROBLEM, 0, at);
        if (answer != null) {
          context.send(answer);
        }
        return Result.DROP;
      }
      int quoted = quoted(packet);
      if (quoted >= 0) {
        // The packet that it quotes went the other way.
        int address = quoted + packet.sourceOffset() + (ofSource ? BYTES : 0);
        if (from.contains(half(packet, address), half(packet, address + 8))) {
          map(packet, address);
        }
      }
      return Result.CONTINUE;
    }

    /** Where the packet begins that an ICMPv6 error right behind the IPv6 header quotes, or -1. */
    private static int quoted(Packet packet) {
      boolean error =
          packet.byteAt(6) == IpProtocol.ICMPV6
              && packet.hasTransportBytes(8 + packet.headerLength())
              && packet.number(Field.Header.ICMP_TYPE) >= 1
              && packet.number(Field.Header.ICMP_TYPE) <= PARAMETER_PROBLEM;
      return error ? packet.transportOffset() + 8 : -1;
    }

    /** Rewrites the address at that offset; false where no 16 bits are left for the checksum. */
    private boolean map(Packet packet, int at) {
      write(packet, at, to.address().high() | (half(packet, at) & behind.high()));
      write(packet, at + 8, to.address().low() | (half(packet, at + 8) & behind.low()));
      // Up to a prefix of 48 bits the subnet takes the difference, else the interface identifier.
      int word = behind.high() << 48 == -1L << 48 ? 6 : 8;
      while (word >= 8 && word < BYTES && packet.shortAt(at + word) == 0xffff) {
        word += 2;
      }
      if (word == BYTES) {
        return false;
      }
      int sum = Checksums.fold((long) packet.shortAt(at + word) + adjustment);
      sum = sum == 0xffff ? 0 : sum;
      int start = packet.offset() + at + word;
      packet.buffer()[start] = (byte) (sum >>> 8);
      packet.buffer()[start + 1] = (byte) sum;
      return true;
    }

    private static long half(Packet packet, int at) {
      return packet.intAt(at) << 32 | packet.intAt(at + 4);
    }

    /** Writes the bytes alone: no checksum is to change. */
    private static void write(Packet packet, int at, long half) {
      for (int i = 0; i < 8; i++) {
        packet.buffer()[packet.offset() + at + i] = (byte) (half >>> (56 - 8 * i));
      }
    }

    @Override
    public Set<Field> writes() {
      return Set.of(ofSource ? Field.Header.SOURCE_ADDRESS : Field.Header.DESTINATION_ADDRESS);
    }

    @Override
    public Set<Result> outcomes() {
      return Set.of(Result.CONTINUE, Result.DROP);
    }

    @Override
    public Label label() {
      return ofSource
          ? new Label("gives the source the prefix " + to, "把源地址前缀改为 " + to)
          : new Label("gives the destination the prefix " + to, "把目的地址前缀改为 " + to);
    }
  }

  /** A network; the kernel wants at most 64 bits of it, and none behind them. */
  private enum Prefix implements Syntax<HostMask> {
    PREFIX;

    @Override
    public HostMask parse(String text, String owner, String option, RuleContext context) {
      return HostMask.syntax().parse(text, owner, option, context);
    }

    @Override
    public String placeholder() {
      return "prefix/length";
    }

    @Override
    public Samples samples() {
      return new Samples(
          List.of(
              "2001:db8::/32",
              "2001:db8:1::/48",
              "2001:db8:0:1::/64",
              "2001:DB8:1:8000::/0x31",
              "fd00::/8",
              "::/0",
              "fe80::/ffc0::",
              "2001:db8:2::/60"),
          List.of("", "2001:db8::1/64", "2001:db8::/65", "::1", "::/129", "fd00::/4", "x/64"));
    }
  }
}
