package org.netfilter4j.image;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/** Makes the folders of the layers: what the build runs before jib. */
public final class Assemble {
  private String out = "layers";
  private String jdkHome = "";
  private String sysroot = "/";
  private boolean system = true;
  private @Nullable Libc libc;

  private Assemble() {}

  /**
   * Makes the layers, of the classes on this JVM's own class path.
   *
   * @param args {@code --out=DIR}; {@code --jdk=DIR}, else this JVM's own; {@code
   *     --libc=auto|gnu|musl}; {@code --sysroot=DIR}; {@code --system=true|false}
   */
  public static void main(String[] args) {
    Assemble assemble = new Assemble();
    try {
      for (String arg : args) {
        assemble.option(arg);
      }
      assemble.run();
    } catch (ImageException e) {
      System.err.println("image: " + e.getMessage());
      System.exit(1);
    } catch (IOException e) {
      System.err.println("image: " + e);
      System.exit(1);
    }
  }

  private void option(String arg) {
    int equals = arg.indexOf('=');
    String value = arg.substring(equals + 1);
    switch (arg.substring(0, Math.max(equals, 0))) {
      case "--out" -> out = value;
      case "--jdk" -> jdkHome = value;
      case "--sysroot" -> sysroot = value;
      case "--system" -> system = flag(value);
      case "--libc" -> {
        libc = Libc.ofWord(value);
        if (libc == null && !value.equals("auto")) {
          throw new ImageException("the libc is \"" + value + "\", expected gnu, musl or auto");
        }
      }
      default -> throw new ImageException("unknown option \"" + arg + "\"");
    }
  }

  private static boolean flag(String value) {
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new ImageException("\"" + value + "\" is neither true nor false");
    };
  }

  private void run() throws IOException {
    Path home = Path.of(jdkHome.isEmpty() ? System.getProperty("java.home") : jdkHome);
    Jdk jdk = Jdk.at(home, libc);
    jdk.requireRunnable();
    Path folder = Path.of(out).toAbsolutePath();
    Files.createDirectories(folder);
    RuntimeLayer runtime = new RuntimeLayer(jdk, folder.resolve("runtime"));
    runtime.write(folder.resolve("runtime.of"));
    Path systemFolder = folder.resolve("system");
    Folder.renew(systemFolder);
    if (system) {
      new SystemLayer(Path.of(sysroot), jdk, systemFolder).write(runtime.home());
    }
    new ProgramLayer(folder.resolve("program")).write(classPath(), runtime.home());
    long total = 0;
    for (String layer : List.of("system", "runtime", "program")) {
      long size = Folder.size(folder.resolve(layer));
      total += size;
      System.out.println("image: " + layer + " " + megabytes(size));
    }
    System.out.println(
        "image: "
            + megabytes(total)
            + " unpacked, JDK "
            + jdk.version()
            + " for "
            + jdk.libc().word());
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  private static List<Path> classPath() {
    List<Path> paths = new ArrayList<>();
    var entries = new StringTokenizer(System.getProperty("java.class.path"), File.pathSeparator);
    while (entries.hasMoreTokens()) {
      Path path = Path.of(entries.nextToken());
      if (Files.exists(path)) {
        paths.add(path);
      }
    }
    return paths;
  }
}
