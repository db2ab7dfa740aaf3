package org.netfilter4j.agent;

/** Text as JSON has it (RFC 8259, section 7). */
final class JsonText {
  private JsonText() {}

  /** Appends a string in quotation marks. */
  static void quote(StringBuilder to, String text) {
    to.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> to.append("\\\"");
        case '\\' -> to.append("\\\\");
        case '\n' -> to.append("\\n");
        case '\t' -> to.append("\\t");
        case '\r' -> to.append("\\r");
        default -> {
          if (c < ' ' || c == 0x7f) {
            to.append("\\u00")
                .append(Character.forDigit(c >> 4, 16))
                .append(Character.forDigit(c & 15, 16));
          } else {
            to.append(c);
          }
        }
      }
    }
    to.append('"');
  }
}
