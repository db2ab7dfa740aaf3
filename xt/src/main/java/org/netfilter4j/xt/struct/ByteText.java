package org.netfilter4j.xt.struct;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Texts of the kernel's structs: UTF-8 as a rule, but any bytes but 0 in truth. A byte that is no
 * part of a character becomes a lone surrogate, U+DC80 to U+DCFF, and so is written back as it was.
 */
public final class ByteText {
  private static final char FIRST = '\udc80';
  private static final char LAST = '\udcff';
  private static final int SURROGATES = 0xdc00;

  private ByteText() {}

  /** The text of some bytes. */
  public static String decode(byte[] bytes, int from, int length) {
    String text = new String(bytes, from, length, StandardCharsets.UTF_8);
    return text.indexOf('\ufffd') < 0 ? text : decodeEach(ByteBuffer.wrap(bytes, from, length));
  }

  private static String decodeEach(ByteBuffer bytes) {
    // It reports what it can't decode.
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer text = CharBuffer.allocate(bytes.remaining());
    CoderResult result = decoder.decode(bytes, text, true);
    while (result.isError()) {
      for (int i = 0; i < result.length(); i++) {
        text.put((char) (SURROGATES + (bytes.get() & 0xff)));
      }
      decoder.reset();
      result = decoder.decode(bytes, text, true);
    }
    return text.flip().toString();
  }

  /** The bytes of a text. */
  public static byte[] encode(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int at = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c) && i + 1 < text.length()) {
        // A character of four bytes, or half of one, which is written as "?".
        boolean whole = Character.isLowSurrogate(text.charAt(i + 1));
        i += whole ? 1 : 0;
        at += whole ? 4 : 1;
      } else if (c >= FIRST && c <= LAST) {
        bytes[at++] = (byte) (c - SURROGATES);
      } else {
        at += c < 0x80 || Character.isSurrogate(c) ? 1 : c < 0x800 ? 2 : 3;
      }
    }
    return bytes;
  }
}
