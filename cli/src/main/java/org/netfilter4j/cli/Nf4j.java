package org.netfilter4j.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.Programs;
import org.netfilter4j.host.EmbeddedHost;
import org.netfilter4j.host.HostDirectory;
import org.netfilter4j.host.HostException;
import org.netfilter4j.linux.KernelException;
import org.netfilter4j.linux.ModeChoice;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.model.Mode;
import org.netfilter4j.wire.netlink.MalformedMessageException;
import org.netfilter4j.wire.xtables.MalformedTableException;
import org.netfilter4j.xt.Rejected;

/** The multi-call program: by the name it is called, or by its first word. */
final class Nf4j {
  private final Map<String, String> variables;
  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;

  /** Whether somebody still waits for the command; null where that is this process alone. */
  private @Nullable BooleanSupplier wanted;

  /** Whether {@code --kernel} was given. */
  private boolean kernel;

  /** The namespace whose kernel tables are meant. */
  private NetworkNamespace namespace = NetworkNamespace.own();

  /** The value of {@code --mode}, or null. */
  private @Nullable String mode;

  Nf4j(Map<String, String> variables, InputStream in, PrintStream out, PrintStream err) {
    this.variables = variables;
    this.in = in;
    this.out = out;
    this.err = err;
  }

  PrintStream out() {
    return out;
  }

  PrintStream err() {
    return err;
  }

  String variable(String name, String otherwise) {
    String value = variables.get(name);
    return value == null || value.isEmpty() ? otherwise : value;
  }

  /** Runs a program and gives its exit code. No exception of bad input leaves this. */
  int run(String program, List<String> words) {
    try {
      return dispatch(program, words);
    } catch (Usage.Wanted e) {
      out.println(e.getMessage());
      return 0;
    } catch (HostException e) {
      err.println(program + ": " + e.getMessage());
      return 1;
    } catch (KernelException e) {
      err.println(program + ": " + e.getMessage());
      return 1;
    } catch (MalformedMessageException | MalformedTableException e) {
      err.println(program + ": the kernel's answer can't be read: " + e.getMessage());
      return 1;
    } catch (Rejected e) {
      err.println(program + ": " + e.getMessage());
      return e.kind().exit();
    }
  }

  /**
   * Whether a command works on the kernel.
   *
   * @param named the host that it names, or null
   */
  boolean onKernel(@Nullable String named) {
    return named == null && (kernel || variable("NF4J_KERNEL", "").equals("1"));
  }

  NetworkNamespace namespace() {
    return namespace;
  }

  /** Works on the kernel of that namespace. */
  Nf4j onKernelOf(NetworkNamespace other) {
    namespace = other;
    kernel = true;
    return this;
  }

  /** Runs for somebody who may go away; what has waited long is not begun then. */
  Nf4j wanted(BooleanSupplier by) {
    wanted = by;
    return this;
  }

  @Nullable BooleanSupplier wanted() {
    return wanted;
  }

  Map<String, String> variables() {
    return variables;
  }

  private int dispatch(String program, List<String> words) {
    String name = program.substring(program.lastIndexOf('/') + 1);
    if (!name.equals("nf4j")) {
      // A symlink stands in for the C tool, unless a host of files is named.
      kernel |= variable("NF4J_HOST", "").isEmpty();
      int exit = Personalities.run(this, name, words, null);
      if (exit >= 0) {
        return exit;
      }
      err.println(
          "nf4j: called as \"" + name + "\", which is no program of netfilter4j; see nf4j help");
      return 2;
    }
    return own(words);
  }

  private int own(List<String> words) {
    String host = null;
    int at = 0;
    while (at < words.size() && words.get(at).startsWith("--")) {
      String word = words.get(at);
      int equals = word.indexOf('=');
      String option = equals < 0 ? word : word.substring(0, equals);
      if (word.equals("--kernel")) {
        kernel = true;
        at++;
        continue;
      }
      if (!option.equals("--host") && !option.equals("--mode")) {
        break;
      }
      if (equals < 0 && at + 1 == words.size()) {
        throw Rejected.parameter("option \"" + word + "\" requires an argument");
      }
      String value = equals < 0 ? words.get(at + 1) : word.substring(equals + 1);
      at += equals < 0 ? 2 : 1;
      if (option.equals("--host")) {
        host = value;
      } else {
        mode = value;
      }
    }
    if (kernel && host != null) {
      throw Rejected.parameter("--kernel and --host exclude one another");
    }
    if (at == words.size()) {
      Usage.print(out);
      return at == 0 ? 0 : 2;
    }
    String command = words.get(at);
    List<String> rest = words.subList(at + 1, words.size());
    switch (command) {
      case "why":
        return new WhyCommand(this).run(rest, host);
      case "show":
        return new ShowCommand(this).run(rest, host);
      case "trace":
        return new TraceCommand(this).run(rest, host);
      case "replay":
        return new ReplayCommand(this).run(rest, host);
      case "host":
        return new HostCommand(this).run(rest);
      case "mode":
        return new ModeCommand(this).run(rest);
      case "apply":
        return new ApplyCommand(this).run(rest, host);
      case "persist":
        return new PersistCommand(this).run(rest, host);
      case "agent":
        return new AgentCommand(this).run(rest, mode != null ? mode : variable("NF4J_MODE", ""));
      case "daemon":
        return new DaemonCommand(this).run(rest);
      case "watch":
        return new WatchCommand(this).run(rest, host);
      case "bisect":
        return new BisectCommand(this).run(rest, host);
      case "completion":
        return new CompletionCommand(this).run(rest);
      case "complete":
        return new CompleteCommand(this).run(rest);
      case "names":
        Programs.links().forEach(out::println);
        return 0;
      case "help", "-h", "--help":
        Usage.print(out);
        return 0;
      case "version", "-V", "--version":
        out.println("nf4j " + Usage.VERSION);
        return 0;
      default:
        int exit = Personalities.run(this, command, rest, host);
        if (exit >= 0) {
          return exit;
        }
        throw Rejected.parameter("there is no command \"" + command + "\"; see nf4j help");
    }
  }

  InputStream in() {
    return in;
  }

  /**
   * The host that a command works on, and may change.
   *
   * @param named the value of {@code --host}, or null
   */
  EmbeddedHost host(@Nullable String named) {
    return new EmbeddedHost(directory(named));
  }

  /** The host that a command only asks. */
  EmbeddedHost hostToRead(@Nullable String named) {
    return EmbeddedHost.readOnly(directory(named));
  }

  /** The directory of the host that is named, or else asked for. */
  HostDirectory directory(@Nullable String named) {
    String name = named != null ? named : variable("NF4J_HOST", "");
    if (name.isEmpty()) {
      return HostDirectory.ofUser(
          variables.get("XDG_STATE_HOME"), System.getProperty("user.home", "/"));
    }
    Path root = Path.of(name);
    if (!Files.isDirectory(root)) {
      throw new HostException(
          root,
          Files.exists(root)
              ? "is not a host directory"
              : "there is no such host directory; \"nf4j host new " + name + "\" makes one");
    }
    return new HostDirectory(root);
  }

  /** The mode that {@code --mode} or NF4J_MODE asks for, on an embedded host nft if none. */
  Mode mode() {
    Mode asked = askedMode();
    return asked == null ? Mode.NFT : asked;
  }

  /** The same on the kernel, where it is the machine's if none is asked for. */
  Mode kernelMode() {
    Mode asked = askedMode();
    return asked == null ? ModeChoice.choose(namespace) : asked;
  }

  /** The value of {@code --mode} where it stands after the command. */
  void ask(String word) {
    mode = word;
    askedMode();
  }

  /** Whether {@code --mode} or NF4J_MODE says which mode is meant. */
  boolean isModeAsked() {
    return askedMode() != null;
  }

  private @Nullable Mode askedMode() {
    String word = mode != null ? mode : variable("NF4J_MODE", "auto");
    if (word.equals("auto")) {
      return null;
    }
    for (Mode each : Mode.values()) {
      if (each.word().equals(word)) {
        return each;
      }
    }
    throw Rejected.parameter(
        (mode != null ? "--mode" : "NF4J_MODE")
            + " is \""
            + word
            + "\", expected nft, legacy or auto");
  }
}
