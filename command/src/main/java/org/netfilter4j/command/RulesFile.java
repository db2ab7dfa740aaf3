package org.netfilter4j.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.xt.HostObjects;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.SetDirectory;
import org.netfilter4j.xt.ruleset.MemoryBackend;

/**
 * The text of {@code iptables-save -c} as a ruleset, both ways, in time that grows with its length.
 * In nft mode a built-in chain is there if it has a line.
 */
public final class RulesFile {
  private static final String PROGRAM = "iptables-restore";

  private RulesFile() {}

  /** A rules file can't be read. */
  public static final class BadRulesException extends LineException {
    private static final long serialVersionUID = 1L;

    BadRulesException(int line, String message) {
      super(line, message);
    }
  }

  /**
   * Reads a whole file, with its counters. What the kernel would refuse is refused, but for names
   * of objects that are not there.
   *
   * @param sets the sets that rules may name
   * @throws BadRulesException where a line is wrong
   */
  public static Ruleset read(Reader from, Family family, Mode mode, Names names, SetDirectory sets)
      throws IOException, BadRulesException {
    MemoryBackend backend =
        new MemoryBackend(
            Ruleset.empty(Family.IPV4, mode),
            Ruleset.empty(Family.IPV6, mode),
            // What a file's rules refer to may be made by the rules of another.
            HostObjects.UNKNOWN);
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream err = new PrintStream(said, false, StandardCharsets.UTF_8);
    PrintStream out =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Environment environment =
        Environment.of(PROGRAM, backend, names, sets, InputStream.nullInputStream(), out, err);
    Restorer restorer =
        new Restorer(
            environment,
            family,
            PROGRAM,
            new Restorer.Settings(true, false, false, false, null, null, true));
    carryOut(restorer, from, said);
    Ruleset ruleset = backend.read(family);
    return mode == Mode.NFT ? ruleset : latestLast(ruleset);
  }

  /**
   * Carries out the tables of a file one after the other on what a backend keeps, as {@code
   * iptables-restore} does; a line may have any length.
   *
   * @param environment whose backend is changed; its streams are not used
   * @param counters {@code -c}: whether rules take the counters of the file
   * @param noFlush {@code -n}: whether what is in a table stays
   * @param seconds {@code -w}: how long to wait for the lock; null without an end
   * @throws BadRulesException where a line is wrong, with its number; the table that it belongs to,
   *     and those after it, are as they were
   */
  public static void commit(
      Reader from,
      Environment environment,
      Family family,
      boolean counters,
      boolean noFlush,
      @Nullable Integer seconds)
      throws IOException, BadRulesException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream err = new PrintStream(said, false, StandardCharsets.UTF_8);
    PrintStream out =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Environment quiet =
        new Environment(
            PROGRAM,
            environment.backend(),
            environment.names(),
            environment.sets(),
            environment.lock(),
            InputStream.nullInputStream(),
            out,
            err,
            environment.clock(),
            environment.legacyTablesPresent());
    Restorer restorer =
        new Restorer(
            quiet,
            family,
            PROGRAM,
            new Restorer.Settings(counters, false, false, noFlush, null, seconds, true));
    carryOut(restorer, from, said);
  }

  /**
   * @param said what the restorer prints as errors
   */
  private static void carryOut(Restorer restorer, Reader from, ByteArrayOutputStream said)
      throws IOException, BadRulesException {
    try {
      restorer.restore(from);
    } catch (Failure e) {
      throw new BadRulesException(restorer.blamed(), oneLine(e.reason()));
    } catch (Rejected e) {
      throw new BadRulesException(restorer.blamed(), oneLine(e.getMessage()));
    } catch (TryHelp _) {
      throw new BadRulesException(
          restorer.blamed(), oneLine(said.toString(StandardCharsets.UTF_8)));
    } catch (Ended _) {
      throw new BadRulesException(restorer.blamed(), "not a rule");
    }
  }

  /** The tables of a legacy file the other way round: the kernel lists the latest made first. */
  private static Ruleset latestLast(Ruleset ruleset) {
    Map<TableName, Table> tables = new LinkedHashMap<>();
    new ArrayList<>(ruleset.tables().values())
        .reversed()
        .forEach(table -> tables.put(table.name(), table));
    return new Ruleset(ruleset.family(), ruleset.mode(), tables);
  }

  private static String oneLine(String message) {
    String text = message.strip();
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }

  /**
   * Writes all tables of a ruleset such that {@link #read} makes the same of them, even where what
   * the C tools print loses something.
   *
   * @param counters whether rules have their counters, as with {@code -c}; policies always have
   */
  public static void write(Ruleset ruleset, Appendable to, boolean counters) throws IOException {
    TableWriter writer = new TableWriter(to, ruleset.mode(), null, counters, true);
    for (TableName name : IptablesSave.order(ruleset)) {
      writer.write(Objects.requireNonNull(ruleset.table(name)));
    }
  }
}
