package org.netfilter4j.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JVM, with the modules that are needed and no others. */
final class RuntimeLayer {
  static final String HOME = "usr/lib/nf4j/jre";

  /**
   * java.logging is prometheus-metrics'; jdk.httpserver and jdk.unsupported, for signals, are the
   * agent's. Jackson names java.desktop and java.sql, but does without them.
   */
  static final List<String> MODULES =
      List.of("java.base", "java.logging", "jdk.httpserver", "jdk.unsupported");

  /**
   * For making CDS archives, for jars called as programs, for the tools of other JDKs; programs.
   */
  private static final List<String> UNUSED =
      List.of("lib/classlist", "lib/jexec", "lib/jrt-fs.jar", "bin/keytool", "bin/jwebserver");

  private final Jdk jdk;
  private final Path out;

  RuntimeLayer(Jdk jdk, Path out) {
    this.jdk = jdk;
    this.out = out;
  }

  Path home() {
    return out.resolve(HOME);
  }

  /**
   * Links the runtime, unless the one that is there was linked from the same JDK.
   *
   * @param stamp a file that says what the runtime that is there was linked from
   */
  void write(Path stamp) throws IOException {
    String recipe =
        jdk.home() + "\n" + MODULES + "\n" + Files.readString(jdk.home().resolve("release"));
    if (Files.exists(home().resolve("lib/modules"))
        && Files.exists(stamp)
        && Files.readString(stamp).equals(recipe)) {
      return;
    }
    Files.deleteIfExists(stamp);
    Folder.renew(out);
    Files.createDirectories(home().getParent());
    List<String> words = new ArrayList<>();
    words.add(jdk.home().resolve("bin/jlink").toString());
    words.addAll(List.of("-J-XX:+UseSerialGC", "-J-XX:TieredStopAtLevel=1"));
    words.addAll(List.of("--add-modules", String.join(",", MODULES)));
    words.addAll(List.of("--output", home().toString()));
    // Classes come from the AOT caches; what is read from the modules may be slower, and smaller.
    words.addAll(List.of("--compress", "zip-9", "--strip-debug"));
    words.addAll(List.of("--no-header-files", "--no-man-pages"));
    Child.run(words);
    for (String file : UNUSED) {
      Files.deleteIfExists(home().resolve(file));
    }
    for (Path file : Folder.files(home().resolve("lib"))) {
      if (file.toString().endsWith(".so")) {
        file.toFile().setWritable(true);
        ElfFile.strip(file);
      }
    }
    for (Path file : Folder.files(home())) {
      Files.setLastModifiedTime(file, Folder.TIME);
    }
    Files.writeString(stamp, recipe);
  }
}
