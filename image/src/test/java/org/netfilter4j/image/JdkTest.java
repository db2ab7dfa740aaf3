package org.netfilter4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JdkTest {
  private static final String GNU = "/lib64/ld-linux-x86-64.so.2";
  private static final String MUSL = "/lib/ld-musl-x86_64.so.1";

  @TempDir private Path home;

  private void jdk(String release, String interpreter) throws IOException {
    ElfBytes.of(interpreter, "libjli.so").write(home.resolve("bin/java"));
    ElfBytes.of(interpreter, "libjli.so").write(home.resolve("bin/jlink"));
    Files.writeString(home.resolve("release"), release);
  }

  private static String release(String libc) {
    return "JAVA_VERSION=\"25.0.3\"\n" + (libc.isEmpty() ? "" : "LIBC=\"" + libc + "\"\n");
  }

  private void refused(Libc wanted, String part) {
    assertThatThrownBy(() -> Jdk.at(home, wanted))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining(part)
        .message()
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource({
    "/lib64/ld-linux-x86-64.so.2, GNU",
    "/lib/ld-linux-aarch64.so.1, GNU",
    "/lib/ld-linux-riscv64-lp64d.so.1, GNU",
    "/lib/ld64.so.1, GNU",
    "/lib64/ld64.so.2, GNU",
    "/lib/ld-musl-x86_64.so.1, MUSL",
    "/lib/ld-musl-aarch64.so.1, MUSL",
    "/system/bin/linker64,",
    "/lib/ld-uClibc.so.0,",
  })
  void theLoaderTellsTheLibc(String interpreter, Libc libc) {
    assertThat(Libc.ofInterpreter(interpreter)).isEqualTo(libc);
  }

  @Test
  void theLibcIsTheJdksOwnWhereNoneIsAskedFor() throws IOException {
    for (String said : new String[] {"musl", ""}) {
      jdk(release(said), MUSL);
      assertThat(Jdk.at(home, null))
          .isEqualTo(new Jdk(home, Libc.MUSL, 25, MUSL, ElfBytes.X86_64))
          .isEqualTo(Jdk.at(home, Libc.MUSL));
    }
    jdk(release("gnu"), GNU);
    assertThat(Jdk.at(home, Libc.GNU).libc()).isEqualTo(Libc.GNU);
  }

  @Test
  void oneThatDoesNotFitIsRefused() throws IOException {
    jdk(release("gnu"), GNU);
    refused(Libc.MUSL, "the image is to be of musl, but the JDK in " + home + " is built for gnu");
    jdk(release("musl"), MUSL);
    refused(Libc.GNU, "the image is to be of gnu, but the JDK in " + home + " is built for musl");
    // What it says of itself is wrong.
    jdk(release("musl"), GNU);
    refused(null, "says LIBC=\"musl\", but bin/java asks for the loader of gnu, " + GNU);
    jdk(release("gnu"), MUSL);
    refused(Libc.GNU, "says LIBC=\"gnu\", but bin/java asks for the loader of musl, " + MUSL);
    jdk(release("default"), GNU);
    refused(null, "says LIBC=\"default\"");
    jdk(release(""), "/system/bin/linker64");
    refused(null, "/system/bin/linker64, which is of no libc known here");
  }

  @Test
  void whatIsNoJdkIsRefused() throws IOException {
    refused(null, home + " is no JDK");
    jdk("JAVA_VERSION=\"21.0.2\"\nLIBC=\"gnu\"\n", GNU);
    refused(null, home + " is JDK 21, and 25 is needed");
    jdk(release("gnu"), GNU);
    Files.delete(home.resolve("bin/jlink"));
    refused(null, "has no bin/jlink");
    Files.writeString(home.resolve("bin/java"), "#!/bin/sh\n");
    refused(null, "is no ELF file of 64 bits");
  }

  @Test
  void oneThatCannotRunHereIsRefused() throws IOException {
    jdk(release("musl"), "/lib/ld-musl-nowhere.so.1");
    Jdk jdk = Jdk.at(home, Libc.MUSL);
    assertThatThrownBy(jdk::requireRunnable)
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("this machine has no /lib/ld-musl-nowhere.so.1; install musl");
  }

  @Test
  void thisJvmsJdkIsTaken() throws IOException {
    Jdk jdk = Jdk.at(Path.of(System.getProperty("java.home")), null);
    assertThat(jdk.version()).isEqualTo(Runtime.version().feature());
    jdk.requireRunnable();
  }
}
