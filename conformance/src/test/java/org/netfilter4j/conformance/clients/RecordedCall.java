package org.netfilter4j.conformance.clients;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.model.Mode;

/**
 * A call that a client made of a tool.
 *
 * @param exit the C tool's exit code
 * @param words the command line, the program's name first
 * @param stdin what the client wrote to the tool, empty where it wrote nothing
 */
record RecordedCall(int exit, List<String> words, String stdin) {

  /** The calls of a client's session in their order. */
  static List<RecordedCall> of(String client) {
    try (InputStream file = RecordedCall.class.getResourceAsStream(client + ".calls.gz")) {
      if (file == null) {
        throw new IllegalArgumentException("no recorded calls of " + client);
      }
      return read(
          new BufferedReader(
              new InputStreamReader(new GZIPInputStream(file), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(client, e);
    }
  }

  private static List<RecordedCall> read(BufferedReader lines) throws IOException {
    List<RecordedCall> calls = new ArrayList<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] parts = line.split(" ", 3);
      StringBuilder stdin = new StringBuilder();
      for (int left = Integer.parseInt(parts[1]); left > 0; left--) {
        stdin.append(lines.readLine()).append('\n');
      }
      calls.add(
          new RecordedCall(Integer.parseInt(parts[0]), Command.words(parts[2]), stdin.toString()));
    }
    return calls;
  }

  /** The command line with the program of a mode: {@code iptables-nft-save}. */
  List<String> words(Mode mode) {
    List<String> all = new ArrayList<>(words);
    all.set(0, words.getFirst().replaceFirst("tables", "tables-" + mode.word()));
    return all;
  }

  @Override
  public String toString() {
    return Command.of(words).toString();
  }
}
