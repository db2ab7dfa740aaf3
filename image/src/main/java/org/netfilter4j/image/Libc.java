package org.netfilter4j.image;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The C libraries that a JDK for Linux is built for. */
public enum Libc {
  /** The GNU C library; its loader is called ld-linux-x86-64.so.2, ld-linux-aarch64.so.1 … */
  GNU("ld-linux"),
  /** musl, of Alpine; its loader, ld-musl-x86_64.so.1, is the library itself. */
  MUSL("ld-musl-");

  private final String loader;

  Libc(String loader) {
    this.loader = loader;
  }

  /** As a JDK's file {@code release} has it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one of that word, or null. */
  public static @Nullable Libc ofWord(String word) {
    for (Libc each : values()) {
      if (each.word().equals(word)) {
        return each;
      }
    }
    return null;
  }

  /**
   * The one whose loader that is, or null.
   *
   * @param interpreter a program's PT_INTERP, as "/lib64/ld-linux-x86-64.so.2"
   */
  public static @Nullable Libc ofInterpreter(String interpreter) {
    String name = interpreter.substring(interpreter.lastIndexOf('/') + 1);
    for (Libc each : values()) {
      // ld64.so.1 and ld64.so.2 are the GNU library's on s390x and ppc64.
      if (name.startsWith(each.loader) || (each == GNU && name.startsWith("ld64.so."))) {
        return each;
      }
    }
    return null;
  }
}
