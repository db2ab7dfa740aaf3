package org.netfilter4j.conformance.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.image.Assemble;
import org.netfilter4j.image.ImageException;
import org.netfilter4j.image.Jdk;
import org.netfilter4j.image.Libc;
import org.netfilter4j.image.SystemLayer;

/**
 * The layer of an image for musl, of Debian's own musl: a program that is linked with it stands in
 * for the JVM, for no JDK for musl can be had from where tests get what they need.
 */
@Timeout(60)
class MuslLayerTest {
  private static final String LOADER = "/lib/ld-musl-x86_64.so.1";
  private static final int X86_64 = 62;

  private static final String PROGRAM =
      """
      #include <netdb.h>
      #include <pwd.h>
      #include <stdio.h>
      #include <unistd.h>
      #ifdef __GLIBC__
      #error "not musl"
      #endif
      int main(void) {
        struct servent *ssh = getservbyname("ssh", "tcp");
        struct passwd *user = getpwuid(getuid());
        printf("%d %s\\n", ssh ? ssh->s_port >> 8 : -1, user ? user->pw_name : "nobody");
        return 0;
      }
      """;

  @TempDir private Path directory;

  @BeforeEach
  void judges() {
    Oracle.require("musl-gcc", "busybox", "chroot");
    Oracle.requireThat(System.getProperty("os.arch").equals("amd64"), "names of x86_64");
  }

  private static Result run(List<String> words) throws IOException, InterruptedException {
    Path err = Files.createTempFile("musl", ".err");
    try {
      Process process = new ProcessBuilder(words).redirectError(err.toFile()).start();
      byte[] out = process.getInputStream().readAllBytes();
      int exit = process.waitFor();
      return new Result(exit, new String(out, StandardCharsets.UTF_8), Files.readString(err));
    } finally {
      Files.delete(err);
    }
  }

  @Test
  void aProgramOfMuslRunsOnIt() throws IOException, InterruptedException {
    Path runtime = Files.createDirectories(directory.resolve("runtime/bin"));
    Path source = Files.writeString(directory.resolve("program.c"), PROGRAM);
    Path program = runtime.resolve("java");
    run(List.of("musl-gcc", "-o", program.toString(), source.toString())).orThrow("musl-gcc");
    Path out = directory.resolve("system");
    Jdk jdk = new Jdk(directory, Libc.MUSL, 25, LOADER, X86_64);
    jdk.requireRunnable();
    var taken = new SystemLayer(Path.of("/"), jdk, out).write(runtime);
    assertThat(taken.keySet()).contains("/bin/sh", LOADER, "/etc/services");
    // Nothing of the machine's own libc has come along.
    assertThat(taken.keySet()).noneMatch(path -> path.contains("gnu") || path.contains("locale"));
    assertThat(taken.keySet()).filteredOn(path -> path.contains(".so")).containsExactly(LOADER);
    Files.copy(program, out.resolve("bin/java"));
    assertThat(out.resolve("bin/java").toFile().setExecutable(true)).isTrue();
    Result result =
        run(List.of("chroot", out.toString(), "/bin/sh", "-c", "/bin/java && echo \"$0\"", "end"));
    assertThat(result).isEqualTo(new Result(0, "22 root\nend\n", ""));
  }

  @Test
  void thisMachinesJdkIsNoneForMusl() throws IOException, InterruptedException, URISyntaxException {
    Path home = Path.of(System.getProperty("java.home"));
    assertThat(Jdk.at(home, Libc.GNU).libc()).isEqualTo(Libc.GNU);
    String words = "the image is to be of musl, but the JDK in " + home + " is built for gnu";
    assertThatThrownBy(() -> Jdk.at(home, Libc.MUSL))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining(words);
    Path classes =
        Path.of(Assemble.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path layers = directory.resolve("layers");
    Result assemble =
        run(
            List.of(
                home.resolve("bin/java").toString(),
                "-cp",
                classes.toString(),
                Assemble.class.getName(),
                "--out=" + layers,
                "--libc=musl"));
    assertThat(assemble.exit()).isEqualTo(1);
    assertThat(assemble.stderr()).startsWith("image: " + words).hasLineCount(1);
    assertThat(layers).doesNotExist();
  }
}
