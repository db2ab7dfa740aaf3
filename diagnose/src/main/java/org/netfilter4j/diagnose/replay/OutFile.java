package org.netfilter4j.diagnose.replay;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.host.HostException;
import org.netfilter4j.packet.capture.CaptureWriter;
import org.netfilter4j.packet.capture.Frame;

/**
 * The capture that is written. It stands under its name only when it is whole; until then under
 * another, beside it.
 */
final class OutFile implements Closeable {
  private final Path target;
  private final CaptureWriter writer;
  private @Nullable Path temporary;

  private OutFile(Path target, Path temporary, CaptureWriter writer) {
    this.target = target;
    this.temporary = temporary;
    this.writer = writer;
  }

  /**
   * Begins the file.
   *
   * @param blocks whether to write pcapng, in which link types may differ, or else pcap
   */
  static OutFile create(Path target, boolean blocks, int linkType) {
    Path parent = target.toAbsolutePath().getParent();
    Path temporary = null;
    try {
      if (parent == null || Files.isDirectory(target)) {
        throw new HostException(target, "can't be written: is a directory");
      }
      temporary = Files.createTempFile(parent, "." + target.getFileName(), ".new");
      CaptureWriter.Format format =
          blocks ? CaptureWriter.Format.PCAPNG : CaptureWriter.Format.PCAP;
      return new OutFile(target, temporary, CaptureWriter.create(temporary, format, linkType));
    } catch (IOException e) {
      discard(temporary);
      throw new HostException(target, "can't be written: " + IoReason.of(e));
    }
  }

  void write(Frame frame) {
    try {
      writer.write(frame);
    } catch (IOException e) {
      throw new HostException(target, "can't be written: " + IoReason.of(e));
    }
  }

  /** The file is whole: it takes its name. */
  void keep() {
    Path written = temporary;
    if (written == null) {
      throw new IllegalStateException("kept already");
    }
    try {
      writer.close();
      Files.move(written, target, StandardCopyOption.REPLACE_EXISTING);
      temporary = null;
    } catch (IOException e) {
      throw new HostException(target, "can't be written: " + IoReason.of(e));
    }
  }

  /** Where it was not kept nothing is left of it. */
  @Override
  public void close() {
    Path unfinished = temporary;
    if (unfinished != null) {
      try {
        writer.close();
      } catch (IOException e) {
        // Whatever led here is told already; the file is thrown away.
      }
      discard(unfinished);
      temporary = null;
    }
  }

  private static void discard(@Nullable Path file) {
    if (file != null) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        // A hidden file that can't be deleted does no harm.
      }
    }
  }
}
