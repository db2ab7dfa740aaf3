package org.netfilter4j.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes ELF files that nobody can run, but that ask for what a test wants them to ask for. */
record ElfBytes(int machine, @Nullable String interpreter, List<String> needed, ByteOrder order) {
  private static final int HEADER = 64;
  private static final int PROGRAM_HEADER = 56;
  private static final long BASE = 0x10000;

  static final int X86_64 = 62;
  static final int S390X = 22;

  static ElfBytes of(@Nullable String interpreter, String... needed) {
    return new ElfBytes(X86_64, interpreter, List.of(needed), ByteOrder.LITTLE_ENDIAN);
  }

  ElfBytes machine(int other) {
    return new ElfBytes(other, interpreter, needed, order);
  }

  /** The bytes, with so many at the end that nothing loads. */
  byte[] bytes(int unloaded) {
    ByteArrayOutputStream strings = new ByteArrayOutputStream();
    strings.write(0);
    List<Integer> names = new ArrayList<>();
    for (String name : needed) {
      names.add(strings.size());
      strings.writeBytes((name + "\0").getBytes(StandardCharsets.UTF_8));
    }
    byte[] loader =
        interpreter == null ? new byte[0] : (interpreter + "\0").getBytes(StandardCharsets.UTF_8);
    int headers = interpreter == null ? 2 : 3;
    int loaderAt = HEADER + headers * PROGRAM_HEADER;
    int dynamicAt = loaderAt + loader.length;
    int stringsAt = dynamicAt + 16 * (needed.size() + 2);
    int end = stringsAt + strings.size();
    ByteBuffer out = ByteBuffer.allocate(end + unloaded).order(order);
    out.put(
        new byte[] {0x7f, 'E', 'L', 'F', 2, (byte) (order == ByteOrder.LITTLE_ENDIAN ? 1 : 2), 1});
    out.putShort(16, (short) 3).putShort(18, (short) machine);
    out.putLong(32, HEADER).putLong(40, end).putShort(54, (short) PROGRAM_HEADER);
    out.putShort(56, (short) headers).putShort(60, (short) 7).putShort(62, (short) 6);
    out.position(HEADER);
    segment(out, 1, 0, end);
    segment(out, 2, dynamicAt, stringsAt - dynamicAt);
    if (interpreter != null) {
      segment(out, 3, loaderAt, loader.length);
    }
    out.put(loader);
    for (int name : names) {
      out.putLong(1).putLong(name);
    }
    out.putLong(5).putLong(BASE + stringsAt).putLong(0).putLong(0);
    out.put(strings.toByteArray());
    return out.array();
  }

  private static void segment(ByteBuffer out, int type, long offset, long size) {
    out.putInt(type).putInt(5).putLong(offset).putLong(BASE + offset).putLong(BASE + offset);
    out.putLong(size).putLong(size).putLong(1);
  }

  void write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, bytes(0));
  }
}
