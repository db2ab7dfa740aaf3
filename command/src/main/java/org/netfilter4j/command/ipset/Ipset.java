package org.netfilter4j.command.ipset;

import java.util.List;

/** The {@code ipset} command. */
public final class Ipset {
  private Ipset() {}

  /**
   * Carries out a command line.
   *
   * @param args the words after the program's name
   * @return the exit code: 0, 1 where the command was refused or a tested element is not there, 2
   *     for mistakes in the words of the command line
   */
  public static int run(List<String> args, IpsetEnvironment world) {
    Session session = new Session(world);
    try {
      return session.execute(args);
    } catch (IpsetRejected e) {
      if (!session.isQuiet()) {
        report(e, world);
      }
      return e.exit();
    } finally {
      world.out().flush();
      world.err().flush();
    }
  }

  static void report(IpsetRejected rejected, IpsetEnvironment world) {
    world.err().println(Session.VERSION + ": " + rejected.text());
    if (rejected.exit() == 2) {
      world.err().println("Try `ipset help' for more information.");
    }
  }
}
