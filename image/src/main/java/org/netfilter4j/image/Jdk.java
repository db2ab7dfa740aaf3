package org.netfilter4j.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A JDK that a runtime can be linked from.
 *
 * @param libc the one that it is built for
 * @param version the feature release: 25
 * @param interpreter the loader that its programs ask for
 * @param machine as {@link ElfFile#machine}
 */
public record Jdk(Path home, Libc libc, int version, String interpreter, int machine) {
  private static final int OLDEST = 25;

  /**
   * The JDK in that folder.
   *
   * @param wanted the libc of the image; null takes the JDK's own
   * @throws ImageException where there is none, it is too old, or it is built for another libc
   */
  public static Jdk at(Path home, @Nullable Libc wanted) throws IOException {
    Path java = home.resolve("bin/java");
    Path jlink = home.resolve("bin/jlink");
    Path release = home.resolve("release");
    if (!Files.isRegularFile(java) || !Files.isRegularFile(release)) {
      throw new ImageException(home + " is no JDK: it has no bin/java and release");
    }
    String libcWord = null;
    int version = 0;
    for (String line : Files.readAllLines(release)) {
      String value = line.substring(line.indexOf('=') + 1).replace("\"", "");
      if (line.startsWith("LIBC=")) {
        libcWord = value;
      } else if (line.startsWith("JAVA_VERSION=")) {
        version = feature(value);
      }
    }
    if (version < OLDEST) {
      throw new ImageException(home + " is JDK " + version + ", and " + OLDEST + " is needed");
    }
    ElfFile elf = ElfFile.read(java);
    String interpreter = elf.interpreter();
    Libc libc = interpreter == null ? null : Libc.ofInterpreter(interpreter);
    if (libc == null || interpreter == null) {
      throw new ImageException(
          java + " asks for the loader " + interpreter + ", which is of no libc known here");
    }
    if (libcWord != null && Libc.ofWord(libcWord) != libc) {
      throw new ImageException(
          release
              + " says LIBC=\""
              + libcWord
              + "\", but bin/java asks for the loader of "
              + libc.word()
              + ", "
              + interpreter);
    }
    if (wanted != null && wanted != libc) {
      throw new ImageException(
          "the image is to be of "
              + wanted.word()
              + ", but the JDK in "
              + home
              + " is built for "
              + libc.word()
              + ": give one that fits with -Dimage.jdk=DIR");
    }
    if (!Files.isRegularFile(jlink)) {
      throw new ImageException(home + " has no bin/jlink: a JDK is needed, not a runtime");
    }
    return new Jdk(home, libc, version, interpreter, elf.machine());
  }

  private static int feature(String version) {
    int end = 0;
    while (end < version.length() && Character.isDigit(version.charAt(end))) {
      end++;
    }
    return end == 0 || end > 4 ? 0 : Integer.parseInt(version.substring(0, end));
  }

  /**
   * Demands that this machine can run it, for linking and training do.
   *
   * @throws ImageException where its loader is not installed
   */
  public void requireRunnable() {
    if (!Files.isExecutable(Path.of(interpreter))) {
      throw new ImageException(
          "the JDK in "
              + home
              + " can't run here, and it links the runtime: this machine has no "
              + interpreter
              + "; install "
              + libc.word()
              + ", or build on a machine that has it");
    }
  }
}
