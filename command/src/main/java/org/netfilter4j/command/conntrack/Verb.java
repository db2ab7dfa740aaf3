package org.netfilter4j.command.conntrack;

import org.jspecify.annotations.Nullable;

/**
 * What is to be done. Each allows some {@link Parameter}s, in their order: 0 not, 1 must be there,
 * 2 may be there, 3 may be there in pairs.
 */
enum Verb {
  LIST("22222022000220202222202220022", "flow entries have been shown."),
  CREATE("33331120000002200220000202022", "flow entries have been created."),
  UPDATE("22222220000220222222000022200", "flow entries have been updated."),
  DELETE("22222220000220222222000220022", "flow entries have been deleted."),
  GET("33331000000000020002000020000", "flow entries have been shown."),
  FLUSH("00000000000000002000000000000", null),
  EVENT("22222000200220202222222220022", "flow events have been shown."),
  VERSION("00000000000000000000000000000", null),
  HELP("00002000000000000000000000000", null),
  LIST_EXPECTATIONS("00000000000000002002000000000", "expectations have been shown."),
  CREATE_EXPECTATION("11221120011110000000000000000", null),
  DELETE_EXPECTATION("11221000000000000000000000000", "expectations have been shown."),
  GET_EXPECTATION("11221000000000000000000000000", null),
  FLUSH_EXPECTATIONS("00000000000000000000000000000", null),
  EXPECTATION_EVENT("00000000000000000002000000000", null),
  COUNT("00000000000000000000000000000", null),
  COUNT_EXPECTATIONS("00000000000000000000000000000", null),
  STATISTICS("00000000000000000000000000000", null),
  EXPECTATION_STATISTICS("00000000000000000000000000000", null),
  ADD("33331120000002200220000202022", "flow entries have been added."),
  /** No verb was given. */
  NONE("00000000000000000000000000000", null);

  private final String allowed;
  private final @Nullable String summary;

  Verb(String allowed, @Nullable String summary) {
    this.allowed = allowed;
    this.summary = summary;
  }

  /** The row of the table. */
  String allowed() {
    return allowed;
  }

  /** What is said at the end, after a number; null for nothing. */
  @Nullable String summary() {
    return summary;
  }

  /** The verb of an option's letter and a table; null where the table has no such verb. */
  static @Nullable Verb of(int letter, boolean expectations) {
    return switch (letter) {
      case 'L' -> expectations ? LIST_EXPECTATIONS : LIST;
      case 'I' -> expectations ? CREATE_EXPECTATION : CREATE;
      case 'D' -> expectations ? DELETE_EXPECTATION : DELETE;
      case 'G' -> expectations ? GET_EXPECTATION : GET;
      case 'F' -> expectations ? FLUSH_EXPECTATIONS : FLUSH;
      case 'E' -> expectations ? EXPECTATION_EVENT : EVENT;
      case 'V' -> VERSION;
      case 'h' -> HELP;
      case 'C' -> expectations ? COUNT_EXPECTATIONS : COUNT;
      case 'S' -> expectations ? EXPECTATION_STATISTICS : STATISTICS;
      case 'U' -> expectations ? null : UPDATE;
      case 'A' -> expectations ? null : ADD;
      default -> null;
    };
  }

  /** Whether it is about connections of both families where neither is named. */
  boolean isForBothFamilies() {
    return switch (this) {
      case LIST, UPDATE, DELETE, GET, FLUSH, EVENT -> true;
      case CREATE,
          ADD,
          VERSION,
          HELP,
          LIST_EXPECTATIONS,
          CREATE_EXPECTATION,
          DELETE_EXPECTATION,
          GET_EXPECTATION,
          FLUSH_EXPECTATIONS,
          EXPECTATION_EVENT,
          COUNT,
          COUNT_EXPECTATIONS,
          STATISTICS,
          EXPECTATION_STATISTICS,
          NONE ->
          false;
    };
  }

  /** Whether nothing to list, or that all of it is there already, is no failure. */
  boolean mayDoNothing() {
    return this == LIST || this == LIST_EXPECTATIONS || this == ADD;
  }

  /** Whether a file of commands may have it. */
  boolean isForFiles() {
    return this == CREATE || this == ADD || this == UPDATE || this == DELETE || this == FLUSH;
  }

  /** As a file's reader complains of it. */
  String words() {
    return switch (this) {
      case LIST -> "-L";
      case GET -> "-G";
      case EVENT -> "-E";
      case VERSION -> "-V";
      case HELP -> "-h";
      case LIST_EXPECTATIONS -> "-L expect";
      case CREATE_EXPECTATION, COUNT_EXPECTATIONS -> "-C expect";
      case DELETE_EXPECTATION -> "-D expect";
      case GET_EXPECTATION -> "-G expect";
      case FLUSH_EXPECTATIONS -> "-F expect";
      case EXPECTATION_EVENT -> "-E expect";
      case COUNT -> "-C";
      case STATISTICS -> "-S";
      case EXPECTATION_STATISTICS -> "-S expect";
      case CREATE, ADD, UPDATE, DELETE, FLUSH, NONE -> "unknown";
    };
  }
}
