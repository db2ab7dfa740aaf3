package org.netfilter4j.image;

import java.io.Serial;

/** An image can't be made of what was given; the message is one line that says why. */
public final class ImageException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public ImageException(String message) {
    super(message);
  }
}
