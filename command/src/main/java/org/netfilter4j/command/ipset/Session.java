package org.netfilter4j.command.ipset;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.set.ElementPart;
import org.netfilter4j.xt.set.SetEntry;
import org.netfilter4j.xt.set.SetHeader;
import org.netfilter4j.xt.set.SetRefused;
import org.netfilter4j.xt.set.SetStore;
import org.netfilter4j.xt.set.SetType;
import org.netfilter4j.xt.set.SetTypes;

/**
 * Carries out command lines, one after the other. Options of one line hold for those after it, as
 * they do in {@code ipset restore}.
 */
final class Session {
  static final String VERSION = "ipset v7.17";

  private final IpsetEnvironment world;
  private final SetStore sets;
  private final Options options = new Options();
  private final boolean filling;
  private boolean restoring;
  private boolean interactive;
  private boolean quit;

  Session(IpsetEnvironment world) {
    this(world, false);
  }

  /**
   * @param filling whether sets are only filled again with what they had
   */
  Session(IpsetEnvironment world, boolean filling) {
    this.filling = filling;
    this.world = world;
    this.sets = world.sets();
  }

  boolean isQuiet() {
    return options.quiet;
  }

  /** Whether a line said to end. */
  boolean hasQuit() {
    return quit;
  }

  /** From here on lines come from a file: commands that make no sense there are refused. */
  void restoring() {
    restoring = true;
  }

  /** From here on lines come from a person, who is told of what makes no sense. */
  void interactive() {
    interactive = true;
  }

  /**
   * Carries out one command line.
   *
   * @return the exit code, 0 or for {@code test} 1
   * @throws IpsetRejected where it is refused
   */
  int execute(List<String> line) {
    try {
      return carryOut(line);
    } catch (SetRefused e) {
      throw IpsetRejected.by(e);
    }
  }

  private int carryOut(List<String> line) {
    if (line.size() >= Line.MAX_WORDS) {
      throw Line.tooLong();
    }
    List<String> words = options.take(line);
    IpsetCommand command = words.isEmpty() ? null : IpsetCommand.find(words.getFirst());
    if (interactive && (command == null || command == IpsetCommand.RESTORE)) {
      world
          .out()
          .println(
              command == null
                  ? "No command specified"
                  : "Restore command is not supported in interactive mode");
      return 0;
    }
    if (command == null) {
      if (!words.isEmpty() && words.getFirst().equals("-") && !restoring) {
        return new Interactive(world, this).run();
      }
      throw IpsetRejected.usage(
          words.isEmpty()
              ? "No command specified."
              : "No command specified: unknown argument " + words.getFirst());
    }
    if (restoring
        && (command == IpsetCommand.RESTORE
            || command == IpsetCommand.HELP
            || command == IpsetCommand.VERSION)) {
      throw IpsetRejected.usage("Command `" + command.word() + "' is invalid in restore mode.");
    }
    List<String> arguments = words.subList(1, words.size());
    if (command.arguments() > 0 && arguments.isEmpty()) {
      throw IpsetRejected.usage("Missing mandatory argument to command " + command.word());
    }
    if (command.arguments() == 2 && arguments.size() < 2) {
      throw IpsetRejected.usage("Missing second mandatory argument to command " + command.word());
    }
    return switch (command) {
      case CREATE -> create(arguments);
      case ADD, DEL, TEST -> element(command, arguments);
      case DESTROY, FLUSH -> all(command, arguments);
      case LIST, SAVE -> list(command, arguments);
      case RENAME, SWAP -> two(command, arguments);
      case RESTORE -> {
        noMore(arguments, 0);
        yield new Restore(world, this).run(options.file);
      }
      case HELP -> {
        IpsetHelp.print(
            world.out(), arguments.isEmpty() || options.quiet ? null : arguments.getFirst());
        yield 0;
      }
      case VERSION -> {
        world.out().println(VERSION + ", protocol version: 7");
        String warning = sets.greet();
        if (warning != null) {
          warn(warning);
        }
        yield 0;
      }
      case QUIT -> {
        quit = true;
        yield 0;
      }
    };
  }

  private static void noMore(List<String> arguments, int after) {
    if (arguments.size() > after) {
      throw IpsetRejected.usage("Unknown argument " + arguments.get(after));
    }
  }

  // No lambdas: a program that runs one command would make each of them anew.

  /** Keeps warnings for later. */
  private record Collected(List<String> warnings) implements Consumer<String> {
    @Override
    public void accept(String line) {
      warnings.add(line);
    }
  }

  /** Says warnings at once. */
  private record Said(Session session) implements Consumer<String> {
    @Override
    public void accept(String line) {
      session.warn(line);
    }
  }

  private void warn(String line) {
    if (!options.quiet) {
      world.err().println("Warning: " + line);
    }
  }

  private int create(List<String> arguments) {
    String name = ElementParser.name(arguments.get(0));
    String typeName = arguments.get(1);
    if (typeName.length() > ElementParser.MAX_NAME) {
      throw IpsetRejected.syntax(
          "typename '" + typeName + "' is longer than " + ElementParser.MAX_NAME + " characters");
    }
    SetType type = SetTypes.find(typeName);
    if (type == null) {
      throw IpsetRejected.syntax("typename '" + typeName + "' is unknown");
    }
    sets.require(type);
    List<String> warnings = new ArrayList<>();
    Collected collected = new Collected(warnings);
    SetHeader.Draft header =
        CreateParser.parse(arguments.subList(2, arguments.size()), type, world.names(), collected);
    sets.create(name, type, header, options.exist);
    for (String warning : warnings) {
      warn(warning);
    }
    return 0;
  }

  private int element(IpsetCommand command, List<String> arguments) {
    SetStore.Known set = sets.find(ElementParser.name(arguments.get(0)));
    SetType type = set.type();
    SetEntry entry =
        ElementParser.parse(arguments.get(1), type, set.family(), world.names(), new Said(this));
    if (arguments.size() > 2) {
      ElementOptions.parse(
          arguments.subList(2, arguments.size()),
          switch (command) {
            case ADD -> type.addKeywords();
            case DEL -> type.deleteKeywords();
            case TEST -> type.testKeywords();
            case CREATE, DESTROY, LIST, SAVE, RESTORE, FLUSH, RENAME, SWAP, HELP, VERSION, QUIT ->
                throw new IllegalStateException(command + " has no element");
          },
          entry);
    }
    refuseRanges(set, entry, command);
    entry.kept = filling;
    switch (command) {
      case ADD -> sets.add(set, entry, options.exist);
      case DEL -> sets.delete(set, entry, options.exist);
      case TEST -> {
        return test(set, entry);
      }
      case CREATE, DESTROY, LIST, SAVE, RESTORE, FLUSH, RENAME, SWAP, HELP, VERSION, QUIT ->
          throw new IllegalStateException(command + " has no element");
    }
    return 0;
  }

  private int test(SetStore.Known set, SetEntry entry) {
    boolean in = sets.test(set, entry);
    if (!options.quiet) {
      StringBuilder text = new StringBuilder(in ? "Warning: " : "");
      // The tool prints "physdev:" of what the kernel lists only.
      entry.physical = false;
      new Values(world.names(), false, false).element(set.type(), entry, text);
      text.append(in ? " is in set " : " is NOT in set ").append(set.name()).append('.');
      world.err().println(text);
    }
    return in ? 0 : 1;
  }

  /** What may be given as more than one thing depends on the type and the command. */
  private static void refuseRanges(SetStore.Known set, SetEntry entry, IpsetCommand command) {
    SetType type = set.type();
    boolean test = command == IpsetCommand.TEST;
    String what = null;
    if (entry.ipTo != null && !type.allowsRange(test)) {
      what = "FROM-TO IP range";
    } else if (entry.cidr >= 0 && !type.allowsCidr(test)) {
      what = "IP/CIDR range";
    } else if (entry.portTo >= 0 && test) {
      what = "FROM-TO port range";
    } else if (entry.cidr2 >= 0 && type.parts().getLast() != ElementPart.NET) {
      what = "IP/CIDR range in the last part";
    }
    if (what != null) {
      Family family = set.family();
      throw IpsetRejected.other(
          what
              + " is not allowed in command "
              + command.word()
              + " with set type "
              + type.name()
              + " and family "
              + (family == null ? "unspec" : family == Family.IPV4 ? "inet" : "inet6"));
    }
  }

  private int all(IpsetCommand command, List<String> arguments) {
    if (!arguments.isEmpty()) {
      ElementParser.name(arguments.getFirst());
      noMore(arguments, 1);
    }
    boolean destroy = command == IpsetCommand.DESTROY;
    if (!arguments.isEmpty()) {
      String name = arguments.getFirst();
      if (destroy) {
        sets.destroy(name, options.exist);
      } else {
        sets.flush(name);
      }
    } else if (destroy) {
      sets.destroyAll();
    } else {
      sets.flushAll();
    }
    return 0;
  }

  private int two(IpsetCommand command, List<String> arguments) {
    String from = ElementParser.name(arguments.get(0));
    String to = ElementParser.name(arguments.get(1));
    noMore(arguments, 2);
    if (command == IpsetCommand.RENAME) {
      sets.rename(from, to);
    } else {
      sets.swap(from, to);
    }
    return 0;
  }

  private int list(IpsetCommand command, List<String> arguments) {
    if (!arguments.isEmpty()) {
      ElementParser.name(arguments.getFirst());
      noMore(arguments, 1);
    }
    String name = arguments.isEmpty() ? null : arguments.getFirst();
    Printer.Options form = options.form(command == IpsetCommand.SAVE);
    String file = options.file;
    try {
      if (file == null) {
        print(name, form, world.out());
        return 0;
      }
      try (PrintStream to =
          new PrintStream(Files.newOutputStream(Path.of(file)), false, StandardCharsets.UTF_8)) {
        print(name, form, to);
      }
      return 0;
    } catch (IOException e) {
      throw IpsetRejected.other("Cannot open " + file + " for writing: " + e.getMessage());
    }
  }

  private void print(@Nullable String name, Printer.Options form, PrintStream to)
      throws IOException {
    new Printer(world.names(), form, new Encoded(to)).print(sets, name);
    to.flush();
  }
}
