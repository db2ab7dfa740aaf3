package org.netfilter4j.xt.match;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Values;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m socket}: a socket of the host waits for the packet (xt_socket.c, revision 3). */
public final class Socket extends MatchDescriptor<Socket.Data> {
  private static final int HOOKS = Hook.PREROUTING.bit() | Hook.INPUT.bit();

  private static final Option<Boolean> TRANSPARENT =
      Option.flag("transparent").help("only a transparent socket");
  private static final Option<Boolean> NOWILDCARD =
      Option.flag("nowildcard").help("also one that listens on any address");
  private static final Option<Boolean> RESTORE_MARK =
      Option.flag("restore-skmark").help("gives the packet the socket's mark");

  public Socket() {
    super("socket", Data.class, TRANSPARENT, NOWILDCARD, RESTORE_MARK);
  }

  /** struct xt_socket_mtinfo3. */
  public record Data(boolean transparent, boolean nowildcard, boolean restoreMark)
      implements Match {
    @Override
    public String name() {
      return "socket";
    }
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(args.has(TRANSPARENT), args.has(NOWILDCARD), args.has(RESTORE_MARK));
  }

  @Override
  public void save(Data match, Words out) {
    if (match.transparent) {
      out.option(TRANSPARENT.name(), false);
    }
    if (match.nowildcard) {
      out.option(NOWILDCARD.name(), false);
    }
    if (match.restoreMark) {
      out.option(RESTORE_MARK.name(), false);
    }
  }

  @Override
  public void list(Data match, Listing out) {
    save(match, out.add(" socket").words());
  }

  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    return context.onlyFrom(HOOKS) ? null : Errno.EINVAL;
  }

  /** struct xt_socket_mtinfo3: flags. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(3, 1, Socket::write, Socket::read));
  }

  private static void write(Data match, StructBytes out) {
    int flags = (match.transparent ? 1 : 0) | (match.nowildcard ? 2 : 0);
    out.u8(0, flags | (match.restoreMark ? 4 : 0));
  }

  private static Data read(StructBytes in) {
    int flags = in.known(in.u8(0), 7);
    return new Data((flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0);
  }

  /** Only TCP, UDP, and ICMP errors about them have sockets that are looked for. */
  @Override
  public Condition condition(Data match, Lowering lowering) {
    Values asked =
        new Values.Ranges(
            List.of(
                new Values.Range(IpProtocol.TCP, IpProtocol.TCP),
                new Values.Range(IpProtocol.UDP, IpProtocol.UDP),
                new Values.Range(IpProtocol.ICMP, IpProtocol.ICMP),
                new Values.Range(IpProtocol.ICMPV6, IpProtocol.ICMPV6)));
    return Condition.all(
        new Condition.Test(Field.Header.PROTOCOL, asked),
        new Condition.Unknown(name(), new Label("the sockets of the host", "主机的套接字")));
  }
}
