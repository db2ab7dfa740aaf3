package org.netfilter4j.command;

import java.io.InputStream;
import java.io.PrintStream;
import java.time.Clock;
import org.netfilter4j.model.Backend;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.SetDirectory;

/**
 * All that a command needs of the world.
 *
 * @param program the name that the command was called by ({@code ip6tables-nft-save}); it appears
 *     in messages, and with {@link Personality#of} says which tool and family are meant
 * @param backend where the rules are; its mode is the mode of the command
 * @param names services, protocols, hosts
 * @param sets the sets that rules may name
 * @param lock held while the rules are changed
 * @param in standard input, for {@code iptables-restore}
 * @param out standard output
 * @param err standard error
 * @param clock the time and zone in the comments of {@code iptables-save}
 * @param legacyTablesPresent whether the host has rules in legacy mode too, of which {@code
 *     iptables-nft} warns when it lists; asked only then
 */
public record Environment(
    String program,
    Backend backend,
    Names names,
    SetDirectory sets,
    XtablesLock lock,
    InputStream in,
    PrintStream out,
    PrintStream err,
    Clock clock,
    java.util.function.Predicate<org.netfilter4j.model.Family> legacyTablesPresent) {

  /** The version of iptables that these commands speak for. */
  public static final String VERSION = "1.8.9";

  /** An environment with no lock, the system's clock and no warning of legacy tables. */
  public static Environment of(
      String program,
      Backend backend,
      Names names,
      SetDirectory sets,
      InputStream in,
      PrintStream out,
      PrintStream err) {
    return new Environment(
        program,
        backend,
        names,
        sets,
        XtablesLock.NONE,
        in,
        out,
        err,
        new LocalClock(),
        _ -> false);
  }

  public Mode mode() {
    return backend.mode();
  }

  public Environment withProgram(String name) {
    return new Environment(
        name, backend, names, sets, lock, in, out, err, clock, legacyTablesPresent);
  }

  Environment withIn(InputStream other) {
    return new Environment(
        program, backend, names, sets, lock, other, out, err, clock, legacyTablesPresent);
  }

  Environment withOut(PrintStream other) {
    return new Environment(
        program, backend, names, sets, lock, in, other, err, clock, legacyTablesPresent);
  }

  public Environment withLock(XtablesLock other) {
    return new Environment(
        program, backend, names, sets, other, in, out, err, clock, legacyTablesPresent);
  }
}
