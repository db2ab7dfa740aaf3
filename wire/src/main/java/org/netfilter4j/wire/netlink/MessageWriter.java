package org.netfilter4j.wire.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Appends messages to one growing array. Between {@link #begin} and {@link #end} attributes are
 * added to the message; {@link #nest} and {@link #close} put attributes into one.
 *
 * <p>Not safe for several threads.
 */
public final class MessageWriter {
  public static final int NLM_F_REQUEST = 1;
  public static final int NLM_F_ACK = 4;
  public static final int NLM_F_DUMP = 0x300;
  public static final int NLM_F_REPLACE = 0x100;
  public static final int NLM_F_EXCL = 0x200;
  public static final int NLM_F_CREATE = 0x400;
  public static final int NLM_F_APPEND = 0x800;
  private static final int NESTED = 0x8000;
  private ByteBuffer out;
  private int message = -1;

  public MessageWriter() {
    this(1024);
  }

  public MessageWriter(int capacity) {
    out = ByteBuffer.allocate(capacity).order(ByteOrder.nativeOrder());
  }

  private void room(int needed) {
    if (out.remaining() < needed) {
      int size = Math.max(out.capacity() * 2, out.position() + needed);
      ByteBuffer more = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
      more.put(out.flip());
      out = more;
    }
  }

  /** Begins a message of netfilter's, with struct nfgenmsg. */
  public MessageWriter begin(int type, int flags, int sequence, int family, int resource) {
    begin(type, flags, sequence);
    room(Message.NFGEN);
    out.put((byte) family).put((byte) 0).put((byte) (resource >>> 8)).put((byte) resource);
    return this;
  }

  /** Begins a message with struct nlmsghdr alone. */
  public MessageWriter begin(int type, int flags, int sequence) {
    if (message >= 0) {
      throw new IllegalStateException("the last message has not ended");
    }
    room(Message.HEADER);
    message = out.position();
    out.putInt(0).putShort((short) type).putShort((short) flags).putInt(sequence).putInt(0);
    return this;
  }

  /** Ends the message. */
  public MessageWriter end() {
    out.putInt(message, out.position() - message);
    message = -1;
    return this;
  }

  /** Bytes that follow the header and are no attribute; they are padded to the alignment. */
  public MessageWriter raw(byte[] value) {
    room(Attributes.align(value.length));
    out.put(value);
    pad(value.length);
    return this;
  }

  private void pad(int length) {
    for (int i = length; i < Attributes.align(length); i++) {
      out.put((byte) 0);
    }
  }

  private void header(int type, int length) {
    if (length > 0xffff - 4) {
      throw new IllegalArgumentException("attribute " + type + " of " + length + " bytes");
    }
    room(4 + Attributes.align(length));
    out.putShort((short) (4 + length)).putShort((short) type);
  }

  public MessageWriter put(int type, byte[] value) {
    return put(type, value, 0, value.length);
  }

  public MessageWriter put(int type, byte[] value, int from, int length) {
    header(type, length);
    out.put(value, from, length);
    pad(length);
    return this;
  }

  /** Text with a zero byte at its end. */
  public MessageWriter text(int type, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    header(type, bytes.length + 1);
    out.put(bytes).put((byte) 0);
    pad(bytes.length + 1);
    return this;
  }

  public MessageWriter u8(int type, int value) {
    header(type, 1);
    out.put((byte) value);
    pad(1);
    return this;
  }

  public MessageWriter network16(int type, int value) {
    header(type, 2);
    out.put((byte) (value >>> 8)).put((byte) value);
    pad(2);
    return this;
  }

  public MessageWriter network32(int type, long value) {
    header(type, 4);
    int v = (int) value;
    out.put((byte) (v >>> 24)).put((byte) (v >>> 16)).put((byte) (v >>> 8)).put((byte) v);
    return this;
  }

  public MessageWriter network64(int type, long value) {
    header(type, 8);
    for (int shift = 56; shift >= 0; shift -= 8) {
      out.put((byte) (value >>> shift));
    }
    return this;
  }

  /** An attribute without a value. */
  public MessageWriter flag(int type) {
    header(type, 0);
    return this;
  }

  /**
   * Begins an attribute of attributes.
   *
   * @return what {@link #close} takes
   */
  public int nest(int type) {
    room(4);
    int at = out.position();
    out.putShort((short) 0).putShort((short) (type | NESTED));
    return at;
  }

  /** Ends an attribute of attributes. */
  public MessageWriter close(int nest) {
    int length = out.position() - nest;
    if (length > 0xffff) {
      throw new IllegalArgumentException("an attribute of " + length + " bytes");
    }
    out.putShort(nest, (short) length);
    return this;
  }

  /** How many bytes there are. */
  public int length() {
    return out.position();
  }

  /** What the messages stand in, from 0 to {@link #length}. */
  public byte[] array() {
    return out.array();
  }

  /** Cuts back to an earlier {@link #length}: what was begun after it never was. */
  public void truncate(int length) {
    out.position(length);
    message = -1;
  }

  /** Cuts the message that has begun back to an earlier {@link #length} in it. */
  public MessageWriter cut(int length) {
    if (length < message) {
      throw new IllegalArgumentException(length + " is before the message");
    }
    out.position(length);
    return this;
  }

  /** Forgets all messages. */
  public void clear() {
    truncate(0);
  }
}
