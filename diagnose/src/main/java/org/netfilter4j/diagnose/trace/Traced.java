package org.netfilter4j.diagnose.trace;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.diagnose.Answer;
import org.netfilter4j.diagnose.Question;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.RuleId;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;

/** A packet that the kernel has traced. */
public final class Traced {
  private static final int ESTABLISHED = 2;
  private static final int RELATED = 4;

  private final List<Visit> visits;
  private final Map<RuleId, Rule> rules;
  private final boolean heardAll;

  Traced(List<Visit> visits, Map<RuleId, Rule> rules, boolean heardAll) {
    this.heardAll = heardAll;
    this.visits = List.copyOf(visits);
    this.rules = rules;
  }

  /** The packet as a question to the engine: with the headers with which it came. */
  public Question question() {
    Visit first = visits.getFirst();
    Sighting seen = first.packet();
    Packet packet = java.util.Objects.requireNonNull(seen.packet());
    boolean own = first.hook() == Hook.OUTPUT;
    return new Question(
        whole(seen.family(), packet),
        own || seen.in().isEmpty() ? null : seen.in(),
        (int) seen.mark(),
        seen.mac(),
        null,
        state());
  }

  private Question.State state() {
    for (Visit visit : visits) {
      var connection = visit.packet().connection();
      if (connection != null) {
        return switch (connection.state()) {
          case ESTABLISHED ->
              connection.reply() ? Question.State.AS_IS : Question.State.ESTABLISHED;
          case RELATED -> Question.State.RELATED;
          default -> Question.State.AS_IS;
        };
      }
    }
    return Question.State.AS_IS;
  }

  /** The packet with what it carries as zeros: the kernel tells of its headers alone. */
  private static byte[] whole(Family family, Packet packet) {
    PacketBuilder builder =
        PacketBuilder.of(family)
            .source(packet.source())
            .destination(packet.destination())
            .ttl((int) packet.number(Field.Header.TTL))
            .tos((int) packet.number(Field.Header.TOS));
    if (family == Family.IPV4) {
      builder.id(packet.shortAt(4));
      builder.fragment(packet.fragmentOffset(), packet.moreFragments());
    }
    int transport = packet.transportOffset();
    boolean later = packet.fragmentOffset() != 0;
    int source = later ? 0 : (int) packet.number(Field.Header.SOURCE_PORT);
    int destination = later ? 0 : (int) packet.number(Field.Header.DESTINATION_PORT);
    switch (later ? -1 : packet.protocol()) {
      case IpProtocol.TCP ->
          builder
              .tcp(source, destination, (int) packet.number(Field.Header.TCP_FLAGS))
              .sequence(packet.intAt(transport + 4))
              .acknowledgement(packet.intAt(transport + 8));
      case IpProtocol.UDP -> builder.udp(source, destination);
      case IpProtocol.UDP_LITE -> builder.udpLite(source, destination, 0);
      case IpProtocol.SCTP -> builder.sctp(source, destination, (int) packet.intAt(transport + 4));
      case IpProtocol.ICMP, IpProtocol.ICMPV6 ->
          builder
              .icmp(
                  (int) packet.number(Field.Header.ICMP_TYPE),
                  (int) packet.number(Field.Header.ICMP_CODE))
              .icmpRest((int) packet.intAt(transport + 4));
      default -> builder.protocol(packet.protocol());
    }
    int missing = packet.totalLength() - builder.toBytes().length;
    if (missing > 0) {
      builder.payloadLength(missing);
    }
    return builder.toBytes();
  }

  /** Whether all that the kernel has to tell of it could be heard. */
  public boolean isHeardWhole() {
    return heardAll;
  }

  /**
   * The kernel's account of it.
   *
   * @param tried what the engine makes of {@link #question}; null where it was not asked
   */
  public Answer answer(Question question, @Nullable Answer tried) {
    return new Story(visits, rules, tried, heardAll).answer(question);
  }
}
