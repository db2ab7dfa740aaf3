package org.netfilter4j.command.monitor;

import java.io.PrintStream;
import org.netfilter4j.model.watch.RulesetEvents;
import org.netfilter4j.xt.Names;

/**
 * All that {@code xtables-monitor} needs of the world.
 *
 * @param names of protocols, services, users
 */
public record MonitorEnvironment(Source source, Names names, PrintStream out, PrintStream err) {

  /** Where events come from. */
  public interface Source {
    /**
     * Begins to listen.
     *
     * @param changes whether for changes of the ruleset
     * @param traces whether for the steps of traced packets
     * @throws UnavailableException where that is refused
     */
    RulesetEvents open(boolean changes, boolean traces);
  }

  /** There is nothing to listen to; the message says why, as a whole line. */
  public static final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnavailableException(String message) {
      super(message, null, false, false);
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }
}
