package org.netfilter4j.cli;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.diagnose.Tongue;
import org.netfilter4j.model.Label.Language;
import org.netfilter4j.xt.Rejected;

/** What the terminal can do. */
final class Terminal {
  private Terminal() {}

  /** Whether a person reads standard output on a terminal. */
  static boolean isThere() {
    // Since JDK 22 a console exists where only one stream is a terminal, so it is asked.
    return System.console() != null && System.console().isTerminal();
  }

  /** Whether colours are wanted and will be seen (NO_COLOR, TERM=dumb). */
  static boolean isColourful(Nf4j nf4j) {
    return nf4j.variable("NO_COLOR", "").isEmpty()
        && !nf4j.variable("TERM", "dumb").equals("dumb")
        && isThere();
  }

  /** The language that was said, or else the one that the locale asks for. */
  static Language language(@Nullable Language said, Nf4j nf4j) {
    return said != null
        ? said
        : Tongue.languageOf(
            nf4j.variable("LC_ALL", nf4j.variable("LC_MESSAGES", nf4j.variable("LANG", ""))));
  }

  /** The language that {@code --lang} names. */
  static Language language(String word) {
    return switch (word) {
      case "en" -> Language.ENGLISH;
      case "zh" -> Language.CHINESE;
      default -> throw Rejected.parameter("--lang: \"" + word + "\" is neither en nor zh");
    };
  }
}
