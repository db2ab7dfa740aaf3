package org.netfilter4j.wire.netlink;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

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
  private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  // An array and plain writes to it: a batch has many attributes, and most of a command's code is
  // not optimized.
  private byte[] out;
  private int at;
  private int message = -1;

  public MessageWriter() {
    this(1024);
  }

  public MessageWriter(int capacity) {
    out = new byte[capacity];
  }

  private void room(int needed) {
    if (out.length - at < needed) {
      out =
          Arrays.copyOf(
              out,
              (int) Math.min(Math.max(2L * out.length, at + (long) needed), Integer.MAX_VALUE - 8));
    }
  }

  private static void native16(byte[] to, int place, int value) {
    to[place] = (byte) (LITTLE ? value : value >>> 8);
    to[place + 1] = (byte) (LITTLE ? value >>> 8 : value);
  }

  private static void native32(byte[] to, int place, int value) {
    native16(to, place, LITTLE ? value : value >>> 16);
    native16(to, place + 2, LITTLE ? value >>> 16 : value);
  }

  private static void big32(byte[] to, int place, int value) {
    to[place] = (byte) (value >>> 24);
    to[place + 1] = (byte) (value >>> 16);
    to[place + 2] = (byte) (value >>> 8);
    to[place + 3] = (byte) value;
  }

  /** Begins a message of netfilter's, with struct nfgenmsg. */
  public MessageWriter begin(int type, int flags, int sequence, int family, int resource) {
    begin(type, flags, sequence);
    room(Message.NFGEN);
    out[at++] = (byte) family;
    out[at++] = 0;
    out[at++] = (byte) (resource >>> 8);
    out[at++] = (byte) resource;
    return this;
  }

  /** Begins a message with struct nlmsghdr alone. */
  public MessageWriter begin(int type, int flags, int sequence) {
    if (message >= 0) {
      throw new IllegalStateException("the last message has not ended");
    }
    room(Message.HEADER);
    message = at;
    native32(out, at, 0);
    native16(out, at + 4, type);
    native16(out, at + 6, flags);
    native32(out, at + 8, sequence);
    native32(out, at + 12, 0);
    at += Message.HEADER;
    return this;
  }

  /** Ends the message. */
  public MessageWriter end() {
    native32(out, message, at - message);
    message = -1;
    return this;
  }

  /** Bytes that follow the header and are no attribute; they are padded to the alignment. */
  public MessageWriter raw(byte[] value) {
    room(Attributes.align(value.length));
    bytes(value, 0, value.length);
    return this;
  }

  private void bytes(byte[] value, int from, int length) {
    System.arraycopy(value, from, out, at, length);
    at += length;
    pad(length);
  }

  private void pad(int length) {
    for (int i = Attributes.align(length) - length; i > 0; i--) {
      out[at++] = 0;
    }
  }

  /** Begins an attribute of that length, which there is room for then; where its value goes. */
  private int header(int type, int length) {
    if (length > 0xffff - 4) {
      throw new IllegalArgumentException("attribute " + type + " of " + length + " bytes");
    }
    room(4 + Attributes.align(length));
    byte[] to = out;
    int place = at;
    native16(to, place, 4 + length);
    native16(to, place + 2, type);
    at = place + 4;
    return place + 4;
  }

  public MessageWriter put(int type, byte[] value) {
    return put(type, value, 0, value.length);
  }

  public MessageWriter put(int type, byte[] value, int from, int length) {
    header(type, length);
    bytes(value, from, length);
    return this;
  }

  /** Text with a zero byte at its end. */
  public MessageWriter text(int type, String value) {
    int length = value.length();
    int start = at;
    int place = header(type, length + 1);
    byte[] to = out;
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if (c >= 0x80) {
        at = start;
        return encoded(type, value);
      }
      to[place++] = (byte) c;
    }
    to[place++] = 0;
    at = place;
    pad(length + 1);
    return this;
  }

  private MessageWriter encoded(int type, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return put(type, Arrays.copyOf(bytes, bytes.length + 1));
  }

  public MessageWriter u8(int type, int value) {
    header(type, 1);
    out[at++] = (byte) value;
    pad(1);
    return this;
  }

  public MessageWriter network16(int type, int value) {
    header(type, 2);
    out[at++] = (byte) (value >>> 8);
    out[at++] = (byte) value;
    pad(2);
    return this;
  }

  public MessageWriter network32(int type, long value) {
    int place = header(type, 4);
    big32(out, place, (int) value);
    at = place + 4;
    return this;
  }

  public MessageWriter network64(int type, long value) {
    int place = header(type, 8);
    big32(out, place, (int) (value >>> 32));
    big32(out, place + 4, (int) value);
    at = place + 8;
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
    int nest = at;
    native16(out, nest, 0);
    native16(out, nest + 2, type | NESTED);
    at = nest + 4;
    return nest;
  }

  /** Ends an attribute of attributes. */
  public MessageWriter close(int nest) {
    int length = at - nest;
    if (length > 0xffff) {
      throw new IllegalArgumentException("an attribute of " + length + " bytes");
    }
    native16(out, nest, length);
    return this;
  }

  /** How many bytes there are. */
  public int length() {
    return at;
  }

  /** What the messages stand in, from 0 to {@link #length}. */
  public byte[] array() {
    return out;
  }

  /** Cuts back to an earlier {@link #length}: what was begun after it never was. */
  public void truncate(int length) {
    at = length;
    message = -1;
  }

  /** Cuts the message that has begun back to an earlier {@link #length} in it. */
  public MessageWriter cut(int length) {
    if (length < message) {
      throw new IllegalArgumentException(length + " is before the message");
    }
    at = length;
    return this;
  }

  /** Forgets all messages. */
  public void clear() {
    truncate(0);
  }
}
