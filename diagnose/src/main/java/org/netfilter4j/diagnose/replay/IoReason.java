package org.netfilter4j.diagnose.replay;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Errors of files in a few words; the JDK's messages are often only the file's name. */
final class IoReason {
  private IoReason() {}

  static String of(IOException error) {
    return switch (error) {
      case AccessDeniedException _ -> "permission denied";
      case NoSuchFileException _ -> "no such file or directory";
      case FileSystemException f when f.getReason() != null -> f.getReason();
      case IOException e -> String.valueOf(e.getMessage());
    };
  }
}
