package org.netfilter4j.command;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Rejected;

/**
 * The programs {@code iptables-apply} and {@code ip6tables-apply}: new rules are put in place, and
 * taken back unless somebody says in time that the machine can still be reached.
 *
 * <p>Exit codes: 0 where the rules stay; 1 for a mistake in the words; 2 where the file of rules
 * can't be read; 4 where the old rules can't be saved; 5 where the new ones are refused; 6 and 7
 * where the command can't be run, or fails; 8 where the file for the good rules can't be written, 9
 * where writing it fails; 255 where nobody said yes.
 */
public final class IptablesApply {
  /** The version of iptables-apply that this is. */
  private static final String VERSION = "1.1";

  private static final int TIMEOUT = 10;

  static final List<ToolOptions.Known> OPTIONS =
      List.of(
          new ToolOptions.Known('t', "timeout", ToolOptions.Argument.ONE),
          new ToolOptions.Known('w', "write", ToolOptions.Argument.ONE),
          new ToolOptions.Known('c', "command"),
          new ToolOptions.Known('h', "help"),
          new ToolOptions.Known('V', "version"));

  /** Opens the host for one step and closes it again: in between others work on it. */
  @FunctionalInterface
  public interface Host {
    /** Runs a step, and gives its exit code. */
    int open(ToIntFunction<Environment> step);
  }

  private final String name;
  private final Family family;
  private final Host host;
  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> variables;

  private int timeout = TIMEOUT;
  private @Nullable String savefile;
  private byte[] old = new byte[0];

  private IptablesApply(
      String name,
      Host host,
      InputStream in,
      PrintStream out,
      PrintStream err,
      Map<String, String> variables) {
    this.name = name.substring(name.lastIndexOf('/') + 1);
    this.family = this.name.contains("6") ? Family.IPV6 : Family.IPV4;
    this.host = host;
    this.in = in;
    this.out = out;
    this.err = err;
    this.variables = variables;
  }

  /**
   * Runs the program.
   *
   * @param name what it was called by; a 6 in it means IPv6
   * @param in where the answer is read from
   * @param variables set for the command that {@code -c} runs, so that it finds the same host
   * @return the exit code
   */
  public static int run(
      String name,
      List<String> args,
      Host host,
      InputStream in,
      PrintStream out,
      PrintStream err,
      Map<String, String> variables) {
    IptablesApply apply = new IptablesApply(name, host, in, out, err, variables);
    int exit = apply.run(args);
    out.flush();
    err.flush();
    return exit;
  }

  private int run(List<String> args) {
    ToolOptions options;
    try {
      options = ToolOptions.parse(args, OPTIONS);
    } catch (ToolOptions.BadOption e) {
      err.print(name + ": " + e.message() + "\n");
      return 1;
    }
    boolean command = false;
    String seconds = Integer.toString(TIMEOUT);
    for (ToolOptions.Given option : options.given()) {
      switch (option.letter()) {
        case 't' -> seconds = option.required();
        case 'w' -> savefile = option.required().isEmpty() ? file("rules") : option.required();
        case 'c' -> command = true;
        case 'h' -> {
          err.print(help());
          return 0;
        }
        default -> {
          err.print(title() + "\n");
          return 0;
        }
      }
    }
    try {
      timeout = Integer.parseInt(seconds);
    } catch (NumberFormatException _) {
      timeout = -1;
    }
    if (timeout < 0) {
      return failed(1, "timeout must be a positive number");
    }
    if (savefile != null && Files.exists(path(savefile)) && !Files.isWritable(path(savefile))) {
      return failed(8, "savefile not writable: " + savefile);
    }
    String given = options.words().isEmpty() ? "" : options.words().getFirst();
    return command
        ? runCommand(given.isEmpty() ? file("run") : given)
        : applyFile(given.isEmpty() ? file("rules") : given);
  }

  /** The file that is meant where none is named. */
  private String file(String kind) {
    return "/etc/network/" + Iptables.programName(family) + ".up." + kind;
  }

  private static Path path(String file) {
    try {
      return Path.of(file);
    } catch (InvalidPathException e) {
      throw Rejected.parameter("\"" + file + "\" is no file's name");
    }
  }

  private int failed(int exit, String why) {
    err.print("Error: " + why + "\n");
    return exit;
  }

  private int applyFile(String rules) {
    byte[] text;
    try (InputStream from = NamedFile.read(rules)) {
      text = from.readAllBytes();
    } catch (NamedFile.UnopenedException | IOException e) {
      return failed(2, "rulesfile not readable: " + rules);
    }
    if (!saveOld()) {
      return failed(4, "unknown error saving old iptables rules");
    }
    out.print("Applying new iptables rules from '" + rules + "'... ");
    out.flush();
    if (restore(text) != 0) {
      out.print("failed.\n");
      failed(5, "unknown error applying new iptables rules: " + rules);
      revert();
      return 5;
    }
    out.print("done.\n");
    return ask();
  }

  private int runCommand(String command) {
    if (Files.isDirectory(path(command)) || !Files.isExecutable(path(command))) {
      return failed(6, "runcmd not executable: " + command);
    }
    if (!saveOld()) {
      return failed(4, "unknown error saving old iptables rules");
    }
    out.print("Running command '" + command + "'... ");
    out.flush();
    if (!CommandRun.succeeds(command, timeout, variables)) {
      out.print("failed.\n");
      failed(7, "unknown error running command: " + command);
      revert();
      return 7;
    }
    out.print("done.\n");
    return ask();
  }

  private boolean saveOld() {
    ByteArrayOutputStream saved = new ByteArrayOutputStream();
    int exit = save(saved);
    old = saved.toByteArray();
    return exit == 0;
  }

  private int save(ByteArrayOutputStream to) {
    String program = Iptables.programName(family) + "-save";
    return host.open(environment -> {
      try (PrintStream print = new PrintStream(to, false, StandardCharsets.UTF_8)) {
        return IptablesSave.run(List.of(), environment.withProgram(program).withOut(print), family);
      }
    });
  }

  private int restore(byte[] text) {
    String program = Iptables.programName(family) + "-restore";
    return host.open(environment ->
        IptablesRestore.run(
            List.of(),
            environment.withProgram(program).withIn(new ByteArrayInputStream(text)),
            family));
  }

  private void revert() {
    out.print("Reverting to old iptables rules... ");
    out.flush();
    if (restore(old) == 0) {
      out.print("done.\n");
    }
  }

  private int ask() {
    out.print("Can you establish NEW connections to the machine? (y/N) ");
    out.flush();
    int answer = Answer.within(in, timeout);
    out.print("\n");
    if (answer == 'y' || answer == 'Y') {
      if (savefile != null && !keep(savefile)) {
        return failed(9, "unknown error writing successfully applied rules: " + savefile);
      }
      out.print("... then my job is done. See you next time.\n");
      return 0;
    }
    out.print(
        answer < 0 || answer == '\n'
            ? "Timeout! Something happened (or did not). Better play it safe...\n"
            : "No affirmative response! Better play it safe...\n");
    revert();
    return 255;
  }

  private boolean keep(String file) {
    out.print("Writing successfully applied rules to '" + file + "'...\n");
    ByteArrayOutputStream rules = new ByteArrayOutputStream();
    if (save(rules) != 0) {
      return false;
    }
    try (var to = NamedFile.write(file)) {
      rules.writeTo(to);
      return true;
    } catch (NamedFile.UnopenedException | IOException e) {
      return false;
    }
  }

  private String title() {
    return name + " " + VERSION + " -- a safer way to update iptables remotely";
  }

  private String help() {
    return """
    %s

    Usage:
      %s [-hV] [-t timeout] [-w savefile] {[rulesfile]|-c [runcmd]}

    Puts the rules of rulesfile in place, or lets runcmd do so, and asks whether all is well.
    Without a yes before the timeout the old rules come back.

    Options:

    -t seconds, --timeout seconds
      How long to wait for the answer, and for runcmd to end (default: %d).
    -w savefile, --write savefile
      Where to write the rules that were found good (if empty: %s).
    -c runcmd, --command runcmd
      Run runcmd (default: %s) in place of applying a rulesfile (default: %s).
    -h, --help
    -V, --version
    """
        .formatted(title(), name, TIMEOUT, file("rules"), file("run"), file("rules"));
  }
}
