package org.netfilter4j.conformance;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command for {@link Shell}: the words of its command line, and what stands on its standard
 * input.
 *
 * @param script text in the shell's language
 * @param stdin the whole of standard input, or null for {@code /dev/null}
 */
public record Command(String script, @Nullable String stdin) {

  /** A program and its arguments, passed exactly as they are. */
  public static Command of(String... argv) {
    return of(List.of(argv));
  }

  /** A program and its arguments, passed exactly as they are. */
  public static Command of(List<String> argv) {
    StringBuilder script = new StringBuilder();
    for (String word : argv) {
      script.append(script.isEmpty() ? "" : " ").append(quote(word));
    }
    return new Command(script.toString(), null);
  }

  /**
   * A command line as typed: words between blanks, with {@code '…'}, {@code "…"} and {@code \}
   * quoting. Nothing else is special, so {@code !}, {@code $} and {@code *} are ordinary.
   */
  public static Command line(String line) {
    return of(words(line));
  }

  /** Text in the shell's own language: pipes, redirections, several commands. */
  public static Command script(String script) {
    return new Command(script, null);
  }

  /** The same command with this text on its standard input. */
  public Command stdin(String text) {
    return new Command(script, text);
  }

  /** The words of a command line as typed; see {@link #line}. */
  public static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else if (c == '\\' && quote == '"' && i + 1 < line.length()) {
          word.append(line.charAt(++i));
        } else {
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        inWord = true;
      } else if (c == '\\' && i + 1 < line.length()) {
        word.append(line.charAt(++i));
        inWord = true;
      } else if (c == ' ' || c == '\t') {
        if (inWord) {
          words.add(word.toString());
          word.setLength(0);
          inWord = false;
        }
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException("no closing " + quote + " in: " + line);
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }

  private static String quote(String word) {
    boolean plain = !word.isEmpty();
    for (int i = 0; i < word.length() && plain; i++) {
      char c = word.charAt(i);
      plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "-_./:,+@%".indexOf(c) >= 0;
    }
    return plain ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  @Override
  public String toString() {
    return script;
  }
}
