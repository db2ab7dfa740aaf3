package org.netfilter4j.agent.persist;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What was asked for can't be done; the message is one line that says why. */
public final class PersistException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PersistException(String line) {
    super(line, null, false, false);
  }

  /** A file can't be read or written. */
  public static PersistException of(Path file, IOException why) {
    return new PersistException(file + ": " + words(why));
  }

  /** Why, in the system's words. */
  static String words(IOException why) {
    return switch (why) {
      case NoSuchFileException _ -> "No such file or directory";
      case AccessDeniedException _ -> "Permission denied";
      case FileSystemException e when e.getReason() != null -> e.getReason();
      case IOException e -> String.valueOf(e.getMessage());
    };
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
