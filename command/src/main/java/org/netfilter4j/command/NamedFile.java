package org.netfilter4j.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Files that a command line names, with the C library's words where they can't be opened. */
final class NamedFile {
  private NamedFile() {}

  /** A file can't be opened; the message is strerror(3)'s. */
  static final class UnopenedException extends Exception {
    private static final long serialVersionUID = 1L;

    UnopenedException(String words) {
      super(words, null, false, false);
    }
  }

  static InputStream read(String name) throws UnopenedException {
    try {
      return Files.newInputStream(Path.of(name));
    } catch (IOException e) {
      throw new UnopenedException(words(e));
    } catch (InvalidPathException _) {
      throw new UnopenedException("Invalid argument");
    }
  }

  /** Opens a file for writing, made anew or emptied. */
  static OutputStream write(String name) throws UnopenedException {
    try {
      return Files.newOutputStream(Path.of(name));
    } catch (IOException e) {
      throw new UnopenedException(words(e));
    } catch (InvalidPathException _) {
      throw new UnopenedException("Invalid argument");
    }
  }

  private static String words(IOException error) {
    return switch (error) {
      case NoSuchFileException _ -> "No such file or directory";
      case AccessDeniedException _ -> "Permission denied";
      case FileSystemException e when e.getReason() != null -> e.getReason();
      case IOException e -> String.valueOf(e.getMessage());
    };
  }
}
