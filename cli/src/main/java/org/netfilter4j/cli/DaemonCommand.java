package org.netfilter4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.netfilter4j.cli.daemon.Daemon;
import org.netfilter4j.xt.Rejected;

/**
 * {@code nf4j daemon}: a JVM that stands by, so that the commands of this copy need not start one.
 */
final class DaemonCommand {
  static final String USAGE =
      """
      usage: nf4j daemon          stands by, and runs the short commands of this installed copy
                                  (iptables, ip6tables, their -save and -restore, ipset, conntrack)
                                  for its user in a tenth of the time; ends on SIGTERM and ^C
             nf4j daemon status   whether it runs; the exit code is 1 where it does not
             nf4j daemon stop     ends it

      NF4J_DAEMON=DIR is the folder where it is found (/run/nf4j/daemon); off: it is not asked.\
      """;

  private static final String DIRECTORY = "/run/nf4j/daemon";
  private final Nf4j nf4j;

  DaemonCommand(Nf4j nf4j) {
    this.nf4j = nf4j;
  }

  int run(List<String> words) {
    Path directory = Path.of(nf4j.variable("NF4J_DAEMON", DIRECTORY)).toAbsolutePath();
    try {
      if (words.isEmpty()) {
        return standBy(directory);
      }
      if (words.size() == 1) {
        switch (words.getFirst()) {
          case "status":
            return status(directory);
          case "stop":
            return stop(directory);
          case "-h", "--help":
            throw new Usage.Wanted(USAGE);
          default:
        }
      }
    } catch (IOException e) {
      nf4j.err().println("nf4j daemon: " + e);
      return 1;
    }
    throw Rejected.parameter("daemon: expected nothing, status or stop\n" + USAGE);
  }

  private int status(Path directory) throws IOException {
    long process = Daemon.process(directory);
    nf4j.out().println(process < 0 ? "no daemon runs" : "runs as process " + process);
    return process < 0 ? 1 : 0;
  }

  private int stop(Path directory) throws IOException {
    long process = Daemon.process(directory);
    if (process < 0) {
      nf4j.err().println("nf4j daemon: none runs");
      return 1;
    }
    ProcessHandle.of(process)
        .ifPresent(each -> {
          each.destroy();
          each.onExit().join();
        });
    return 0;
  }

  private int standBy(Path directory) throws IOException {
    Path copy = Path.of(nf4j.variable("NF4J_COPY", "/"));
    if (!Files.isReadable(copy.resolve("lib/nf4j.jar"))) {
      throw Rejected.parameter(
          "daemon: works for an installed copy only; \"nf4j install DIR\" makes one");
    }
    Training.warm();
    // A name that is looked up is asked for each time, as by a new program.
    java.security.Security.setProperty("networkaddress.cache.ttl", "0");
    java.security.Security.setProperty("networkaddress.cache.negative.ttl", "0");
    Daemon daemon =
        new Daemon(
            directory,
            copy,
            nf4j.variables(),
            (variables, in, out, err, wanted, program, words) ->
                new Nf4j(variables, in, out, err).wanted(wanted).run(program, words),
            nf4j.err());
    Thread main = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(daemon, main)));
    boolean ran =
        daemon.run(() -> {
          nf4j.out().println("nf4j daemon: ready");
          nf4j.out().flush();
        });
    nf4j.err().flush();
    if (!ran) {
      nf4j.err().println("nf4j daemon: another one has " + directory);
      return 1;
    }
    return 0;
  }

  private static void end(Daemon daemon, Thread main) {
    daemon.end();
    try {
      main.join(15_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
