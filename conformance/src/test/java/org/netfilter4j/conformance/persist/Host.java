package org.netfilter4j.conformance.persist;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.persist.Fallback;
import org.netfilter4j.agent.persist.Flushing;
import org.netfilter4j.agent.persist.Journal;
import org.netfilter4j.agent.persist.Layout;
import org.netfilter4j.agent.persist.LiveState;
import org.netfilter4j.agent.persist.Part;
import org.netfilter4j.agent.persist.PersistException;
import org.netfilter4j.agent.persist.Place;
import org.netfilter4j.agent.persist.Restoring;
import org.netfilter4j.agent.persist.Saving;
import org.netfilter4j.agent.persist.Status;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.model.Mode;

/**
 * A namespace with a root directory and a mode: what {@code nf4j persist} does there, and what the
 * C tools say of it.
 */
record Host(Namespace namespace, Path root, Layout layout, Mode mode) {
  Place place() {
    return new Place(layout, root);
  }

  private interface Work {
    boolean on(LiveState kernel, Journal journal, PrintStream out, PrintStream err);
  }

  private Result run(Work work) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    Journal journal = new Journal(print, errors, false);
    boolean done;
    String lock = namespace.directory().resolve("xtables.lock").toString();
    try (LiveState kernel =
        new LiveState(
            NetworkNamespace.of(namespace.file()), mode, Map.of("XTABLES_LOCKFILE", lock), false)) {
      done = work.on(kernel, journal, print, errors);
    } catch (PersistException e) {
      journal.fail(e.getMessage());
      done = false;
    }
    return new Result(
        done ? 0 : 1, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  Result save() {
    return save(new Saving.Wish(false, false, false));
  }

  Result save(Saving.Wish wish) {
    return run((kernel, journal, out, err) -> {
      new Saving(place(), kernel, journal, wish).run(List.of(Part.values()));
      return true;
    });
  }

  Result restore(@Nullable Fallback fallback) {
    return run((kernel, journal, out, err) ->
        new Restoring(place(), kernel, journal, fallback, false).run());
  }

  Result flush() {
    return run((kernel, journal, out, err) -> new Flushing(place(), kernel, journal).run());
  }

  Result status() {
    return run(
        (kernel, journal, out, err) -> new Status(place(), kernel, journal, out, err).run(false));
  }

  /** Runs a line of the shell's in the namespace. */
  Result shell(String line) {
    return namespace.shell().run(Command.script(line));
  }

  /** Runs a program of the mode with that on its input. */
  Result tool(String program, String stdin) {
    String name = program.replaceFirst("tables", "tables-" + mode.word());
    return namespace.shell().run(Command.line(name).stdin(stdin));
  }

  /** All rules and sets as the C tools save them, counters and comments aside. */
  String saved() {
    StringBuilder text = new StringBuilder();
    for (String program : List.of("iptables-save", "ip6tables-save")) {
      text.append(plain(tool(program, "").orThrow(program).stdout()));
    }
    return text.append(sets()).toString();
  }

  /** {@code ipset save}, in the order of the kernel. */
  String sets() {
    return shell("ipset save").orThrow("ipset save").stdout();
  }

  /** The text of a save without comments and counters. */
  static String plain(String text) {
    return lines(text, line -> line.replaceAll("\\[\\d+:\\d+]", "[0:0]"));
  }

  private static String lines(String text, Function<String, String> each) {
    StringBuilder kept = new StringBuilder();
    text.lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(line -> kept.append(each.apply(line)).append('\n'));
    return kept.toString();
  }
}
