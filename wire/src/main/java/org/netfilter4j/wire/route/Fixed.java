package org.netfilter4j.wire.route;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.netfilter4j.wire.netlink.MalformedMessageException;
import org.netfilter4j.wire.netlink.Message;

/** The struct between a message's header and its attributes. */
final class Fixed {
  private final ByteBuffer bytes;

  Fixed(Message message, int length) {
    if (message.length() < Message.HEADER + length) {
      throw new MalformedMessageException(
          "a message of type " + message.type() + " has " + message.length() + " bytes");
    }
    bytes =
        ByteBuffer.wrap(message.bytes(), message.start() + Message.HEADER, length)
            .slice()
            .order(ByteOrder.nativeOrder());
  }

  int u8(int at) {
    return bytes.get(at) & 0xff;
  }

  int u16(int at) {
    return bytes.getShort(at) & 0xffff;
  }

  int s32(int at) {
    return bytes.getInt(at);
  }
}
