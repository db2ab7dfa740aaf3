package org.netfilter4j.conformance.process;

import com.fasterxml.jackson.annotation.JacksonAnnotation;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.persist.Place;
import org.netfilter4j.cli.Main;
import org.netfilter4j.command.Environment;
import org.netfilter4j.diagnose.Tongue;
import org.netfilter4j.engine.Engine;
import org.netfilter4j.host.EmbeddedHost;
import org.netfilter4j.linux.KernelMachine;
import org.netfilter4j.model.Mode;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.rules.Rules;
import org.netfilter4j.wire.netlink.Message;
import org.netfilter4j.xt.Names;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The classes under test as a program to start: in one jar, with the AOT cache that the launcher
 * would make, so that a test can afford hundreds of processes. Any user may run it. Made at first
 * use, deleted when this JVM ends.
 */
public final class OurProgram {
  /** A class of each module and library that has a part in the commands. */
  private static final List<Class<?>> MODULES =
      List.of(
          Main.class,
          Place.class,
          Environment.class,
          Tongue.class,
          Engine.class,
          EmbeddedHost.class,
          KernelMachine.class,
          Mode.class,
          Packet.class,
          Message.class,
          Names.class,
          Rules.class,
          JacksonException.class,
          JsonMapper.class,
          JacksonAnnotation.class);

  private static final String CACHE = "tables.aot";
  private static @Nullable OurProgram made;

  private final Path jar;
  private final boolean cached;

  private OurProgram(Path jar, boolean cached) {
    this.jar = jar;
    this.cached = cached;
  }

  /** The program; made when it is first asked for. */
  public static synchronized OurProgram get() {
    OurProgram program = made;
    if (program == null) {
      try {
        program = make();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      made = program;
    }
    return program;
  }

  private static OurProgram make() throws IOException {
    Path directory =
        Files.createTempDirectory(
            "nf4j-program",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
    Path jar = directory.resolve("nf4j.jar");
    write(jar);
    OurProgram plain = new OurProgram(jar, false);
    List<String> training = plain.java("-XX:AOTCacheOutput=" + directory.resolve(CACHE));
    training.add("--train");
    training.add("TABLES");
    Process process =
        new ProcessBuilder(training)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("training").toFile())
            .start();
    try {
      boolean done = process.waitFor(120, TimeUnit.SECONDS) && process.exitValue() == 0;
      if (!done) {
        process.destroyForcibly();
        System.err.println("no AOT cache: processes start slower");
      }
      return new OurProgram(jar, done && Files.exists(directory.resolve(CACHE)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void write(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.put(Attributes.Name.MAIN_CLASS, Main.class.getName());
    main.putValue("Enable-Native-Access", "ALL-UNNAMED");
    Set<Path> directories = new LinkedHashSet<>();
    StringBuilder jars = new StringBuilder();
    for (Class<?> module : MODULES) {
      Path source = source(module);
      if (Files.isDirectory(source)) {
        directories.add(source);
      } else {
        jars.append(source.toUri()).append(' ');
      }
    }
    main.put(Attributes.Name.CLASS_PATH, jars.toString());
    Set<String> written = new HashSet<>();
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      out.setLevel(0);
      for (Path directory : directories) {
        for (Path each : files(directory)) {
          String name = directory.relativize(each).toString();
          if (!name.startsWith("META-INF") && written.add(name)) {
            out.putNextEntry(new ZipEntry(name));
            Files.copy(each, out);
          }
        }
      }
    }
  }

  private static Path source(Class<?> of) {
    try {
      return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      System.err.println("can't delete " + directory + ": " + e.getMessage());
    }
  }

  private List<String> java(String option) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add(option);
    words.addAll(
        List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xss2m"));
    words.add("-jar");
    words.add(jar.toString());
    return words;
  }

  /**
   * The command line of a program on the kernel of the namespace that it is started in.
   *
   * @param words the program's name and its arguments
   */
  public List<String> command(List<String> words) {
    Path cache = jar.resolveSibling(CACHE);
    List<String> command = java(cached ? "-XX:AOTCache=" + cache : "-Xshare:auto");
    command.addAll(words);
    return command;
  }

  /**
   * An installed copy, with the launcher.
   *
   * @param directory an empty one
   * @return the launcher, which links can be named after
   */
  Path install(Path directory) throws IOException {
    Path launcher = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    Path lib = Files.createDirectory(directory.resolve("lib"));
    Files.createSymbolicLink(lib.resolve("nf4j.jar"), jar);
    Files.writeString(lib.resolve("jdk"), System.getProperty("java.home") + "\n");
    Files.writeString(lib.resolve("root"), directory + "\n");
    if (cached) {
      Files.createSymbolicLink(lib.resolve("KERNEL.aot"), jar.resolveSibling(CACHE));
    }
    return Files.copy(
        launcher.resolveSibling("nf4j"),
        directory.resolve("nf4j"),
        StandardCopyOption.COPY_ATTRIBUTES);
  }
}
