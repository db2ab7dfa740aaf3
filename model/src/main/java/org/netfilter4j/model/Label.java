package org.netfilter4j.model;

/** A short name in the languages that netfilter4j speaks. */
public record Label(String en, String zh) {

  public String in(Language language) {
    return switch (language) {
      case ENGLISH -> en;
      case CHINESE -> zh;
    };
  }

  /** The languages of explanations. Commands speak English, as the C tools do. */
  public enum Language {
    ENGLISH,
    CHINESE
  }
}
