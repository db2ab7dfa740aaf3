package org.netfilter4j.wire.xtables;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An entry of a table, and where its matches and its target are.
 *
 * @param start where the entry begins
 * @param length of the entry, with matches and target
 */
public record EntryParts(int start, int length, List<Part> matches, Part target) {
  /** The target of a chain's beginning. */
  public static final String ERROR = "ERROR";

  /**
   * A match or target.
   *
   * @param infoAt where its struct begins
   * @param infoLength how long that is, filled up to the alignment
   */
  public record Part(String name, int revision, int infoAt, int infoLength) {
    /** Whether it is the target that holds a verdict. */
    public boolean isStandard() {
      return name.isEmpty();
    }
  }

  public EntryParts {
    matches = List.copyOf(matches);
  }

  /**
   * Finds the parts of the entry at {@code start}.
   *
   * @throws MalformedTableException where lengths do not fit
   */
  public static EntryParts of(EntryForm form, byte[] bytes, int start) {
    int length = lengthOf(form, bytes, start);
    int target = form.targetOffset(bytes, start);
    List<Part> matches = List.of();
    int at = start + form.size();
    while (at < start + target) {
      if (matches.isEmpty()) {
        matches = new ArrayList<>();
      }
      Part part = part(bytes, at, start + target);
      matches.add(part);
      at = part.infoAt + part.infoLength;
    }
    Part last = part(bytes, start + target, start + length);
    requireVerdict(last.isStandard(), last.infoLength, start);
    return new EntryParts(start, length, matches, last);
  }

  /**
   * Looks whether the entry at {@code start} can be taken apart.
   *
   * @return its length
   * @throws MalformedTableException where lengths do not fit
   */
  static int check(EntryForm form, byte[] bytes, int start) {
    int length = lengthOf(form, bytes, start);
    int target = start + form.targetOffset(bytes, start);
    int at = start + form.size();
    while (at < target) {
      at += sizeOf(bytes, at, target);
    }
    int size = sizeOf(bytes, target, start + length);
    requireVerdict(form.isStandard(bytes, start), size - EntryForm.HEADER, start);
    return length;
  }

  private static void requireVerdict(boolean standard, int length, int start) {
    if (standard && length < Integer.BYTES) {
      throw new MalformedTableException("entry at " + start + ": no verdict");
    }
  }

  private static int lengthOf(EntryForm form, byte[] bytes, int start) {
    if (start < 0 || start > bytes.length - form.size()) {
      throw new MalformedTableException("entry at " + start + " of " + bytes.length + " bytes");
    }
    int length = form.length(bytes, start);
    int target = form.targetOffset(bytes, start);
    if (length < form.size() + EntryForm.HEADER
        || start > bytes.length - length
        || target < form.size()
        || target > length - EntryForm.HEADER) {
      throw new MalformedTableException(
          "entry at " + start + ": length " + length + ", target at " + target);
    }
    return length;
  }

  private static Part part(byte[] bytes, int at, int end) {
    int size = sizeOf(bytes, at, end);
    int length = 0;
    while (length < EntryForm.NAME && bytes[at + 2 + length] != 0) {
      length++;
    }
    return new Part(
        new String(bytes, at + 2, length, StandardCharsets.UTF_8),
        bytes[at + EntryForm.HEADER - 1] & 0xff,
        at + EntryForm.HEADER,
        size - EntryForm.HEADER);
  }

  private static int sizeOf(byte[] bytes, int at, int end) {
    if (at > end - EntryForm.HEADER) {
      throw new MalformedTableException("match at " + at + " ends beyond " + end);
    }
    int size = EntryForm.u16(bytes, at);
    if (size < EntryForm.HEADER || size > end - at) {
      throw new MalformedTableException("match at " + at + ": size " + size);
    }
    return size;
  }
}
