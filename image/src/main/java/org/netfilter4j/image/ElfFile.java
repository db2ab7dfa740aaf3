package org.netfilter4j.image;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an ELF program or library of 64 bits asks of the system that loads it.
 *
 * @param machine e_machine: 62 is x86_64, 183 aarch64
 * @param interpreter the loader, of PT_INTERP; null for a library, and for a static program
 * @param needed the names of the libraries, of DT_NEEDED
 * @param end the offset in the file after the last byte that is loaded
 * @see <a href="https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html">System V ABI,
 *     chapters 4 and 5</a>
 */
public record ElfFile(int machine, @Nullable String interpreter, List<String> needed, long end) {
  private static final int HEADER = 64;
  private static final int PROGRAM_HEADER = 56;
  private static final int PT_LOAD = 1;
  private static final int PT_DYNAMIC = 2;
  private static final int PT_INTERP = 3;
  private static final long DT_NEEDED = 1;
  private static final long DT_STRTAB = 5;

  /** A part of the file and the address that it is loaded at. */
  private record Segment(int type, long offset, long address, long size) {}

  public ElfFile {
    needed = List.copyOf(needed);
  }

  /** Whether the file begins as an ELF file of 64 bits does. */
  public static boolean isElf(Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer start = ByteBuffer.allocate(5);
      return channel.read(start) == 5 && start.getInt(0) == 0x7f454c46 && start.get(4) == 2;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Reads a file's headers.
   *
   * @throws ImageException where it is none, or is cut off
   */
  public static ElfFile read(Path file) throws IOException {
    if (!isElf(file)) {
      throw new ImageException(file + " is no ELF file of 64 bits");
    }
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer header = bytes(channel, 0, HEADER, ByteOrder.BIG_ENDIAN);
      ByteOrder order = header.get(5) == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
      header.order(order);
      List<Segment> segments = new ArrayList<>();
      int count = Short.toUnsignedInt(header.getShort(56));
      ByteBuffer table = bytes(channel, header.getLong(32), (long) count * PROGRAM_HEADER, order);
      for (int i = 0; i < count; i++) {
        int at = i * PROGRAM_HEADER;
        segments.add(
            new Segment(
                table.getInt(at),
                table.getLong(at + 8),
                table.getLong(at + 16),
                table.getLong(at + 32)));
      }
      String interpreter = null;
      List<String> needed = List.of();
      long end = header.getLong(32) + (long) count * PROGRAM_HEADER;
      for (Segment segment : segments) {
        end = Math.max(end, segment.offset() + segment.size());
        if (segment.type() == PT_INTERP) {
          interpreter = text(bytes(channel, segment.offset(), segment.size(), order));
        } else if (segment.type() == PT_DYNAMIC) {
          needed = needed(channel, segments, segment, order);
        }
      }
      return new ElfFile(Short.toUnsignedInt(header.getShort(18)), interpreter, needed, end);
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new ImageException(file + " is cut off");
    }
  }

  private static List<String> needed(
      FileChannel channel, List<Segment> segments, Segment dynamic, ByteOrder order)
      throws IOException {
    ByteBuffer entries = bytes(channel, dynamic.offset(), dynamic.size(), order);
    List<Long> names = new ArrayList<>();
    long strings = 0;
    while (entries.remaining() >= 16) {
      long tag = entries.getLong();
      long value = entries.getLong();
      if (tag == 0) {
        break;
      }
      if (tag == DT_NEEDED) {
        names.add(value);
      } else if (tag == DT_STRTAB) {
        strings = value;
      }
    }
    List<String> needed = new ArrayList<>();
    for (Segment segment : segments) {
      long into = strings - segment.address();
      if (segment.type() != PT_LOAD || into < 0 || into >= segment.size()) {
        continue;
      }
      for (long name : names) {
        long left = segment.size() - into - name;
        needed.add(
            text(bytes(channel, segment.offset() + into + name, Math.min(left, 256), order)));
      }
    }
    return needed;
  }

  /**
   * Cuts off what no loader reads: the section headers, and the names of functions that only a
   * debugger asks for. A JVM is a sixth smaller then; a crash's report names fewer functions.
   */
  public static void strip(Path file) throws IOException {
    ElfFile elf = read(file);
    if (elf.end() >= Files.size(file)) {
      return;
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      channel.truncate(elf.end());
      // e_shoff, and e_shnum with e_shstrndx: there are no sections. Zero in any byte order.
      channel.write(ByteBuffer.allocate(8), 40);
      channel.write(ByteBuffer.allocate(4), 60);
    }
  }

  private static ByteBuffer bytes(FileChannel channel, long offset, long size, ByteOrder order)
      throws IOException {
    if (offset < 0 || size < 0 || size > 1 << 20 || offset + size > channel.size()) {
      throw new IndexOutOfBoundsException();
    }
    ByteBuffer buffer = ByteBuffer.allocate((int) size).order(order);
    while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) >= 0) {
      // reads on
    }
    return buffer.flip();
  }

  private static String text(ByteBuffer bytes) {
    int end = 0;
    while (bytes.get(end) != 0) {
      end++;
    }
    byte[] text = new byte[end];
    bytes.get(0, text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
