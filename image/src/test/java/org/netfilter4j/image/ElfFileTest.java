package org.netfilter4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElfFileTest {
  @TempDir private Path directory;

  private Path file(byte[] bytes) throws IOException {
    return Files.write(directory.resolve("file"), bytes);
  }

  @Test
  void whatAProgramAsksForIsRead() throws IOException {
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      ElfBytes bytes =
          new ElfBytes(ElfBytes.S390X, "/lib/ld64.so.1", List.of("libjli.so", "libc.so.6"), order);
      ElfFile elf = ElfFile.read(file(bytes.bytes(0)));
      assertThat(elf.machine()).isEqualTo(ElfBytes.S390X);
      assertThat(elf.interpreter()).isEqualTo("/lib/ld64.so.1");
      assertThat(elf.needed()).containsExactly("libjli.so", "libc.so.6");
    }
    ElfFile library = ElfFile.read(file(ElfBytes.of(null, "libm.so.6").bytes(0)));
    assertThat(library.interpreter()).isNull();
    assertThat(library.needed()).containsExactly("libm.so.6");
  }

  @Test
  void whatIsNoneOrCutOffIsRefusedInOneLine() throws IOException {
    byte[] whole = ElfBytes.of("/lib64/ld-linux-x86-64.so.2", "libc.so.6").bytes(0);
    for (byte[] bytes :
        List.of(
            new byte[0],
            "#!/bin/sh\n".getBytes(java.nio.charset.StandardCharsets.UTF_8),
            Arrays.copyOf(whole, 40),
            Arrays.copyOf(whole, 100),
            Arrays.copyOf(whole, whole.length - 40))) {
      Path file = file(bytes);
      assertThatThrownBy(() -> ElfFile.read(file))
          .isInstanceOf(ImageException.class)
          .hasMessageStartingWith(file.toString())
          .message()
          .doesNotContain("\n");
    }
  }

  @Test
  void itIsStrippedOfWhatNothingLoads() throws IOException {
    ElfBytes elf = ElfBytes.of("/lib/ld-musl-x86_64.so.1", "libc.so");
    Path file = file(elf.bytes(5000));
    ElfFile before = ElfFile.read(file);
    ElfFile.strip(file);
    assertThat(Files.size(file)).isEqualTo(elf.bytes(0).length);
    assertThat(ElfFile.read(file)).isEqualTo(before);
    // e_shoff, e_shnum and e_shstrndx.
    byte[] bytes = Files.readAllBytes(file);
    assertThat(Arrays.copyOfRange(bytes, 40, 48)).containsOnly(0);
    assertThat(Arrays.copyOfRange(bytes, 60, 64)).containsOnly(0);
    ElfFile.strip(file);
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
  }

  @Test
  void aStrippedProgramRuns() throws IOException, InterruptedException {
    Path program = Files.copy(Path.of("/bin/true").toRealPath(), directory.resolve("true"));
    assertThat(ElfFile.isElf(program)).isTrue();
    ElfFile.strip(program);
    assertThat(Files.size(program)).isLessThan(Files.size(Path.of("/bin/true")));
    assertThat(program.toFile().setExecutable(true)).isTrue();
    assertThat(new ProcessBuilder(program.toString()).start().waitFor()).isZero();
  }
}
