package org.netfilter4j.command.ipset;

import java.io.PrintStream;

/** Writes large texts to a stream at once, past the stream's own buffers of characters. */
record Encoded(PrintStream to) implements Appendable {
  @Override
  public Appendable append(CharSequence text) {
    byte[] bytes = text.toString().getBytes(to.charset());
    to.write(bytes, 0, bytes.length);
    return this;
  }

  @Override
  public Appendable append(CharSequence text, int start, int end) {
    return append(text.subSequence(start, end));
  }

  @Override
  public Appendable append(char c) {
    return append(String.valueOf(c));
  }
}
