package org.netfilter4j.command.ipset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.set.SetDescription;
import org.netfilter4j.xt.set.SetEntry;
import org.netfilter4j.xt.set.SetKeyword;
import org.netfilter4j.xt.set.SetListing;
import org.netfilter4j.xt.set.SetStore;

/** Writes sets as {@code ipset list} and {@code ipset save} do, while it is shown them. */
final class Printer implements SetListing {
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

    /** What must be shown. */
    Detail detail() {
      return namesOnly && mode != Mode.SAVE ? Detail.NAMES : elements ? Detail.ALL : Detail.HEADERS;
    }
  }

  private static final int CHUNK = 1 << 16;

  private final Appendable to;
  private final Options options;
  private final Mode mode;
  private final Values values;
  private final StringBuilder out = new StringBuilder(2 * CHUNK);

  /** The set whose elements come. */
  private @Nullable SetDescription set;

  private List<SetKeyword> keywords = List.of();

  /** Whether elements are kept to be put in order. */
  private boolean sorting;

  private final List<ListingOrder.Line> lines = new ArrayList<>();
  private boolean firstSet = true;
  private boolean firstElement = true;

  Printer(Names names, Options options, Appendable to) {
    this.to = to;
    this.options = options;
    mode = options.mode;
    values = new Values(names, options.resolve, options.complete);
  }

  /**
   * Writes sets of a store.
   *
   * @param name of the one; null for all
   */
  void print(SetStore sets, @Nullable String name) throws IOException {
    switch (mode) {
      case PLAIN, SAVE -> {}
      case XML -> out.append("<ipsets>\n");
      case JSON -> out.append("[\n");
    }
    try {
      sets.list(name, options.detail(), this);
      end();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    switch (mode) {
      case PLAIN, SAVE -> {}
      case XML -> out.append("</ipsets>\n");
      case JSON -> out.append(firstSet ? "]\n" : "\n]\n");
    }
    to.append(out);
    out.setLength(0);
  }

  private void flush() {
    if (out.length() > CHUNK) {
      try {
        to.append(out);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      out.setLength(0);
    }
  }

  // Sets.

  @Override
  public void name(String name) {
    switch (mode) {
      case PLAIN, SAVE -> out.append(name).append('\n');
      case XML -> out.append("<ipset name=\"").append(name).append("\"/>\n");
      case JSON -> {
        out.append(firstSet ? "" : ",\n").append("  {\n    \"name\" : ");
        out.append(Json.string(name)).append("\n  }");
      }
    }
    firstSet = false;
    flush();
  }

  @Override
  public void set(SetDescription next) {
    end();
    set = next;
    keywords = next.type().addKeywords();
    sorting = options.sorted && next.type().name().startsWith("hash:");
    firstElement = true;
    switch (mode) {
      case PLAIN -> plain(next);
      case SAVE -> {
        out.append("create ").append(next.name()).append(' ').append(next.type().name());
        header(next);
        out.append('\n');
      }
      case XML -> xml(next);
      case JSON -> json(next);
    }
    firstSet = false;
    flush();
  }

  /** Writes what comes after the elements of a set. */
  private void end() {
    if (set == null) {
      return;
    }
    for (ListingOrder.Line line : ListingOrder.sort(lines, options.resolve)) {
      out.append(mode == Mode.JSON && !firstElement ? "," : "").append(line.text());
      firstElement = false;
      flush();
    }
    lines.clear();
    switch (mode) {
      case PLAIN, SAVE -> {}
      case XML -> out.append(options.heading ? "</members>\n" : "").append("</ipset>\n");
      case JSON -> out.append(options.elements ? "\n    ]" : "").append("\n  }");
    }
    set = null;
  }

  private void plain(SetDescription set) {
    out.append(firstSet ? "" : "\n").append("Name: ").append(set.name());
    out.append("\nType: ").append(set.type().name());
    out.append("\nRevision: ").append(set.revision());
    out.append("\nHeader:");
    header(set);
    out.append("\nSize in memory: ").append(set.memoryBytes());
    out.append("\nReferences: ").append(set.references());
    if (set.entries() >= 0) {
      out.append("\nNumber of entries: ").append(set.entries());
    }
    out.append(options.heading ? "\nMembers:\n" : "\n");
  }

  private void xml(SetDescription set) {
    out.append("<ipset name=\"").append(set.name()).append("\">\n<type>");
    out.append(set.type().name()).append("</type>\n<revision>");
    out.append(set.revision()).append("</revision>\n<header>");
    header(set);
    out.append("\n<memsize>").append(set.memoryBytes());
    out.append("</memsize>\n<references>").append(set.references()).append("</references>\n");
    if (set.entries() >= 0) {
      out.append("<numentries>").append(set.entries()).append("</numentries>\n");
    }
    out.append("</header>\n").append(options.heading ? "<members>\n" : "");
  }

  private void json(SetDescription set) {
    out.append(firstSet ? "" : ",\n").append("  {\n    \"name\" : ");
    out.append(Json.string(set.name()));
    out.append(",\n    \"type\" : ").append(Json.string(set.type().name()));
    out.append(",\n    \"revision\" : ").append(set.revision());
    out.append(",\n    \"header\" : {\n");
    header(set);
    out.append("      \"memsize\" : ").append(set.memoryBytes());
    out.append(",\n      \"references\" : ").append(set.references());
    if (set.entries() >= 0) {
      out.append(",\n      \"numentries\" : ").append(set.entries());
    }
    out.append("\n    }").append(options.elements ? ",\n    \"members\" : [" : "");
  }

  private void header(SetDescription set) {
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

  @Override
  public void element(SetEntry entry) {
    SetDescription of = set;
    if (of == null) {
      throw new IllegalStateException("an element without a set");
    }
    if (sorting) {
      int start = out.length();
      int element = member(of, entry, false);
      lines.add(new ListingOrder.Line(out.substring(start), element - start));
      out.setLength(start);
      return;
    }
    member(of, entry, !firstElement);
    firstElement = false;
    flush();
  }

  /** Writes an element; where in the text it begins. */
  private int member(SetDescription set, SetEntry entry, boolean next) {
    switch (mode) {
      case PLAIN -> {}
      case SAVE -> out.append("add ").append(set.name()).append(' ');
      case XML -> out.append("<member><elem>");
      case JSON -> out.append(next ? "," : "").append("\n      {\n        \"elem\" : \"");
    }
    int start = out.length();
    values.element(set.type(), entry, out);
    switch (mode) {
      case PLAIN, SAVE -> {}
      case XML -> out.append("</elem>");
      case JSON -> out.append('"');
    }
    for (SetKeyword keyword : keywords) {
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
