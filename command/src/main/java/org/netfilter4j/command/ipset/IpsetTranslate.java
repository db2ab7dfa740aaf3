package org.netfilter4j.command.ipset;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.netfilter4j.xt.Names;

/**
 * The {@code ipset-translate} command: the lines of {@code ipset restore} as commands of nft, for
 * sets of the table {@code inet global}. It asks no kernel and changes nothing.
 */
public final class IpsetTranslate {
  private static final int NOT_TRANSLATED = 255;

  private final Names names;
  private final PrintStream out;
  private final PrintStream err;

  private IpsetTranslate(Names names, PrintStream out, PrintStream err) {
    this.names = names;
    this.out = out;
    this.err = err;
  }

  /**
   * Carries out a command line.
   *
   * @param args the words after the program's name
   * @return the exit code: 0, 1 for what can't be read, 2 for mistakes in the words, 255 where
   *     something has no translation at all
   */
  public static int run(
      List<String> args, Names names, InputStream in, PrintStream out, PrintStream err) {
    try {
      return new IpsetTranslate(names, out, err).execute(args, in);
    } catch (IpsetRejected e) {
      Ipset.report(e, new IpsetEnvironment(new Translation(out, names), names, in, out, err));
      return e.exit();
    } finally {
      out.flush();
      err.flush();
    }
  }

  private int execute(List<String> args, InputStream in) {
    Options options = new Options();
    List<String> words = options.take(args);
    IpsetCommand command = words.isEmpty() ? null : IpsetCommand.find(words.getFirst());
    if (command == null || command == IpsetCommand.HELP || command == IpsetCommand.VERSION) {
      Translation nothing = new Translation(out, names);
      return new Session(new IpsetEnvironment(nothing, names, in, out, err)).execute(args);
    }
    if (command != IpsetCommand.RESTORE) {
      err.println("This command is not supported, use `ipset-translate restore < file'");
      return NOT_TRANSLATED;
    }
    if (words.size() > 1) {
      throw IpsetRejected.usage("Unknown argument " + words.get(1));
    }
    String file = options.file;
    try {
      if (file == null) {
        return read(in);
      }
      try (InputStream opened = Files.newInputStream(Path.of(file))) {
        return read(opened);
      }
    } catch (IOException e) {
      err.println("cannot open file `" + file + "'");
      return NOT_TRANSLATED;
    }
  }

  private int read(InputStream in) throws IOException {
    out.print("add table inet global\n");
    Translation to = new Translation(out, names);
    // What is said of elements that are asked for is no part of a translation.
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    Session session = new Session(new IpsetEnvironment(to, names, in, out, nowhere));
    session.restoring();
    Lines lines = new Lines(new InputStreamReader(in, StandardCharsets.UTF_8));
    int number = 0;
    for (Line line = lines.next(); line != null && !session.hasQuit(); line = lines.next()) {
      number++;
      if (line.isEmpty() || line.isCommit()) {
        continue;
      }
      to.begin(line);
      try {
        List<String> words = line.words();
        if (!words.isEmpty() && IpsetCommand.find(words.getFirst()) == IpsetCommand.SAVE) {
          to.leaveOut();
          return NOT_TRANSLATED;
        }
        session.execute(words);
      } catch (IpsetRejected e) {
        throw e.exit() == 2 ? e : e.inLine(number);
      }
      if (to.hasEnded()) {
        return NOT_TRANSLATED;
      }
    }
    return 0;
  }
}
