package org.netfilter4j.agent.persist;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sets go into the kernel from a text of {@code ipset save}. A set that is there already is filled
 * anew under another name, and then the two are swapped, so that packets meet the old or the new.
 */
final class SetLoading {
  private static final String CREATE = "create ";
  private static final String ADD = "add ";

  /** What other names begin with; a set's name has at most 31 characters. */
  private static final String MARK = "~nf4j-";

  private final LiveState kernel;

  /** The sets that the text makes and that were not there. */
  private final List<String> made = new ArrayList<>();

  /** By a set's name, the name that it is filled under. */
  private final Map<String, String> others = new LinkedHashMap<>();

  SetLoading(LiveState kernel) {
    this.kernel = kernel;
  }

  void load(String text) throws BadLineException {
    SavedSets saved = SavedSets.of(text);
    if (saved.isEmpty()) {
      return;
    }
    if (!saved.isPlain()) {
      // Somebody's own lines, which may rename, flush or delete.
      fill(text);
      return;
    }
    Set<String> there = new HashSet<>(kernel.setNames());
    removeLeftOver(there);
    for (String name : saved.names()) {
      if (there.contains(name)) {
        others.put(name, MARK + ProcessHandle.current().pid() + "-" + others.size());
      } else {
        made.add(name);
      }
    }
    try {
      fill(others.isEmpty() ? text : renamed(text));
      exchange();
    } catch (BadLineException e) {
      undo();
      throw e;
    }
  }

  /** What processes left that ended half-way. */
  private void removeLeftOver(Set<String> there) {
    for (String name : there) {
      if (name.startsWith(MARK) && isOfTheDead(name.substring(MARK.length()))) {
        destroy(name);
      }
    }
  }

  private static boolean isOfTheDead(String pidAndNumber) {
    try {
      long pid = Long.parseLong(pidAndNumber.substring(0, Math.max(pidAndNumber.indexOf('-'), 0)));
      return ProcessHandle.of(pid).isEmpty() || pid == ProcessHandle.current().pid();
    } catch (NumberFormatException _) {
      return false;
    }
  }

  /** The same lines, about the other names. */
  private String renamed(String text) {
    StringBuilder to = new StringBuilder(text.length() + text.length() / 4);
    for (int start = 0; start < text.length(); ) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      int name =
          text.startsWith(ADD, start)
              ? start + ADD.length()
              : text.startsWith(CREATE, start) ? start + CREATE.length() : end;
      int nameEnd = text.indexOf(' ', name);
      nameEnd = nameEnd < 0 || nameEnd > end ? end : nameEnd;
      String set = text.substring(name, nameEnd);
      to.append(text, start, name).append(others.getOrDefault(set, set));
      to.append(text, nameEnd, end).append('\n');
      start = end + 1;
    }
    return to.toString();
  }

  private void fill(String text) throws BadLineException {
    String failure =
        kernel.tryIpset(List.of("-exist", "restore"), text, OutputStream.nullOutputStream());
    if (failure != null) {
      throw badLine(failure);
    }
  }

  /** {@code Error in line 3: …} of ipset. */
  private static BadLineException badLine(String failure) {
    String start = "Error in line ";
    int colon = failure.indexOf(": ");
    if (failure.startsWith(start) && colon > 0) {
      try {
        return new BadLineException(
            Integer.parseInt(failure.substring(start.length(), colon)),
            failure.substring(colon + 2));
      } catch (NumberFormatException _) {
        return new BadLineException(0, failure);
      }
    }
    return new BadLineException(0, failure);
  }

  /** Gives the new sets the names of the old. */
  private void exchange() throws BadLineException {
    List<String> swapped = new ArrayList<>();
    List<String> ofOtherType = new ArrayList<>();
    for (Map.Entry<String, String> each : others.entrySet()) {
      (command("swap", each.getKey(), each.getValue()) ? swapped : ofOtherType).add(each.getKey());
    }
    for (String name : ofOtherType) {
      String other = others.getOrDefault(name, name);
      if (!destroy(name) || !command("rename", other, name)) {
        for (String each : swapped) {
          command("swap", each, others.getOrDefault(each, each));
        }
        throw new BadLineException(
            0, "set " + name + " is there with another type, and in use: it can't be replaced");
      }
    }
    for (String name : swapped.reversed()) {
      destroy(others.getOrDefault(name, name));
    }
  }

  private boolean command(String... words) {
    return kernel.tryIpset(List.of(words), "", OutputStream.nullOutputStream()) == null;
  }

  private boolean destroy(String name) {
    return command("destroy", name);
  }

  /** Lists of sets go before those that they hold. */
  private void undo() {
    for (String name : List.copyOf(others.values()).reversed()) {
      destroy(name);
    }
    for (String name : made.reversed()) {
      destroy(name);
    }
  }
}
