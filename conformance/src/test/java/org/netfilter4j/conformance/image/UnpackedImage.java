package org.netfilter4j.conformance.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.conformance.Oracle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The image that the build made, unpacked; deleted when this JVM ends.
 *
 * @param tar as {@code docker load} takes it
 * @param root the layers, one over the other
 * @param tags the names that it goes by
 * @param config of the image: what a container is started with
 */
record UnpackedImage(Path tar, Path root, List<String> tags, JsonNode config) {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static @Nullable UnpackedImage unpacked;

  /** Unpacks it at first use; skips or fails the running test where it was not built. */
  static synchronized UnpackedImage get() {
    UnpackedImage image = unpacked;
    if (image == null) {
      String base = System.getProperty("basedir", "");
      Path tar =
          Path.of(base).toAbsolutePath().resolveSibling("image/target/netfilter4j-image.tar");
      Oracle.requireFile(tar, "mvn -pl image -am package");
      try {
        image = unpack(tar);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      unpacked = image;
    }
    return image;
  }

  private static UnpackedImage unpack(Path tar) throws IOException {
    Path directory = Files.createTempDirectory("nf4j-image");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
    Path root = Files.createDirectory(directory.resolve("root"));
    JsonNode manifest = JSON.readTree(member(tar, "manifest.json")).get(0);
    for (JsonNode layer : manifest.get("Layers")) {
      Path file = directory.resolve("layer");
      Files.write(file, member(tar, layer.asString()));
      run("tar", "-xzf", file.toString(), "-C", root.toString());
      Files.delete(file);
    }
    List<String> tags = new ArrayList<>();
    manifest.get("RepoTags").forEach(tag -> tags.add(tag.asString()));
    JsonNode config = JSON.readTree(member(tar, manifest.get("Config").asString()));
    return new UnpackedImage(tar, root, tags, config.get("config"));
  }

  private static byte[] member(Path tar, String name) throws IOException {
    return run("tar", "-xOf", tar.toString(), name);
  }

  private static byte[] run(String... words) throws IOException {
    Process process =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    byte[] out = process.getInputStream().readAllBytes();
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", words) + " failed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return out;
  }

  List<String> entrypoint() {
    List<String> words = new ArrayList<>();
    config.get("Entrypoint").forEach(word -> words.add(word.asString()));
    return words;
  }

  /** NAME=VALUE each. */
  List<String> environment() {
    List<String> variables = new ArrayList<>();
    config.get("Env").forEach(variable -> variables.add(variable.asString()));
    return variables;
  }

  String workingDirectory() {
    return config.get("WorkingDir").asString();
  }

  /** The bytes of its files. */
  long size() throws IOException {
    long size = 0;
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          size += Files.size(file);
        }
      }
    }
    return size;
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      System.err.println("can't delete " + directory + ": " + e.getMessage());
    }
  }
}
