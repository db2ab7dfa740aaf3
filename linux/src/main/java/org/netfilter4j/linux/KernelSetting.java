package org.netfilter4j.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A setting below /proc/sys of a network namespace.
 *
 * @param path as "net/netfilter/nf_log/2"
 */
public record KernelSetting(NetworkNamespace namespace, String path) {
  public KernelSetting {
    if (path.startsWith("/") || path.contains("..")) {
      throw new IllegalArgumentException(path);
    }
  }

  private Path file() {
    return Path.of("/proc/sys", path);
  }

  /** Its value without the line's end; null where there is none that can be read. */
  public @Nullable String value() {
    String[] found = new String[1];
    namespace.in(() -> {
      try {
        found[0] = Files.readString(file()).strip();
      } catch (IOException e) {
        found[0] = null;
      }
      return true;
    });
    return found[0];
  }

  /**
   * Gives it a value.
   *
   * @throws KernelException where that fails
   */
  public void set(String value) {
    namespace.in(() -> {
      try {
        Files.write(file(), (value + "\n").getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new KernelException(path.replace('/', '.') + " can't be set: " + e.getMessage());
      }
      return true;
    });
  }
}
