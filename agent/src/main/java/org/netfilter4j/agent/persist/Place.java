package org.netfilter4j.agent.persist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of a machine.
 *
 * @param root the directory that stands for /
 */
public record Place(Layout layout, Path root) {
  /** The directory that the files are in. */
  public Path directory() {
    return root.resolve(layout.directory());
  }

  /** The file of a part. */
  public Path file(Part part) {
    return directory().resolve(layout.name(part));
  }

  /** Where the last file that was different is kept. */
  public Path previous(Part part) {
    return directory().resolve(layout.name(part) + layout.previous(part));
  }

  /** The file that Red Hat's services restore where the other is wrong; null in other layouts. */
  @Nullable Path fallback(Part part) {
    return layout == Layout.REDHAT && part != Part.SETS
        ? directory().resolve(layout.name(part) + ".fallback")
        : null;
  }

  /** The directory of one file per set that newer ipset services of Red Hat write. */
  Path setDirectory() {
    return directory().resolve("ipset.d");
  }

  /** The files of sets that are each a set, in the order of their names. */
  List<Path> setFiles() throws IOException {
    List<Path> files = new ArrayList<>();
    if (layout == Layout.REDHAT && Files.isDirectory(setDirectory())) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(setDirectory(), "*.set")) {
        all.forEach(files::add);
      }
    }
    Collections.sort(files);
    return files;
  }

  /**
   * What is saved; null where there is no such file.
   *
   * @throws IOException where it can't be read
   */
  public @Nullable String read(Part part) throws IOException {
    String text = null;
    try {
      text = new String(Files.readAllBytes(file(part)), StandardCharsets.UTF_8);
    } catch (NoSuchFileException _) {
      // Most machines have saved one or two of the three.
    }
    List<Path> each = part == Part.SETS ? setFiles() : List.of();
    return each.isEmpty() ? text : merged(each, text == null ? "" : text);
  }

  /** All sets are made before the first is filled: a list names others. */
  private static String merged(List<Path> files, String more) throws IOException {
    StringBuilder made = new StringBuilder();
    StringBuilder filled = new StringBuilder();
    for (Path file : files) {
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      int end = text.indexOf('\n') + 1;
      made.append(text, 0, end);
      filled.append(text, end, text.length());
    }
    return made.append(filled).append(more).toString();
  }

  /**
   * Whether a file that is empty should not be: there was something in it before. The packages'
   * scripts leave an empty one where a kernel has no tables, and so does a power failure.
   */
  boolean isCut(Part part) {
    try {
      return Files.size(previous(part)) > 0;
    } catch (IOException _) {
      return false;
    }
  }

  /** The options of the files. */
  public Options options() {
    return Options.read(this);
  }
}
