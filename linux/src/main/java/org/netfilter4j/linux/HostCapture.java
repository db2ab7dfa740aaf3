package org.netfilter4j.linux;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.Environment;
import org.netfilter4j.command.IptablesSave;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;

/**
 * Records a live machine as a host directory: what the script capture.sh writes, but asked of the
 * kernel directly, without iptables, ip, ipset and conntrack. Nothing is changed on the machine, no
 * legacy table made.
 *
 * <p>The directory holds the machine's rules and addresses, so it is made for its owner's eyes.
 */
public final class HostCapture {
  private static final FileAttribute<Set<PosixFilePermission>> OWN_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWN_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  private final NetworkNamespace namespace;
  private final Map<String, String> variables;
  private final Path root;
  private final PrintStream err;

  /**
   * A capture to be made.
   *
   * @param variables of the process
   * @param root the directory; it is made, or must be empty
   * @param err where it is told what could not be recorded
   */
  public HostCapture(
      NetworkNamespace namespace, Map<String, String> variables, Path root, PrintStream err) {
    this.namespace = namespace;
    this.variables = variables;
    this.root = root;
    this.err = err;
  }

  /**
   * Records all that can be; what can't is told and left out.
   *
   * @throws KernelException where the directory is not empty or can't be written, or links,
   *     addresses and routes can't be asked for
   */
  public void run() {
    try {
      folders();
      rules();
      sets();
      network();
      write("sysctl", namespace.in(new SysctlSurvey()));
      connections();
      names();
      facts();
    } catch (IOException e) {
      throw new KernelException("capture: can't write: " + e.getMessage());
    }
  }

  private void folders() throws IOException {
    if (Files.isDirectory(root)) {
      try (DirectoryStream<Path> content = Files.newDirectoryStream(root)) {
        if (content.iterator().hasNext()) {
          throw new KernelException("capture: " + root + " exists and is not empty");
        }
      }
    }
    for (String folder : List.of("nft", "legacy", "names")) {
      Files.createDirectories(root.resolve(folder), OWN_FOLDER);
    }
  }

  private void skip(String what) {
    err.println("capture: " + what);
  }

  private OutputStream open(String name) throws IOException {
    return new BufferedOutputStream(
        Channels.newOutputStream(Files.newByteChannel(root.resolve(name), NEW, OWN_FILE)), 1 << 16);
  }

  private void write(String name, String text) throws IOException {
    try (OutputStream out = open(name)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private void rules() throws IOException {
    try (KernelMachine machine = new KernelMachine(namespace, variables)) {
      for (Family family : Family.values()) {
        save(machine, Mode.NFT, family);
        Environment legacy = environment(machine, Mode.LEGACY, family, err);
        if (legacy.legacyTablesPresent().test(family)) {
          save(machine, Mode.LEGACY, family);
        }
      }
    }
  }

  private Environment environment(
      KernelMachine machine, Mode mode, Family family, PrintStream out) {
    return machine.environment(
        program(mode, family), mode, InputStream.nullInputStream(), out, err);
  }

  private static String program(Mode mode, Family family) {
    return (family == Family.IPV4 ? "iptables-" : "ip6tables-") + mode.word() + "-save";
  }

  private void save(KernelMachine machine, Mode mode, Family family) throws IOException {
    String file = mode.word() + (family == Family.IPV4 ? "/rules.v4" : "/rules.v6");
    int exit;
    try (PrintStream out = new PrintStream(open(file), false, StandardCharsets.UTF_8)) {
      exit = IptablesSave.run(List.of("-c"), environment(machine, mode, family, out), family);
    }
    if (exit != 0) {
      skip(program(mode, family) + " failed: no such rules are recorded");
    }
  }

  private void sets() throws IOException {
    ByteArrayOutputStream saved = new ByteArrayOutputStream();
    int exit;
    try (PrintStream out = new PrintStream(saved, false, StandardCharsets.UTF_8)) {
      exit =
          KernelIpset.run(
              List.of("save"),
              namespace,
              SystemNames.ofMachine(),
              InputStream.nullInputStream(),
              out,
              err);
    } catch (KernelException e) {
      skip(e.getMessage());
      exit = 1;
    }
    if (exit != 0) {
      skip("ipset save failed: no sets");
    }
    try (OutputStream out = open("ipset")) {
      saved.writeTo(out);
    }
  }

  private void network() throws IOException {
    NetworkSurvey survey = new NetworkSurvey(namespace, SystemNames.ofMachine());
    write("link.json", survey.links() + "\n");
    write("addr.json", survey.addresses() + "\n");
    write("route.json", survey.routes() + "\n");
    write("rule.json", survey.rules(Family.IPV4) + "\n" + survey.rules(Family.IPV6) + "\n");
  }

  private void connections() throws IOException {
    int exit;
    try (PrintStream out = new PrintStream(open("conntrack"), false, StandardCharsets.UTF_8)) {
      // How many it listed is no news, and why it could not is said here.
      PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
      exit =
          KernelConntrack.run(
              List.of("-L", "-o", "extended"),
              namespace,
              SystemNames.ofMachine(),
              InputStream.nullInputStream(),
              out,
              nowhere);
    } catch (KernelException e) {
      exit = 1;
    }
    if (exit != 0) {
      skip("conntrack -L failed: no connections");
    }
  }

  /** A file's content; nothing where it can't be read. */
  private static byte[] content(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      return new byte[0];
    }
  }

  private void names() throws IOException {
    for (String name : List.of("services", "protocols")) {
      copy(Path.of("/etc", name), "names/" + name);
    }
    for (String name : List.of("passwd", "group")) {
      Path from = Path.of("/etc", name);
      if (Files.isReadable(from)) {
        write("names/" + name, numbered(new String(content(from), StandardCharsets.UTF_8)));
      }
    }
    for (String name : List.of("group", "rt_realms")) {
      Path from = NumberNames.file(name);
      if (from != null) {
        Files.createDirectories(root.resolve("names/iproute2"), OWN_FOLDER);
        copy(from, "names/iproute2/" + name);
      }
    }
  }

  private void copy(Path from, String name) throws IOException {
    if (Files.isReadable(from)) {
      try (OutputStream out = open(name)) {
        out.write(content(from));
      }
    }
  }

  /** Names and numbers of /etc/passwd or /etc/group, and nothing else of them. */
  private static String numbered(String text) {
    StringBuilder kept = new StringBuilder();
    for (String line : text.lines().toList()) {
      String[] fields = line.split(":", -1);
      kept.append(fields[0]);
      if (fields.length > 1) {
        kept.append(":x:").append(fields.length > 2 ? fields[2] : "");
      }
      kept.append('\n');
    }
    return kept.toString();
  }

  private void facts() throws IOException {
    JsonText out = new JsonText().object();
    out.put("captured", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    out.array("runsFirst");
    Mode first = first();
    if (first != null) {
      out.element(first.word());
      out.element((first == Mode.NFT ? Mode.LEGACY : Mode.NFT).word());
    }
    write("host.json", out.endArray().endObject() + "\n");
  }

  /** The mode that runs first at the same priority, where the kernel tells it and it is one. */
  private @Nullable Mode first() {
    try (NftCensus nft = new NftCensus(namespace)) {
      if (nft.state() != ModeSurvey.State.PRESENT) {
        return null;
      }
      Map<TableName, Set<Mode>> found = HookOrder.of(nft.socket());
      Set<Mode> modes =
          found.getOrDefault(
              TableName.FILTER, found.isEmpty() ? Set.of() : found.values().iterator().next());
      return modes.size() == 1 ? modes.iterator().next() : null;
    }
  }
}
