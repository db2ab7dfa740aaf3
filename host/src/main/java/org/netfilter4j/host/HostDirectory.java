package org.netfilter4j.host;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.engine.Engine;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;

/**
 * The files of a host. Each is replaced whole, by renaming a new one over it, so that a reader sees
 * the old or the new content and a failure leaves the old.
 */
public record HostDirectory(Path root) {

  /** The rules of a mode and family, as {@code iptables-save -c} prints them. */
  public Path rules(Mode mode, Family family) {
    return root.resolve(mode.word()).resolve(family == Family.IPV4 ? "rules.v4" : "rules.v6");
  }

  /** The sets of the namespace, as {@code ipset save} prints them. */
  public Path sets() {
    return root.resolve("ipset");
  }

  /** The accounting objects, as nfacct(8) lists them. */
  public Path accounts() {
    return root.resolve("nfacct");
  }

  public Path links() {
    return root.resolve("link.json");
  }

  public Path addresses() {
    return root.resolve("addr.json");
  }

  public Path routes() {
    return root.resolve("route.json");
  }

  public Path policyRules() {
    return root.resolve("rule.json");
  }

  public Path sysctls() {
    return root.resolve("sysctl");
  }

  /** The connections, as {@code conntrack -L -o extended} prints them. */
  public Path connections() {
    return root.resolve("conntrack");
  }

  /** The host's own services, protocols, passwd and group. */
  public Path names() {
    return root.resolve("names");
  }

  /** What no tool prints: which mode runs first, and when the host was recorded. */
  public Path facts() {
    return root.resolve("host.json");
  }

  /** What legacy commands hold as the C tools hold /run/xtables.lock. */
  public Path xtablesLock() {
    return root.resolve("xtables.lock");
  }

  /** What keeps commands of any mode from changing files at the same moment. */
  Path commitLock() {
    return root.resolve(".lock");
  }

  /**
   * An engine on what was read from this directory.
   *
   * @throws HostException where the parts do not fit together
   */
  public Engine engine(Engine.Config config) {
    try {
      return new Engine(config);
    } catch (IllegalArgumentException e) {
      throw new HostException(root, String.valueOf(e.getMessage()));
    }
  }

  /**
   * The host that commands use when none is named: under XDG_STATE_HOME, or ~/.local/state.
   *
   * @param stateHome the value of XDG_STATE_HOME, or null
   * @param home the user's home directory
   */
  public static HostDirectory ofUser(@Nullable String stateHome, String home) {
    Path state =
        stateHome == null || stateHome.isEmpty()
            ? Path.of(home, ".local", "state")
            : Path.of(stateHome);
    return new HostDirectory(state.resolve("netfilter4j").resolve("host"));
  }

  /** The text of a file, or null where there is none. */
  static @Nullable String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return null;
    } catch (java.nio.charset.CharacterCodingException e) {
      throw new HostException(file, "is not text in UTF-8");
    } catch (IOException e) {
      throw new HostException(file, "can't be read: " + reason(e));
    }
  }

  /** Writes a file's content. */
  @FunctionalInterface
  interface Writer {
    void write(OutputStream out) throws IOException;
  }

  /** Replaces a file whole; the directory it stands in is made if it is not there. */
  static void replace(Path file, Writer writer) {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new HostException(file, "is not a file's name");
    }
    Path temporary = null;
    try {
      Files.createDirectories(parent);
      temporary = Files.createTempFile(parent, "." + file.getFileName(), ".new");
      try (OutputStream out = Files.newOutputStream(temporary)) {
        writer.write(out);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      temporary = null;
    } catch (IOException e) {
      throw new HostException(file, "can't be written: " + reason(e));
    } catch (UncheckedIOException e) {
      throw new HostException(file, "can't be written: " + reason(e.getCause()));
    } finally {
      discard(temporary);
    }
  }

  private static void discard(@Nullable Path temporary) {
    if (temporary != null) {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException e) {
        // The error that led here is already told; a leftover hidden file does no harm.
      }
    }
  }

  /** An I/O error in a few words; the JDK's messages are often only the file's name. */
  static String reason(@Nullable IOException error) {
    return switch (error) {
      case null -> "unknown error";
      case AccessDeniedException _ -> "permission denied";
      case NoSuchFileException _ -> "no such file or directory";
      case java.nio.file.NotDirectoryException _ -> "not a directory";
      case java.nio.file.FileAlreadyExistsException _ -> "not a directory";
      case java.nio.file.FileSystemException f when f.getReason() != null -> f.getReason();
      case IOException e -> String.valueOf(e.getMessage());
    };
  }
}
