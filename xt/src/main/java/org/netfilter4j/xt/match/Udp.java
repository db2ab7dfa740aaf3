package org.netfilter4j.xt.match;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Match;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchExtension;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.PortRange;
import org.netfilter4j.xt.option.Ports;

/** {@code -m udp}: ports (xt_tcpudp.c, struct xt_udp, revision 0). */
public final class Udp implements MatchExtension<Udp.Data> {
  private static final Option<PortRange> SOURCE =
      Option.of("source-port", Ports.resolved())
          .alias("sport")
          .allowInversion()
          .help("[!] --source-port port[:port]\n --sport ...\n\t\t\t\tmatch source port(s)");

  private static final Option<PortRange> DESTINATION =
      Option.of("destination-port", Ports.resolved())
          .alias("dport")
          .allowInversion()
          .help(
              "[!] --destination-port port[:port]\n"
                  + " --dport ...\n"
                  + "\t\t\t\tmatch destination port(s)");

  /** struct xt_udp. */
  public record Data(PortTest source, PortTest destination) implements Match {
    @Override
    public String name() {
      return "udp";
    }
  }

  @Override
  public String name() {
    return "udp";
  }

  @Override
  public Class<Data> type() {
    return Data.class;
  }

  @Override
  public List<Option<?>> options() {
    return List.of(SOURCE, DESTINATION);
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    return new Data(PortTest.of(args, SOURCE), PortTest.of(args, DESTINATION));
  }

  @Override
  public void save(Data match, Words out) {
    match.source.save("sport", out);
    match.destination.save("dport", out);
  }

  @Override
  public void list(Data match, Listing out) {
    out.add(" udp");
    match.source.list("spt", "udp", out);
    match.destination.list("dpt", "udp", out);
  }

  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    return context.onlyProtocol(IpProtocol.UDP) ? null : Errno.EINVAL;
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    List<Condition> parts = new ArrayList<>(Headers.whole(8));
    parts.add(match.source.condition(Field.Header.SOURCE_PORT));
    parts.add(match.destination.condition(Field.Header.DESTINATION_PORT));
    parts.removeIf(Condition.ALWAYS::equals);
    return new Condition.All(parts);
  }
}
