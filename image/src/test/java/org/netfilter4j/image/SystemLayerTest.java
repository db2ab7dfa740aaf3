package org.netfilter4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemLayerTest {
  private static final String GNU = "/lib64/ld-linux-x86-64.so.2";
  private static final String MUSL = "/lib/ld-musl-x86_64.so.1";

  @TempDir private Path directory;
  private Path sysroot;
  private Path runtime;

  @BeforeEach
  void folders() throws IOException {
    sysroot = Files.createDirectory(directory.resolve("sysroot"));
    runtime = Files.createDirectory(directory.resolve("runtime"));
  }

  private void library(String path, String... needed) throws IOException {
    ElfBytes.of(null, needed).write(sysroot.resolve(path.substring(1)));
  }

  private void link(String path, String target) throws IOException {
    Path link = sysroot.resolve(path.substring(1));
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, Path.of(target));
  }

  private Map<String, Path> write(Libc libc, String interpreter) throws IOException {
    Jdk jdk = new Jdk(directory.resolve("jdk"), libc, 25, interpreter, ElfBytes.X86_64);
    return new SystemLayer(sysroot, jdk, directory.resolve("out")).write(runtime);
  }

  @Test
  void theLoaderTheLibrariesAndTheirNeedsAreTakenFromWhereTheLoaderLooks() throws IOException {
    ElfBytes.of(GNU, "libjli.so", "libc.so.6").write(runtime.resolve("bin/java"));
    ElfBytes.of(null, "libc.so.6").write(runtime.resolve("lib/libjli.so"));
    ElfBytes.of(null, "libz.so.1", "libjli.so", "ld-linux-x86-64.so.2")
        .write(runtime.resolve("lib/server/libjvm.so"));
    ElfBytes.of(GNU, "libedit.so.2").write(sysroot.resolve("bin/sh"));
    // As where /lib is usr/lib, and the loader's own name is a link with a root of its own.
    library("/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2");
    link("/lib", "usr/lib");
    link(GNU, "/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2");
    library("/usr/lib/x86_64-linux-gnu/libc.so.6");
    library("/usr/lib64/libz.so.1.3", "libc.so.6");
    link("/usr/lib64/libz.so.1", "libz.so.1.3");
    library("/usr/lib/libedit.so.2", "libbsd.so.0");
    library("/usr/lib/libbsd.so.0", "libc.so.6");
    ElfBytes.of(null).machine(ElfBytes.S390X).write(sysroot.resolve("lib64/libbsd.so.0"));
    library("/usr/lib/libunused.so.1");
    Files.createDirectories(sysroot.resolve("etc"));
    Files.writeString(sysroot.resolve("etc/services"), "ssh 22/tcp\n");
    assertThat(write(Libc.GNU, GNU))
        .containsOnlyKeys(
            "/bin/sh",
            GNU,
            "/lib/x86_64-linux-gnu/libc.so.6",
            "/usr/lib64/libz.so.1",
            "/lib/libedit.so.2",
            "/lib/libbsd.so.0",
            "/etc/services");
    Path out = directory.resolve("out");
    assertThat(out.resolve(GNU.substring(1))).isRegularFile();
    assertThat(out.resolve("usr/lib64/libz.so.1"))
        .hasSameBinaryContentAs(sysroot.resolve("usr/lib64/libz.so.1.3"));
    assertThat(out.resolve("etc/passwd")).content().contains("root:x:0:0:", "nobody:x:65534:");
    assertThat(out.resolve("proc")).isEmptyDirectory();
  }

  /** An Alpine's root: its libc is its loader, and has the old names as links. */
  @Test
  void muslIsItsLoaderAndNothingElse() throws IOException {
    ElfBytes.of(MUSL, "libjli.so", "libc.musl-x86_64.so.1").write(runtime.resolve("bin/java"));
    ElfBytes.of(null, "libc.musl-x86_64.so.1").write(runtime.resolve("lib/libjli.so"));
    ElfBytes.of(null, "libm.so.6", "libpthread.so.0", "libc.so", "libz.so.1")
        .write(runtime.resolve("lib/server/libjvm.so"));
    library(MUSL);
    link("/lib/libc.musl-x86_64.so.1", "ld-musl-x86_64.so.1");
    library("/lib/libz.so.1", "libc.musl-x86_64.so.1");
    ElfBytes.of(MUSL, "libc.musl-x86_64.so.1").write(sysroot.resolve("bin/busybox"));
    link("/bin/sh", "/bin/busybox");
    assertThat(write(Libc.MUSL, MUSL)).containsOnlyKeys("/bin/sh", MUSL, "/lib/libz.so.1");
  }

  private void refused(Libc libc, String interpreter, String part) {
    assertThatThrownBy(() -> write(libc, interpreter))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining(part)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    ElfBytes.of(GNU, "libjli.so").write(runtime.resolve("bin/java"));
    refused(Libc.GNU, GNU, "no shell for gnu in " + sysroot);
    ElfBytes.of(MUSL, "libc.so").write(sysroot.resolve("bin/dash"));
    refused(Libc.GNU, GNU, "of another libc or processor are [" + sysroot.resolve("bin/dash"));
    ElfBytes.of(null).write(sysroot.resolve("bin/busybox"));
    refused(Libc.GNU, GNU, sysroot + " has no " + GNU);
    library(GNU);
    refused(Libc.GNU, GNU, runtime.resolve("bin/java") + " needs libjli.so");
    ElfBytes.of(null, "libm.so.6").write(runtime.resolve("lib/libjli.so"));
    refused(Libc.GNU, GNU, runtime.resolve("lib/libjli.so") + " needs libm.so.6");
    library("/lib/libm.so.6");
    assertThat(write(Libc.GNU, GNU)).containsOnlyKeys("/bin/sh", GNU, "/lib/libm.so.6");
  }

  @Test
  void linksThatLeadRoundOrOutOfTheRootAreNotFollowed() throws IOException {
    link("/bin/dash", "dash");
    link("/bin/busybox", "/../../../../../../bin/sh");
    refused(Libc.GNU, GNU, "no shell for gnu in " + sysroot);
  }
}
