package org.netfilter4j.host;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.engine.Engine;
import org.netfilter4j.engine.conntrack.ConnectionText;
import org.netfilter4j.engine.conntrack.ConnectionTextException;
import org.netfilter4j.engine.route.Network;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.set.SetNamespace;

/** Reads all of a host directory and says what is damaged. */
public final class HostCheck {
  private final HostDirectory directory;
  private final List<String> problems = new ArrayList<>();

  private HostCheck(HostDirectory directory) {
    this.directory = directory;
  }

  /**
   * What is wrong, a line for each file (the first problem of each); none where all can be read.
   */
  public static List<String> of(HostDirectory directory) {
    HostCheck check = new HostCheck(directory);
    check.run();
    return check.problems;
  }

  private void attempt(Runnable part) {
    try {
      part.run();
    } catch (HostException e) {
      problems.add(e.getMessage());
    }
  }

  private void run() {
    try (EmbeddedHost host = EmbeddedHost.readOnly(directory)) {
      attempt(() -> {
        Network network = host.network();
        for (String problem : network.problems()) {
          problems.add(directory.routes() + ": " + problem);
        }
      });
      attempt(host::order);
      if (Files.exists(directory.sets())) {
        attempt(() -> SetFiles.read(directory.sets(), new SetNamespace(), host.names()));
      }
      for (Mode mode : Mode.values()) {
        for (Family family : Family.values()) {
          attempt(() -> host.backend(mode).read(family));
        }
      }
      if (problems.isEmpty()) {
        attempt(() -> connections(host));
      }
    }
  }

  /** The connections need an engine, which needs all the rest. */
  private void connections(EmbeddedHost host) {
    Engine engine = directory.engine(host.config());
    String text = host.connections();
    if (text != null) {
      try {
        ConnectionText.read(engine.connections(), text, 0);
      } catch (ConnectionTextException e) {
        problems.add(directory.connections() + ": " + e.getMessage());
      }
    }
  }
}
