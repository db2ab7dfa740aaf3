package org.netfilter4j.cli.daemon;

import org.jspecify.annotations.Nullable;

/**
 * A line that a launcher writes.
 *
 * @param process its number
 * @param place the pipe that it waits for the answer on
 * @param words how many the command has, its name not counted
 */
record Request(long process, int place, int words) {
  /** A request; null where the line is none. */
  static @Nullable Request read(String line) {
    String[] fields = line.split(" ", -1);
    if (fields.length != 3) {
      return null;
    }
    int[] numbers = new int[3];
    for (int i = 0; i < 3; i++) {
      if (!fields[i].matches("[0-9]{1,9}")) {
        return null;
      }
      numbers[i] = Integer.parseInt(fields[i]);
    }
    return new Request(numbers[0], numbers[1], numbers[2]);
  }
}
