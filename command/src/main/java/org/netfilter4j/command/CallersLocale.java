package org.netfilter4j.command;

import java.util.HashMap;
import java.util.Map;

/**
 * The locale that the program was called in.
 *
 * <p>In the locale C the JVM takes a command line's bytes beyond ASCII for nothing, so the launcher
 * has it start in C.UTF-8, and keeps the LC_ALL that it found in a variable of its own. What asks
 * for the language, and programs that are started from here, are given that one.
 */
public final class CallersLocale {
  private static final String CHOSEN = "LC_ALL";

  /** What LC_ALL was; empty where it was not set. */
  private static final String KEPT = "NF4J_LC_ALL";

  private CallersLocale() {}

  /** The variables as the caller has them. */
  public static Map<String, String> in(Map<String, String> variables) {
    if (!variables.containsKey(KEPT)) {
      return variables;
    }
    Map<String, String> own = new HashMap<>(variables);
    restore(own);
    return own;
  }

  /** Makes the variables of a program that is to be started the caller's. */
  public static void restore(Map<String, String> variables) {
    String kept = variables.remove(KEPT);
    if (kept == null) {
      return;
    }
    if (kept.isEmpty()) {
      variables.remove(CHOSEN);
    } else {
      variables.put(CHOSEN, kept);
    }
  }
}
