package org.netfilter4j.diagnose;

import org.netfilter4j.model.Label;
import org.netfilter4j.model.Label.Language;

/**
 * How a report speaks: its language, and whether it may use colour.
 *
 * @param colour whether to write ANSI escapes
 */
public record Tongue(Language language, boolean colour) {

  /** The text in this language. */
  public String say(String en, String zh) {
    return switch (language) {
      case ENGLISH -> en;
      case CHINESE -> zh;
    };
  }

  /** The label in this language. */
  public String say(Label label) {
    return label.in(language);
  }

  public String bold(String text) {
    return escape("1", text);
  }

  public String dim(String text) {
    return escape("2", text);
  }

  public String green(String text) {
    return escape("32", text);
  }

  public String red(String text) {
    return escape("1;31", text);
  }

  private String escape(String code, String text) {
    return colour ? "\033[" + code + "m" + text + "\033[0m" : text;
  }

  /** The language of a locale's name ("zh_CN.UTF-8"): Chinese, or else English. */
  public static Language languageOf(String locale) {
    return locale.startsWith("zh") ? Language.CHINESE : Language.ENGLISH;
  }
}
