package org.netfilter4j.conformance.live;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.linux.InNamespace;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.model.Mode;

/**
 * A host with rules and its client at the other end of a cable: 192.168.1.10 and 192.168.1.2, both
 * at eth0; fd00::10 and fd00::2. Programs of this JVM listen on the host.
 */
final class Neighbours implements AutoCloseable {
  static final String HOST = "192.168.1.10";
  static final String CLIENT = "192.168.1.2";

  private final Namespace host = Namespace.open();
  private final Namespace client = Namespace.open();
  private final List<ServerSocket> listening = new ArrayList<>();

  Neighbours() {
    Oracle.require("ip", "iptables-nft", "iptables-legacy", "ipset");
    run(
        host,
        "ip link add name eth0 type veth peer name eth0 netns " + client.name(),
        "ip addr add " + HOST + "/24 dev eth0",
        "ip addr add fd00::10/64 dev eth0 nodad",
        "ip link set eth0 up");
    run(
        client,
        "ip addr add " + CLIENT + "/24 dev eth0",
        "ip addr add fd00::2/64 dev eth0 nodad",
        "ip link set eth0 up");
  }

  Namespace host() {
    return host;
  }

  Namespace client() {
    return client;
  }

  NetworkNamespace hostKernel() {
    return NetworkNamespace.of(host.file());
  }

  private static void run(Namespace namespace, String... lines) {
    for (String line : lines) {
      namespace.shell().run(Command.line(line)).orThrow(line);
    }
  }

  /** Commands on the host; {@code iptables} and {@code ip6tables} are those of the mode. */
  void rules(Mode mode, String text) {
    for (String line : text.strip().lines().toList()) {
      String command = line.strip().replaceFirst("^(ip6?tables) ", "$1-" + mode.word() + " ");
      run(host, command);
    }
  }

  /** Has a program of this JVM listen on the host. */
  void listen(int port) {
    listen(hostKernel(), port);
  }

  /** Has a program of this JVM listen in a namespace. */
  void listen(NetworkNamespace namespace, int port) {
    listening.add(
        InNamespace.call(
            namespace,
            () -> {
              try {
                ServerSocket socket = new ServerSocket(port, 512);
                Thread.ofPlatform().daemon().start(() -> accept(socket));
                return socket;
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }));
  }

  private static void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket accepted = socket.accept();
        Thread.ofVirtual().start(() -> await(accepted));
      } catch (IOException e) {
        // Closed at the end of the test.
      }
    }
  }

  /** Sends nothing, and ends when the client does. */
  private static void await(Socket accepted) {
    try (accepted) {
      accepted.setSoLinger(true, 0);
      while (accepted.getInputStream().read() >= 0) {
        // The client says nothing either.
      }
    } catch (IOException e) {
      // The client's reset.
    }
  }

  /** Whether the client can connect within that time. */
  boolean connects(String address, int port, int milliseconds) {
    return InNamespace.call(
        NetworkNamespace.of(client.file()),
        () -> {
          try (Socket socket = new Socket()) {
            // Ended by a reset: nothing is sent once more that a later test would meet.
            socket.setSoLinger(true, 0);
            socket.connect(
                new InetSocketAddress(InetAddress.getByName(address), port), milliseconds);
            return true;
          } catch (IOException e) {
            return false;
          }
        });
  }

  /** The command line of nf4j in the host's namespace; its words follow. */
  List<String> nf4j(String... words) {
    // Signals mean what they mean to a person's command, though this JVM may be a background job's.
    List<String> command =
        new ArrayList<>(
            List.of(
                "nsenter", "--net=" + host.file(), "env", "--default-signal=INT,HUP,TERM,QUIT"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(List.of("-cp", classPath(), "org.netfilter4j.cli.Main", "nf4j"));
    command.addAll(List.of(words));
    return command;
  }

  /** Of this JVM, whoever loads the tests in it. */
  private static String classPath() {
    List<String> path = new ArrayList<>(List.of(System.getProperty("java.class.path")));
    if (Neighbours.class.getClassLoader() instanceof URLClassLoader loader) {
      for (URL url : loader.getURLs()) {
        path.add(url.getPath());
      }
    }
    return String.join(File.pathSeparator, path);
  }

  /** Starts nf4j on the host. */
  Process start(String... words) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(nf4j(words));
    builder.environment().put("XTABLES_LOCKFILE", lock());
    builder.environment().put("LC_ALL", "C.UTF-8");
    return builder.start();
  }

  /** The xtables lock of the host's own. */
  String lock() {
    return host.directory().resolve("xtables.lock").toString();
  }

  /** A command of the shell that connects from the client, for {@code --test}. */
  String connecting(int port) {
    return "nsenter --net="
        + client.file()
        + " timeout 0.2 bash -c ': <>/dev/tcp/"
        + HOST
        + "/"
        + port
        + "'";
  }

  /** All rules of the host, as the C tools save them, counters aside. */
  String saved() {
    StringBuilder text = new StringBuilder();
    for (String program : List.of("iptables", "ip6tables")) {
      for (Mode mode : Mode.values()) {
        Result saved = host.exec(program + "-" + mode.word() + "-save");
        saved
            .orThrow(program)
            .stdout()
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.replaceAll("\\[\\d+:\\d+]", "[0:0]"))
            .forEach(line -> text.append(line).append('\n'));
      }
    }
    return text.toString();
  }

  @Override
  public void close() {
    try {
      for (ServerSocket socket : listening) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      host.close();
      client.close();
    }
  }
}
