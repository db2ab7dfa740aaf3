package org.netfilter4j.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names of numbers, as iproute2 keeps them in files: "254 main". Of /etc/iproute2 and
 * /usr/share/iproute2 the first counts that has the file; the files of a folder of that name with
 * ".d" come on top.
 */
final class NumberNames {
  private static final List<String> FOLDERS = List.of("/etc/iproute2", "/usr/share/iproute2");
  private final Map<Long, String> names = new HashMap<>();

  /**
   * Reads the names.
   *
   * @param file "rt_tables"
   * @param known those that need no file, a number and a name in turn
   */
  NumberNames(String file, String... known) {
    for (int i = 0; i < known.length; i += 2) {
      names.put(Long.valueOf(known[i]), known[i + 1]);
    }
    Path found = file(file);
    if (found != null) {
      read(found);
    }
    for (int i = FOLDERS.size() - 1; i >= 0; i--) {
      folder(Path.of(FOLDERS.get(i), file + ".d"));
    }
  }

  /** The file of that name, or null. */
  static @Nullable Path file(String name) {
    for (String folder : FOLDERS) {
      Path file = Path.of(folder, name);
      if (Files.isReadable(file)) {
        return file;
      }
    }
    return null;
  }

  private void folder(Path folder) {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*.conf")) {
      all.forEach(files::add);
    } catch (IOException e) {
      return; // There need not be one.
    }
    files.sort(null);
    files.forEach(this::read);
  }

  private void read(Path file) {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return; // A number is told as a number then.
    }
    for (String line : text.split("\n", -1)) {
      String[] words = line.strip().split("\\s+", 3);
      if (words.length >= 2 && !words[0].startsWith("#")) {
        try {
          names.put(Long.decode(words[0]), words[1]);
        } catch (NumberFormatException e) {
          // A line that ip passes over too.
          continue;
        }
      }
    }
  }

  /** The name, or else the number. */
  String of(long number) {
    String name = names.get(number);
    return name == null ? Long.toString(number) : name;
  }

  /** The name, or else the number with two digits to the base 16. */
  String ofByte(int number) {
    String name = names.get((long) number);
    return name == null ? (number < 16 ? "0x0" : "0x") + Integer.toHexString(number) : name;
  }
}
