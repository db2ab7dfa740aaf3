package org.netfilter4j.agent;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.netfilter4j.agent.files.RuleFiles;

/**
 * What a directory of rules looks like from outside, without its files being read: two that are
 * equal hold the same files. Links are followed, to the file that a name stands for at last, as
 * Kubernetes swaps a ConfigMap by one link in the middle.
 *
 * @param files a line for each file by its name: where it is, which it is, how long, how old; or
 *     why that can't be said
 * @param places the directories in which a change may make another state, each with the names that
 *     matter in it; all where there are none
 */
record DirectoryState(Map<String, String> files, Map<Path, Set<String>> places) {
  /** More links than this one after the other are a circle (MAXSYMLINKS). */
  private static final int MOST_LINKS = 40;

  private static final String ATTRIBUTES = "unix:ino,dev,size,lastModifiedTime,ctime,mode";

  DirectoryState {
    files = Map.copyOf(files);
    places = Map.copyOf(places);
  }

  /** Whether the two hold the same files: where is no matter. */
  boolean isLike(DirectoryState other) {
    return files.equals(other.files);
  }

  /** Looks. */
  static DirectoryState of(Path directory) {
    Map<String, String> files = new TreeMap<>();
    Map<Path, Set<String>> places = new HashMap<>();
    follow(directory.toAbsolutePath(), places);
    List<Path> names = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      // Any name counts for the watch: a link in the middle, "..data", is none of a rule file.
      places.put(directory.toRealPath(), Set.of());
      for (Path file : stream) {
        if (RuleFiles.isRuleFile(String.valueOf(file.getFileName()))) {
          names.add(file);
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      files.put("", String.valueOf(e.getMessage()));
    }
    for (Path file : names) {
      files.put(String.valueOf(file.getFileName()), describe(file));
      if (Files.isSymbolicLink(file)) {
        follow(file.toAbsolutePath(), places);
      }
    }
    return new DirectoryState(files, places);
  }

  private static String describe(Path file) {
    try {
      return file.toRealPath() + " " + new TreeMap<>(Files.readAttributes(file, ATTRIBUTES));
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /**
   * Notes in which directories a change would make the path stand for something else: that of each
   * link on the way, and that of its end, or of the first part that is missing.
   */
  private static void follow(Path path, Map<Path, Set<String>> places) {
    Path at = path.getRoot();
    List<Path> rest = parts(path);
    for (int links = 0; at != null && !rest.isEmpty() && links < MOST_LINKS; ) {
      Path name = rest.removeFirst();
      if (name.toString().equals("..")) {
        Path parent = at.getParent();
        at = parent == null ? at : parent;
        continue;
      }
      if (name.toString().isEmpty() || name.toString().equals(".")) {
        continue;
      }
      Path next = at.resolve(name);
      boolean link = Files.isSymbolicLink(next);
      if (link || rest.isEmpty() || !Files.exists(next)) {
        note(places, at, name.toString());
      }
      if (!link) {
        if (!Files.exists(next)) {
          return;
        }
        at = next;
        continue;
      }
      links++;
      Path target;
      try {
        target = Files.readSymbolicLink(next);
      } catch (IOException | InvalidPathException e) {
        // It was a link a moment ago: the next look sees what it is now.
        return;
      }
      if (target.isAbsolute()) {
        at = target.getRoot();
      }
      rest.addAll(0, parts(target));
    }
  }

  private static List<Path> parts(Path path) {
    List<Path> parts = new ArrayList<>();
    path.forEach(parts::add);
    return parts;
  }

  private static void note(Map<Path, Set<String>> places, Path directory, String name) {
    Set<String> names = places.get(directory);
    if (names == null) {
      places.put(directory, new HashSet<>(Set.of(name)));
    } else if (!names.isEmpty()) {
      // Where there are none, all count.
      names.add(name);
    }
  }
}
