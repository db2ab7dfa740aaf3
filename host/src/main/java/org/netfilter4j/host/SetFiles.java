package org.netfilter4j.host;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.netfilter4j.command.ipset.SetsFile;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.set.SetNamespace;

/**
 * A host's file of sets. Timeouts in it are seconds from the time at which the file was written,
 * which is its time of modification: an element ages between commands.
 */
final class SetFiles {
  private SetFiles() {}

  static void read(Path file, SetNamespace sets, Names names) {
    try {
      Instant written = Files.getLastModifiedTime(file).toInstant();
      SetsFile.read(file, sets, names, Clock.fixed(written, ZoneOffset.UTC));
    } catch (SetsFile.BadLineException e) {
      throw new HostException(String.valueOf(e.getMessage()));
    } catch (java.nio.charset.CharacterCodingException e) {
      throw new HostException(file, "is not text in UTF-8");
    } catch (IOException e) {
      throw new HostException(file, "can't be read: " + HostDirectory.reason(e));
    }
  }

  static void write(Path file, SetNamespace sets, Names names) {
    HostDirectory.replace(
        file,
        out -> {
          Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          SetsFile.write(writer, sets, names, Clock.systemUTC());
          writer.flush();
        });
  }
}
