package org.netfilter4j.command.ipset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.set.IpSet;
import org.netfilter4j.xt.set.SetEntry;
import org.netfilter4j.xt.set.SetKeyword;
import org.netfilter4j.xt.set.SetNamespace;

/** Writes sets as {@code ipset list} and {@code ipset save} do. */
final class Printer {
  /** The form of a listing. */
  enum Mode {
    PLAIN,
    SAVE,
    XML,
    /** As version 7.22 and later have it; 7.17 has none. */
    JSON
  }

  /**
   * What is listed, and how.
   *
   * @param sorted elements of hashes in order
   * @param resolve addresses by their names
   * @param namesOnly the names of the sets alone
   * @param elements whether elements are listed
   * @param heading whether something stands around them
   * @param complete whether all that a set was created with is written, what the tool leaves out
   *     too
   */
  record Options(
      Mode mode,
      boolean sorted,
      boolean resolve,
      boolean namesOnly,
      boolean elements,
      boolean heading,
      boolean complete) {
    /** All of the sets, so that reading it brings them back. */
    static final Options COMPLETE = new Options(Mode.SAVE, false, false, false, true, true, true);
  }

  private static final int CHUNK = 1 << 16;

  private final SetNamespace sets;
  private final long now;
  private final Appendable to;
  private final Options options;
  private final Mode mode;
  private final Values values;
  private final StringBuilder out = new StringBuilder();
  private boolean first = true;

  Printer(SetNamespace sets, Names names, long now, Options options, Appendable to) {
    this.sets = sets;
    this.now = now;
    this.to = to;
    this.options = options;
    mode = options.mode;
    values = new Values(names, options.resolve, options.complete);
  }

  void print(List<IpSet> which) throws IOException {
    switch (mode) {
      case PLAIN, SAVE -> {}
      case XML -> out.append("<ipsets>\n");
      case JSON -> out.append("[\n");
    }
    for (IpSet set : which) {
      switch (mode) {
        case PLAIN -> plain(set);
        case SAVE -> save(set);
        case XML -> xml(set);
        case JSON -> json(set);
      }
      first = false;
      flush(0);
    }
    switch (mode) {
      case PLAIN, SAVE -> {}
      case XML -> out.append("</ipsets>\n");
      case JSON -> out.append(which.isEmpty() ? "]\n" : "\n]\n");
    }
    flush(0);
  }

  private void flush(int above) throws IOException {
    if (out.length() > above) {
      to.append(out);
      out.setLength(0);
    }
  }

  // Sets.

  private void plain(IpSet set) throws IOException {
    if (options.namesOnly) {
      out.append(set.name()).append('\n');
      return;
    }
    out.append(first ? "" : "\n").append("Name: ").append(set.name());
    out.append("\nType: ").append(set.type().name());
    out.append("\nRevision: ").append(set.type().revision());
    out.append("\nHeader:");
    header(set);
    out.append("\nSize in memory: ").append(set.memoryBytes());
    out.append("\nReferences: ").append(sets.references(set));
    out.append("\nNumber of entries: ").append(set.count(now)).append('\n');
    out.append(options.heading ? "Members:\n" : "");
    members(set);
  }

  private void save(IpSet set) throws IOException {
    out.append("create ").append(set.name()).append(' ').append(set.type().name());
    header(set);
    out.append('\n');
    members(set);
  }

  private void xml(IpSet set) throws IOException {
    if (options.namesOnly) {
      out.append("<ipset name=\"").append(set.name()).append("\"/>\n");
      return;
    }
    out.append("<ipset name=\"").append(set.name()).append("\">\n<type>");
    out.append(set.type().name()).append("</type>\n<revision>");
    out.append(set.type().revision()).append("</revision>\n<header>");
    header(set);
    out.append("\n<memsize>").append(set.memoryBytes());
    out.append("</memsize>\n<references>").append(sets.references(set));
    out.append("</references>\n<numentries>").append(set.count(now));
    out.append("</numentries>\n</header>\n");
    out.append(options.heading ? "<members>\n" : "");
    members(set);
    out.append(options.heading ? "</members>\n" : "");
    out.append("</ipset>\n");
  }

  private void json(IpSet set) throws IOException {
    out.append(first ? "" : ",\n").append("  {\n    \"name\" : ").append(Json.string(set.name()));
    if (options.namesOnly) {
      out.append("\n  }");
      return;
    }
    out.append(",\n    \"type\" : ").append(Json.string(set.type().name()));
    out.append(",\n    \"revision\" : ").append(set.type().revision());
    out.append(",\n    \"header\" : {\n");
    header(set);
    out.append("      \"memsize\" : ").append(set.memoryBytes());
    out.append(",\n      \"references\" : ").append(sets.references(set));
    out.append(",\n      \"numentries\" : ").append(set.count(now)).append("\n    }");
    if (options.elements) {
      out.append(",\n    \"members\" : [");
      members(set);
      out.append("\n    ]");
    }
    out.append("\n  }");
  }

  private void header(IpSet set) {
    for (SetKeyword keyword : set.type().createKeywords()) {
      String value = values.header(keyword, set);
      if (value != null && mode == Mode.JSON) {
        out.append("      ");
        Json.member(keyword, value, out);
        out.append(",\n");
      } else if (value != null) {
        option(keyword.word(), value);
      }
    }
  }

  private void option(String word, String value) {
    if (mode == Mode.XML) {
      out.append('<').append(word);
      if (value.isEmpty()) {
        out.append("/>");
      } else {
        out.append('>').append(value).append("</").append(word).append('>');
      }
      return;
    }
    out.append(' ').append(word);
    if (!value.isEmpty()) {
      out.append(' ').append(value);
    }
  }

  // Elements.

  private void members(IpSet set) throws IOException {
    if (!options.elements) {
      return;
    }
    if (options.sorted && set.type().name().startsWith("hash:")) {
      sorted(set);
      return;
    }
    boolean[] next = {false};
    set.forEach(
        now,
        entry -> {
          member(set, entry, next[0]);
          next[0] = true;
          if (out.length() > CHUNK) {
            flushUnchecked();
          }
        });
  }

  private void sorted(IpSet set) throws IOException {
    List<ListingOrder.Line> lines = new ArrayList<>();
    int start = out.length();
    set.forEach(
        now,
        entry -> {
          int element = member(set, entry, false);
          lines.add(new ListingOrder.Line(out.substring(start), element - start));
          out.setLength(start);
        });
    boolean next = false;
    for (ListingOrder.Line line : ListingOrder.sort(lines, options.resolve)) {
      out.append(mode == Mode.JSON && next ? "," : "").append(line.text());
      next = true;
      flush(CHUNK);
    }
  }

  private void flushUnchecked() {
    try {
      flush(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes an element; where in the text it begins. */
  private int member(IpSet set, SetEntry entry, boolean next) {
    switch (mode) {
      case PLAIN -> {}
      case SAVE -> out.append("add ").append(set.name()).append(' ');
      case XML -> out.append("<member><elem>");
      case JSON -> out.append(next ? "," : "").append("\n      {\n        \"elem\" : \"");
    }
    int start = out.length();
    values.element(set, entry, out);
    switch (mode) {
      case PLAIN, SAVE -> {}
      case XML -> out.append("</elem>");
      case JSON -> out.append('"');
    }
    for (SetKeyword keyword : set.type().addKeywords()) {
      String value = Values.element(keyword, entry);
      if (value != null && mode == Mode.JSON) {
        out.append(",\n        ");
        Json.member(keyword, value, out);
      } else if (value != null) {
        option(keyword.word(), value);
      }
    }
    switch (mode) {
      case PLAIN, SAVE -> out.append('\n');
      case XML -> out.append("</member>\n");
      case JSON -> out.append("\n      }");
    }
    return start;
  }
}
