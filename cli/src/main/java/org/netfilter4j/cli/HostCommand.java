package org.netfilter4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.host.EmbeddedHost;
import org.netfilter4j.host.HostCheck;
import org.netfilter4j.host.HostSummary;
import org.netfilter4j.host.NewHost;
import org.netfilter4j.linux.HostCapture;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.model.Address;
import org.netfilter4j.xt.Rejected;

/** {@code nf4j host}: host directories. */
final class HostCommand {
  private final Nf4j nf4j;

  HostCommand(Nf4j nf4j) {
    this.nf4j = nf4j;
  }

  int run(List<String> words) {
    if (words.isEmpty() || words.contains("-h") || words.contains("--help")) {
      nf4j.out().println(Usage.HOST);
      return words.isEmpty() ? 2 : 0;
    }
    List<String> rest = words.subList(1, words.size());
    return switch (words.getFirst()) {
      case "new" -> make(rest);
      case "show" -> show(rest);
      case "check" -> check(rest);
      case "capture" -> capture(rest);
      default ->
          throw Rejected.parameter(
              "host: \"" + words.getFirst() + "\" is none of new, show, check, capture");
    };
  }

  private int make(List<String> words) {
    if (words.isEmpty()) {
      throw Rejected.parameter("host new: name the directory to make");
    }
    List<NewHost.Interface> interfaces = new ArrayList<>();
    Address gateway = null;
    for (String word : words.subList(1, words.size())) {
      Address address = Address.parse(word);
      if (address != null) {
        gateway = address;
      } else {
        interfaces.add(NewHost.Interface.parse(word));
      }
    }
    NewHost.make(Path.of(words.getFirst()), interfaces, gateway);
    nf4j.out().println("made " + words.getFirst());
    return 0;
  }

  private static @Nullable String only(List<String> words) {
    if (words.size() > 1) {
      throw Rejected.parameter("host: \"" + words.get(1) + "\" is one word too many");
    }
    return words.isEmpty() ? null : words.getFirst();
  }

  private int show(List<String> words) {
    try (EmbeddedHost host = nf4j.hostToRead(only(words))) {
      HostSummary.print(host, nf4j.out());
    }
    return 0;
  }

  private int check(List<String> words) {
    try (EmbeddedHost host = nf4j.hostToRead(only(words))) {
      List<String> problems = HostCheck.of(host.directory());
      if (problems.isEmpty()) {
        nf4j.out().println(host.directory().root() + ": all of it can be read");
        return 0;
      }
      problems.forEach(nf4j.err()::println);
      return 1;
    }
  }

  private int capture(List<String> words) {
    String directory = only(words);
    if (directory != null) {
      new HostCapture(NetworkNamespace.own(), nf4j.variables(), Path.of(directory), nf4j.err())
          .run();
      nf4j.out().println("recorded in " + directory);
      return 0;
    }
    try (InputStream script = EmbeddedHost.captureScript()) {
      nf4j.out().print(new String(script.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return 0;
  }
}
