package org.netfilter4j.linux;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The settings below /proc/sys/net that a host's file has, as sysctl(8) prints them. Which
 * namespace's they are depends on the thread that reads.
 */
final class SysctlSurvey implements Supplier<String> {
  private static final Path ROOT = Path.of("/proc/sys");
  private static final List<String> PARTS =
      List.of("net/ipv4", "net/ipv6", "net/netfilter", "net/bridge");

  @Override
  public String get() {
    List<Path> files = new ArrayList<>();
    for (String part : PARTS) {
      Path folder = ROOT.resolve(part);
      if (Files.isDirectory(folder)) {
        try (Stream<Path> all = Files.walk(folder)) {
          all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
              .filter(file -> !isLeftOut(file.toString()))
              .forEach(files::add);
        } catch (IOException | UncheckedIOException e) {
          // A device that went away meanwhile takes its settings with it.
          continue;
        }
      }
    }
    files.sort((a, b) -> a.toString().compareTo(b.toString()));
    StringBuilder text = new StringBuilder();
    for (Path file : files) {
      add(text, file);
    }
    return text.toString();
  }

  /** Settings of neighbours, secrets, and what is no setting. */
  private static boolean isLeftOut(String file) {
    return file.contains("/neigh/")
        || file.endsWith("/route/flush")
        || file.endsWith("/stable_secret")
        || file.endsWith("/tcp_fastopen_key");
  }

  private static void add(StringBuilder text, Path file) {
    String value;
    // The kernel gives a value to the first read alone, so that must have room for it.
    try (InputStream in = new FileInputStream(file.toFile())) {
      value = new String(in.readNBytes(1 << 16), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return; // Some can only be written.
    }
    value = value.replace('\n', ' ').replace('\t', ' ');
    if (value.endsWith(" ")) {
      value = value.substring(0, value.length() - 1);
    }
    String path = ROOT.relativize(file).toString();
    // A device's name may have dots, which become slashes.
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      text.append(c == '/' ? '.' : c == '.' ? '/' : c);
    }
    text.append(" = ").append(value).append('\n');
  }
}
