package org.netfilter4j.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * The root of an operating system whose files are taken: this machine's, or one unpacked in a
 * folder, whose symbolic links then mean files of that folder.
 */
record Sysroot(Path root) {
  private static final int LINKS = 40;

  /**
   * The file behind a path, with all links followed inside the root.
   *
   * @param path absolute, as the system that lives there would name it
   * @return null where there is none, or it is no regular file
   */
  @Nullable Path find(String path) throws IOException {
    Deque<String> left = new ArrayDeque<>(names(path));
    Path at = root;
    int links = 0;
    while (!left.isEmpty()) {
      String name = left.removeFirst();
      if (name.equals("..")) {
        Path above = at.getParent();
        at = at.equals(root) || above == null ? root : above;
        continue;
      }
      Path next = at.resolve(name);
      if (!Files.isSymbolicLink(next)) {
        at = next;
        continue;
      }
      links++;
      if (links > LINKS) {
        return null;
      }
      String target = Files.readSymbolicLink(next).toString();
      List<String> names = names(target);
      for (int i = names.size() - 1; i >= 0; i--) {
        left.addFirst(names.get(i));
      }
      if (target.startsWith("/")) {
        at = root;
      }
    }
    return Files.isRegularFile(at) ? at : null;
  }

  private static List<String> names(String path) {
    List<String> names = new ArrayList<>();
    StringTokenizer parts = new StringTokenizer(path, "/");
    while (parts.hasMoreTokens()) {
      String name = parts.nextToken();
      if (!name.equals(".")) {
        names.add(name);
      }
    }
    return names;
  }
}
