package org.netfilter4j.linux;

/** Writes JSON on one line, as {@code ip -j} does. Commas are put where they are needed. */
final class JsonText {
  private final StringBuilder text = new StringBuilder();
  private boolean comma;

  private void begin() {
    if (comma) {
      text.append(',');
    }
    comma = false;
  }

  private JsonText key(String name) {
    begin();
    quote(name);
    text.append(':');
    comma = false;
    return this;
  }

  private void quote(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"', '\\' -> text.append('\\').append(c);
        case '\n' -> text.append("\\n");
        case '\t' -> text.append("\\t");
        case '\r' -> text.append("\\r");
        default -> {
          if (c < 0x20) {
            text.append("\\u00");
            text.append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
    comma = true;
  }

  private JsonText open(char bracket) {
    begin();
    text.append(bracket);
    return this;
  }

  private JsonText close(char bracket) {
    text.append(bracket);
    comma = true;
    return this;
  }

  JsonText object() {
    return open('{');
  }

  JsonText object(String name) {
    return key(name).open('{');
  }

  JsonText endObject() {
    return close('}');
  }

  JsonText array() {
    return open('[');
  }

  JsonText array(String name) {
    return key(name).open('[');
  }

  JsonText endArray() {
    return close(']');
  }

  /** An element of an array. */
  JsonText element(String value) {
    begin();
    quote(value);
    return this;
  }

  JsonText put(String name, String value) {
    key(name).quote(value);
    return this;
  }

  JsonText put(String name, long value) {
    return literal(name, Long.toString(value));
  }

  JsonText yes(String name) {
    return literal(name, "true");
  }

  JsonText nothing(String name) {
    return literal(name, "null");
  }

  private JsonText literal(String name, String value) {
    key(name);
    text.append(value);
    comma = true;
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
