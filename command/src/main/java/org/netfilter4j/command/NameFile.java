package org.netfilter4j.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A file in the form of /etc/services and /etc/hosts: a line is words with blanks between, and
 * {@code #} begins a comment.
 */
final class NameFile {
  private NameFile() {}

  /** Gives the words of each line that has any; none where the file is not there. */
  static void read(Path file, Consumer<List<String>> line) {
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      for (String text = in.readLine(); text != null; text = in.readLine()) {
        int comment = text.indexOf('#');
        List<String> words = words(text, comment < 0 ? text.length() : comment);
        if (!words.isEmpty()) {
          line.accept(words);
        }
      }
    } catch (NoSuchFileException e) {
      // No names, then.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> words(String text, int end) {
    List<String> words = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= end; i++) {
      boolean blank = i == end || text.charAt(i) == ' ' || text.charAt(i) == '\t';
      if (blank && start >= 0) {
        words.add(text.substring(start, i));
        start = -1;
      } else if (!blank && start < 0) {
        start = i;
      }
    }
    return words;
  }
}
