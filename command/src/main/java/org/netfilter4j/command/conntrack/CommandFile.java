package org.netfilter4j.command.conntrack;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code -R}: a file of commands, as {@code -o save} prints them. All are read before any runs. */
final class CommandFile {
  /** How many words a line may have, and how long one may be. */
  private static final int WORDS = 254;

  private static final int LONGEST = 1024;

  private CommandFile() {}

  static List<Request> read(ConntrackEnvironment world, Output output, String name) {
    List<Request> requests = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(open(world, name), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int from = 0;
        while (from < line.length() && isBlank(line.charAt(from))) {
          from++;
        }
        if (from < line.length() && line.charAt(from) != '#') {
          requests.add(RequestParser.parse(world, output, split(line)));
        }
      }
    } catch (IOException | InvalidPathException e) {
      throw ConntrackRejected.parameter("Failed to open file " + name + " for reading");
    }
    for (Request request : requests) {
      if (!request.verb.isForFiles()) {
        throw ConntrackRejected.parameter(
            "Cannot use command `" + request.verb.words() + "' with --load-file");
      }
    }
    return requests;
  }

  private static InputStream open(ConntrackEnvironment world, String name) throws IOException {
    return name.equals("-") ? world.in() : Files.newInputStream(Path.of(name));
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  /** Words between blanks; double quotes hold blanks together, and in them "\" any character. */
  private static List<String> split(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quoted && c == '\\') {
        if (++i < line.length()) {
          add(word, line.charAt(i));
        }
      } else if (c == '"') {
        quoted = !quoted;
        if (!quoted) {
          end(words, word, true);
        }
      } else if (quoted || !isBlank(c)) {
        add(word, c);
      } else {
        end(words, word, false);
      }
    }
    end(words, word, false);
    return words;
  }

  private static void add(StringBuilder word, char c) {
    word.append(c);
    if (word.length() >= LONGEST) {
      throw ConntrackRejected.parameter("Parameter too long!");
    }
  }

  /** A closing quote ends a word, be it empty. */
  private static void end(List<String> words, StringBuilder word, boolean quoted) {
    if (quoted || !word.isEmpty()) {
      if (words.size() >= WORDS - 1) {
        throw ConntrackRejected.parameter("too many arguments");
      }
      words.add(word.toString());
      word.setLength(0);
    }
  }
}
