package org.netfilter4j.cli.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * The files that a JVM reads once and a new command would read anew: while they are what they were,
 * the daemon's answers are those of a new JVM.
 */
final class Foundation {
  private static final Path ZONE = Path.of("/etc/localtime");
  private final Path jar;
  private final List<String> at;

  Foundation(Path jar) {
    this.jar = jar;
    at = look();
  }

  private List<String> look() {
    return List.of(stamp(jar), stamp(ZONE));
  }

  /** Whether nothing has changed. */
  boolean holds() {
    return at.equals(look());
  }

  private static String stamp(Path file) {
    List<Object> stamp = new ArrayList<>();
    try {
      if (Files.isSymbolicLink(file)) {
        stamp.add(Files.readSymbolicLink(file));
      }
      BasicFileAttributes known =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      stamp.add(String.valueOf(known.fileKey()));
      stamp.add(known.lastModifiedTime());
      stamp.add(known.size());
    } catch (IOException e) {
      stamp.add("missing");
    }
    return stamp.toString();
  }
}
