package org.netfilter4j.command.ipset;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import org.netfilter4j.command.LineException;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.set.SetRefused;
import org.netfilter4j.xt.set.SetStore;

/** The lines of {@code ipset restore} carried out on any store, for programs. */
public final class SetScript {
  private SetScript() {}

  /** A line that can't be carried out; the message is the C tool's. */
  public static final class BadLineException extends LineException {
    private static final long serialVersionUID = 1L;

    BadLineException(int line, String message) {
      super(line, message);
    }
  }

  /**
   * Carries out all lines, up to the first that is refused. What a line would print is lost.
   *
   * @throws BadLineException where a line is refused
   */
  public static void run(String text, SetStore sets, Names names) throws BadLineException {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    IpsetEnvironment world =
        new IpsetEnvironment(sets, names, InputStream.nullInputStream(), nowhere, nowhere);
    Restore restore = new Restore(world, new Session(world));
    try (Reader reader = new java.io.StringReader(text)) {
      if (restore.lines(reader) != 0) {
        throw new BadLineException(restore.line(), "it is a test, and failed");
      }
    } catch (IpsetRejected e) {
      String said = e.text();
      String prefix = "Error in line " + e.line() + ": ";
      throw new BadLineException(
          e.line(), said.startsWith(prefix) ? said.substring(prefix.length()) : said);
    } catch (Rejected e) {
      throw new BadLineException(restore.line(), e.getMessage().strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the C tool says of a refusal. */
  public static String words(SetRefused refused) {
    return ErrorTexts.of(refused);
  }
}
