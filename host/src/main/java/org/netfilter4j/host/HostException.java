package org.netfilter4j.host;

import java.nio.file.Path;

/** A host directory can't be read or written; the message is one line that says where and what. */
public final class HostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public HostException(String message) {
    super(message, null, false, false);
  }

  /** A file of the directory is not as expected. */
  public HostException(Path file, String problem) {
    this(file + ": " + problem);
  }

  /** The message; never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
