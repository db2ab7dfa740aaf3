package org.netfilter4j.packet.capture;

import java.io.IOException;

/** A capture file that is damaged or no capture; the message is one line with file and byte. */
public final class CaptureException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long position;

  CaptureException(String file, long position, String what) {
    super(file + ": byte " + position + ": " + what);
    this.position = position;
  }

  /** Where in the file, in bytes from its beginning. */
  public long position() {
    return position;
  }
}
