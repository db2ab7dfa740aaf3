package org.netfilter4j.command.ipset;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * {@code ipset -}: command lines from standard input, each after a prompt. What goes wrong is said,
 * and the next line is read; the exit code is 0 whatever happened.
 */
final class Interactive {
  private static final String PROMPT = "ipset> ";

  private final IpsetEnvironment world;
  private final Session session;

  Interactive(IpsetEnvironment world, Session session) {
    this.world = world;
    this.session = session;
  }

  int run() {
    session.interactive();
    Lines lines = new Lines(new InputStreamReader(world.in(), StandardCharsets.UTF_8));
    try {
      prompt();
      for (Line line = lines.next(); line != null; line = lines.next()) {
        if (line.isEmpty()) {
          world.out().print(PROMPT);
        } else {
          carryOut(line);
        }
        if (session.hasQuit()) {
          break;
        }
        prompt();
      }
      return 0;
    } catch (IOException e) {
      throw IpsetRejected.other("Cannot read: " + e.getMessage());
    }
  }

  private void prompt() {
    world.out().print(PROMPT);
    world.out().flush();
  }

  private void carryOut(Line line) {
    try {
      session.execute(line.words());
    } catch (IpsetRejected e) {
      Ipset.report(e, world);
    }
  }
}
