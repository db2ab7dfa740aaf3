package org.netfilter4j.engine;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.engine.conntrack.Tracking;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Field;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Cell;
import org.netfilter4j.xt.lower.Connection;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Reading;
import org.netfilter4j.xt.lower.Reading.Presence;

/** Reads any field of a packet at a hook into a cell. */
final class FieldReader {
  /** IPS_TEMPLATE and IPS_CONFIRMED. */
  private static final int TEMPLATE_STATUS = 1 << 11 | 1 << 3;

  private FieldReader() {}

  static Presence read(Field field, Context context, Cell into) {
    return switch (field) {
      case Field.Header header -> header(header, context.packet(), into);
      case Field.Meta meta -> number(into, context.packet().number(meta));
      case Field.Interface device -> name(into, context.packet().name(device));
      case Field.Flow flow -> flow(flow, context, into);
      case Field.TransportBytes bytes ->
          context.packet().hasTransportBytes(bytes.length()) ? number(into, 1) : Presence.ABSENT;
      case Field.Slice slice -> slice(slice, context.packet(), into);
      case Field.TcpOption option ->
          context.packet().hasTcpOption(option.kind()) ? number(into, 1) : Presence.ABSENT;
      case Field.Fact fact ->
          fact instanceof Reading reading ? reading.read(context, into) : Presence.UNKNOWN;
    };
  }

  private static Presence number(Cell into, long value) {
    into.number(value);
    return Presence.PRESENT;
  }

  private static Presence name(Cell into, @Nullable String name) {
    if (name == null) {
      return Presence.ABSENT;
    }
    into.name(name);
    return Presence.PRESENT;
  }

  private static Presence header(Field.Header header, Packet packet, Cell into) {
    if (!packet.has(header)) {
      return Presence.ABSENT;
    }
    into.number(packet.high(header), packet.number(header));
    return Presence.PRESENT;
  }

  private static Presence slice(Field.Slice slice, Packet packet, Cell into) {
    if (!packet.has(slice)) {
      return Presence.ABSENT;
    }
    into.number(packet.high(slice), packet.number(slice));
    return Presence.PRESENT;
  }

  private static Presence flow(Field.Flow flow, Context context, Cell into) {
    if (flow == Field.Flow.STATE) {
      return number(into, context.connectionState());
    }
    Connection connection = context.connection();
    if (connection == null) {
      boolean template = context.connectionState() == Tracking.NEW;
      return template ? template(flow, into) : Presence.ABSENT;
    }
    return switch (flow) {
      case STATE -> number(into, context.connectionState());
      case STATUS -> number(into, Integer.toUnsignedLong(connection.status()));
      case MARK -> number(into, Integer.toUnsignedLong(connection.mark()));
      case DIRECTION -> number(into, context.isReply() ? 1 : 0);
      case ORIGINAL_SOURCE -> address(into, connection.original().source());
      case ORIGINAL_DESTINATION -> address(into, connection.original().destination());
      case ORIGINAL_SOURCE_PORT -> number(into, connection.original().sourcePort());
      case ORIGINAL_DESTINATION_PORT -> number(into, connection.original().destinationPort());
      case REPLY_SOURCE -> address(into, connection.reply().source());
      case REPLY_DESTINATION -> address(into, connection.reply().destination());
      case REPLY_SOURCE_PORT -> number(into, connection.reply().sourcePort());
      case REPLY_DESTINATION_PORT -> number(into, connection.reply().destinationPort());
      case PROTOCOL -> number(into, connection.original().protocol());
      case EXPIRES ->
          number(into, Math.max(0, (connection.expires() - context.now()) / 1_000_000_000L));
      case HELPER -> name(into, connection.helper());
    };
  }

  /** What CT hangs on a packet before its connection is looked up: an entry that says nothing. */
  private static Presence template(Field.Flow flow, Cell into) {
    return switch (flow) {
      case STATE -> number(into, Tracking.NEW);
      case STATUS -> number(into, TEMPLATE_STATUS);
      case MARK,
          DIRECTION,
          ORIGINAL_SOURCE,
          ORIGINAL_DESTINATION,
          ORIGINAL_SOURCE_PORT,
          ORIGINAL_DESTINATION_PORT,
          REPLY_SOURCE,
          REPLY_DESTINATION,
          REPLY_SOURCE_PORT,
          REPLY_DESTINATION_PORT,
          PROTOCOL,
          EXPIRES ->
          number(into, 0);
      case HELPER -> name(into, "");
    };
  }

  private static Presence address(Cell into, Address address) {
    into.number(address.high(), address.low());
    return Presence.PRESENT;
  }
}
