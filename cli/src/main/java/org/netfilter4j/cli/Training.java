package org.netfilter4j.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.netfilter4j.agent.AgentOptions;
import org.netfilter4j.agent.AgentTasks;
import org.netfilter4j.linux.KernelException;
import org.netfilter4j.linux.NetworkNamespace;

/** Runs the usual commands once, so that the AOT cache holds what they load. */
final class Training {
  private static final String RULES =
      """
      *filter
      :INPUT ACCEPT [0:0]
      :FORWARD DROP [0:0]
      :OUTPUT ACCEPT [0:0]
      :WEB - [0:0]
      -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
      -A INPUT -p tcp -m multiport --dports 80,443 -m comment --comment "web" -j WEB
      -A INPUT -p icmp -m icmp --icmp-type 8 -m limit --limit 5/sec -j ACCEPT
      -A INPUT -p udp -m udp --dport 53 -j REJECT --reject-with icmp-port-unreachable
      -A WEB -m set --match-set friends src -j ACCEPT
      -A WEB -j LOG --log-prefix "web "
      -A WEB -j DROP
      COMMIT
      *nat
      :PREROUTING ACCEPT [0:0]
      -A PREROUTING -m addrtype --dst-type LOCAL -p tcp --dport 8080 -j DNAT --to-destination 10.0.0.2:80
      -A POSTROUTING -s 10.0.0.0/24 ! -o eth0 -j MASQUERADE
      COMMIT
      """;

  private static final String AGENT_RULES =
      """
      *filter
      :TRAINING - [0:0]
      -I INPUT -p tcp -m tcp --dport ${env:PORT} -j TRAINING
      -A TRAINING -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
      -A TRAINING -m set --match-set friends src -j ACCEPT
      -A TRAINING -j DROP
      COMMIT
      """;

  private static final List<String> BOTH = List.of("nft", "legacy");

  /** Each takes 0.1 s or more, and what a daemon does later it compiles then. */
  private static final int ROUNDS = 8;

  private Training() {}

  /** Which commands a cache is for: a class that a cache holds costs time in each start. */
  enum Subject {
    /** The programs of iptables and ipset. */
    TABLES,
    /** The programs of iptables on the kernel. */
    KERNEL,
    /** Those that save and restore, on the kernel. */
    FILES,
    /** The programs of ipset and conntrack on the kernel. */
    SETS,
    /** nf4j's own commands. */
    NF4J,
    /** The agent. */
    AGENT,
    /** The agent, and all that works on the kernel beside it: a container image has one cache. */
    IMAGE
  }

  static int run(Subject subject, PrintStream err) {
    try {
      Path root = Files.createTempDirectory("nf4j-train");
      try {
        String host = root.resolve("host").toString();
        switch (subject) {
          case TABLES -> tables(host);
          case NF4J -> questions(host);
          case KERNEL, FILES, SETS -> kernel(subject);
          case AGENT -> agent(root);
          case IMAGE -> {
            kernel(subject);
            agent(root);
          }
        }
      } finally {
        delete(root);
      }
      return 0;
    } catch (IOException e) {
      err.println("nf4j: training failed: " + e.getMessage());
      return 1;
    }
  }

  /**
   * Runs the commands on the kernel a few times, so that this JVM has loaded and compiled what they
   * need. In legacy mode only where the kernel knows it: it would load a module.
   */
  static void warm() {
    NetworkNamespace namespace;
    try {
      namespace = NetworkNamespace.isolated();
    } catch (KernelException e) {
      return;
    }
    List<String> modes =
        Files.exists(Path.of("/proc/thread-self/net/ip_tables_names"))
            ? List.of("nft", "legacy")
            : List.of("nft");
    for (int i = 0; i < ROUNDS; i++) {
      commands(namespace, modes);
      files(namespace, modes);
      sets(namespace);
    }
  }

  private static void newHost(String host) {
    run("nf4j", host, "", "host", "new", host, "eth0=192.168.1.10/24", "192.168.1.1");
  }

  private static void tables(String host) {
    newHost(host);
    run("ipset", host, "", "create", "friends", "hash:net", "comment");
    run("ipset", host, "", "add", "friends", "192.168.1.0/28", "comment", "near");
    run("ipset", host, "", "list");
    run("ipset", host, "", "save");
    for (String program : List.of("iptables", "ip6tables", "iptables-legacy")) {
      run(program, host, "", "-A", "INPUT", "-p", "tcp", "--dport", "22", "-j", "ACCEPT");
      run(program, host, "", "-C", "INPUT", "-p", "tcp", "--dport", "22", "-j", "ACCEPT");
      run(program, host, "", "-S");
      run(program, host, "", "-L", "-n", "-v", "--line-numbers");
      run(program, host, "", "-D", "INPUT", "1");
      run(program, host, "", "-N", "A", "-w");
      run(program, host, "", "-t", "nat", "-S");
      run(program, host, "", "-Z");
      run(program, host, "", "--bogus");
    }
    run("iptables-restore", host, RULES);
    run("iptables-save", host, "", "-c");
  }

  /**
   * On a namespace that nobody else sees. Without the right to make one, what was learned is how a
   * command is refused.
   */
  private static void kernel(Subject subject) {
    NetworkNamespace namespace;
    try {
      namespace = NetworkNamespace.isolated();
    } catch (KernelException e) {
      return;
    }
    switch (subject) {
      case KERNEL -> commands(namespace, BOTH);
      case FILES -> files(namespace, BOTH);
      case SETS -> sets(namespace);
      case IMAGE -> {
        commands(namespace, BOTH);
        files(namespace, BOTH);
        sets(namespace);
        on(namespace, "nf4j", "", "mode");
      }
      case TABLES, NF4J, AGENT -> {}
    }
  }

  private static void sets(NetworkNamespace namespace) {
    set(namespace);
    on(namespace, "ipset", "", "list");
    on(namespace, "ipset", "", "save");
    on(namespace, "ipset", "create more hash:ip\nadd more 10.0.0.1\n", "restore");
    on(namespace, "ipset", "", "destroy", "more");
    on(namespace, "conntrack", "", "-L");
    on(namespace, "conntrack", "", "-C");
  }

  private static void set(NetworkNamespace namespace) {
    on(namespace, "ipset", "", "create", "friends", "hash:net", "comment");
    on(namespace, "ipset", "", "add", "friends", "192.168.1.0/28", "comment", "near");
  }

  private static void commands(NetworkNamespace namespace, List<String> modes) {
    for (String program :
        modes.stream().flatMap(m -> Stream.of("iptables-" + m, "ip6tables-" + m)).toList()) {
      for (String line :
          List.of(
              "-A INPUT -p tcp --dport 22 -j ACCEPT",
              "-C INPUT -p tcp --dport 22 -j ACCEPT",
              "-S",
              "-L -n -v --line-numbers",
              "-D INPUT -p tcp --dport 22 -j ACCEPT",
              "-N A -w",
              "-I A -i lo -j RETURN",
              "-t nat -S",
              "-F A",
              "-X A",
              "-Z",
              "--bogus")) {
        on(namespace, program, "", line.split(" "));
      }
    }
    on(namespace, "iptables", "", "-S");
  }

  private static void files(NetworkNamespace namespace, List<String> modes) {
    set(namespace);
    for (String mode : modes) {
      on(namespace, "iptables-" + mode + "-restore", RULES);
      on(namespace, "iptables-" + mode + "-save", "", "-c");
    }
    on(namespace, "iptables-save", "");
  }

  private static void on(
      NetworkNamespace namespace, String program, String input, String... words) {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    // As in a command of its own, but for what asks for another mode or machine.
    Map<String, String> variables = new HashMap<>(System.getenv());
    variables.keySet().removeIf(each -> each.startsWith("NF4J_"));
    new Nf4j(
            variables,
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            nowhere,
            nowhere)
        .onKernelOf(namespace)
        .run(program, List.of(words));
  }

  /** On a namespace that nobody else sees, as for the commands on the kernel. */
  private static void agent(Path root) throws IOException {
    NetworkNamespace namespace;
    try {
      namespace = NetworkNamespace.isolated();
    } catch (KernelException e) {
      return;
    }
    Path rules = Files.createDirectory(root.resolve("rules"));
    Files.writeString(
        rules.resolve("10.ipset"), "create friends hash:net\nadd friends 192.168.1.0/28\n");
    Files.writeString(rules.resolve("20.v4"), AGENT_RULES);
    Files.writeString(
        rules.resolve("20.v6"), AGENT_RULES.replace("-m set --match-set friends src", ""));
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    for (String mode : List.of("nft", "legacy")) {
      AgentOptions options =
          AgentOptions.read(
              List.of(
                  "--rules",
                  rules.toString(),
                  "--mode",
                  mode,
                  "--listen",
                  "127.0.0.1:" + port,
                  "--cleanup-on-exit"),
              Map.of());
      Map<String, String> variables =
          Map.of("PORT", "80", "XTABLES_LOCKFILE", root.resolve("lock").toString());
      new AgentTasks(options, variables, namespace, nowhere, nowhere).rehearse(Usage.VERSION);
    }
  }

  private static void questions(String host) {
    newHost(host);
    for (String line :
        List.of("iptables -A ", "iptables -A INPUT -p tcp -m ", "ipset add ", "nf4j ")) {
      List<String> typed = new ArrayList<>(List.of("complete", "--"));
      typed.addAll(List.of(line.split(" ", -1)));
      run("nf4j", host, "", typed.toArray(String[]::new));
    }
    run("ipset", host, "", "create", "friends", "hash:net", "comment");
    run("iptables-restore", host, RULES);
    String[] question = {"-i", "eth0", "-s", "192.168.1.99", "-p", "tcp", "--dport", "80"};
    run("nf4j", host, "", words(host, question));
    run("nf4j", host, "", words(host, "-d", "192.168.1.7", "-p", "icmp", "--lang", "zh"));
  }

  private static String[] words(String host, String... question) {
    return Stream.concat(Stream.of("why", "--host", host), Stream.of(question))
        .toArray(String[]::new);
  }

  private static void run(String program, String host, String input, String... words) {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    new Nf4j(
            Map.of("NF4J_HOST", host),
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            nowhere,
            nowhere)
        .run(program, List.of(words));
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
