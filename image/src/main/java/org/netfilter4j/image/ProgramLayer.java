package org.netfilter4j.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import org.netfilter4j.command.Programs;

/** Our classes, the libraries, a launcher under each program's name, and the AOT cache. */
final class ProgramLayer {
  private static final String HOME = "usr/lib/nf4j";
  private static final String BIN = "usr/sbin";
  private static final String OWN = "org/netfilter4j/";
  private static final String ASSEMBLER = OWN + "image/";

  /** What the cache is trained with: a subject of the program's own training. */
  private static final String SUBJECT = "IMAGE";

  private final Path out;

  ProgramLayer(Path out) {
    this.out = out;
  }

  /**
   * Fills the folder.
   *
   * @param classPath our modules, as folders or jars, and the libraries' jars
   * @param runtime the home of the runtime that trains the caches
   */
  void write(List<Path> classPath, Path runtime) throws IOException {
    Folder.renew(out);
    Path home = out.resolve(HOME);
    Files.createDirectories(home.resolve("lib"));
    Map<String, byte[]> classes = new TreeMap<>();
    List<String> libraries = new ArrayList<>();
    for (Path entry : classPath) {
      if (Files.isDirectory(entry)) {
        collect(entry, classes);
      } else if (isOurs(entry)) {
        try (FileSystem jar = FileSystems.newFileSystem(entry)) {
          collect(jar.getPath("/"), classes);
        }
      } else {
        String name = entry.getFileName().toString();
        Files.copy(entry, home.resolve("lib").resolve(name));
        libraries.add("lib/" + name);
      }
    }
    jar(home.resolve("nf4j.jar"), classes, libraries);
    for (Path file : Folder.files(home)) {
      Files.setLastModifiedTime(file, Folder.TIME);
    }
    launchers();
    train(home, runtime);
  }

  static boolean isOurs(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream().anyMatch(entry -> entry.getName().startsWith(OWN));
    }
  }

  private static void collect(Path root, Map<String, byte[]> classes) throws IOException {
    for (Path file : Folder.files(root)) {
      String name = root.relativize(file).toString();
      boolean ours =
          !name.startsWith("META-INF/maven/")
              && !name.equals("META-INF/MANIFEST.MF")
              && !name.equals("module-info.class")
              && !name.startsWith(ASSEMBLER);
      if (ours) {
        classes.put(name, Files.readAllBytes(file));
      }
    }
  }

  private static void jar(Path jar, Map<String, byte[]> classes, List<String> libraries)
      throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.put(Attributes.Name.MAIN_CLASS, "org.netfilter4j.cli.Main");
    main.put(Attributes.Name.CLASS_PATH, String.join(" ", libraries));
    main.putValue("Enable-Native-Access", "ALL-UNNAMED");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      out.setLevel(Deflater.BEST_COMPRESSION);
      out.putNextEntry(entry(JarFile.MANIFEST_NAME));
      manifest.write(out);
      for (Map.Entry<String, byte[]> each : classes.entrySet()) {
        out.putNextEntry(entry(each.getKey()));
        out.write(each.getValue());
      }
    }
  }

  private static ZipEntry entry(String name) {
    ZipEntry entry = new ZipEntry(name);
    entry.setLastModifiedTime(Folder.TIME);
    return entry;
  }

  private void launchers() throws IOException {
    Path bin = out.resolve(BIN);
    Files.createDirectories(bin);
    byte[] launcher;
    try (InputStream in = ProgramLayer.class.getResourceAsStream("launcher.sh")) {
      if (in == null) {
        throw new IOException("launcher.sh is not beside this class");
      }
      launcher = in.readAllBytes();
    }
    for (String name : names()) {
      Path file = bin.resolve(name);
      Files.write(file, launcher);
      if (!file.toFile().setExecutable(true, false)) {
        throw new IOException("can't make " + file + " executable");
      }
    }
  }

  /** nf4j, and all programs that it can be called as, those that fix the mode too. */
  static List<String> names() {
    List<String> names = new ArrayList<>();
    names.add("nf4j");
    for (String name : Programs.names()) {
      names.add(name);
      int tables = name.indexOf("tables") + "tables".length();
      for (String mode : List.of("-nft", "-legacy")) {
        String fixed = name.substring(0, tables) + mode + name.substring(tables);
        if (name.startsWith("ip") && name.contains("tables") && Programs.has(fixed)) {
          names.add(fixed);
        }
      }
    }
    for (String name : List.of("xtables-nft-multi", "xtables-legacy-multi", "xtables-monitor")) {
      if (Programs.has(name)) {
        names.add(name);
      }
    }
    return names;
  }

  /** One cache for all programs: what the agent adds to it costs the others 3 ms in each start. */
  private static void train(Path home, Path runtime) throws IOException {
    Path cache = home.resolve("nf4j.aot");
    Child.run(
        List.of(
            runtime.resolve("bin/java").toString(),
            "-XX:AOTCacheOutput=" + cache,
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-jar",
            home.resolve("nf4j.jar").toString(),
            "--train",
            SUBJECT));
    if (!Files.exists(cache)) {
      throw new ImageException("the runtime made no AOT cache");
    }
  }
}
