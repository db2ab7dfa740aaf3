package org.netfilter4j.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.xt.Rejected;

/**
 * The program {@code iptables-xml}: the text of {@code iptables-save} in, the same as XML out. It
 * knows no option or extension; it goes by how the words look.
 *
 * <p>Text is taken byte by byte, as ISO 8859-1, so that what is no UTF-8 passes through.
 */
public final class IptablesXml {
  private static final String NAME = "iptables-xml";

  static final List<ToolOptions.Known> OPTIONS =
      List.of(
          new ToolOptions.Known('v', "verbose"),
          new ToolOptions.Known('c', "combine"),
          new ToolOptions.Known('h', "help"));

  private final String called;
  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;
  private boolean verbose;
  private int line;
  private boolean inTable;
  private final XmlRules rules = new XmlRules();

  private IptablesXml(String called, InputStream in, PrintStream out, PrintStream err) {
    this.called = called;
    this.in = in;
    this.out = out;
    this.err = err;
  }

  /**
   * Runs the program.
   *
   * @param called the name that it was called by
   * @return the exit code
   */
  public static int run(
      String called, List<String> args, InputStream in, PrintStream out, PrintStream err) {
    return new IptablesXml(called, in, out, err).run(args);
  }

  private int run(List<String> args) {
    int exit;
    try {
      exit = read(args);
    } catch (Rejected e) {
      err.print(NAME + " v" + Environment.VERSION + ": " + e.getMessage() + "\n");
      err.print("Error occurred at line: " + line + "\n");
      err.print("Try `" + NAME + " -h' or '" + NAME + " --help' for more information.\n");
      exit = e.kind().exit();
    } catch (Failure e) {
      err.print(e.getMessage() + "\n");
      exit = e.exit();
    } catch (IOException e) {
      err.print(NAME + ": " + e.getMessage() + "\n");
      exit = 1;
    }
    print();
    out.flush();
    err.flush();
    return exit;
  }

  private int read(List<String> args) throws IOException {
    List<String> problems = new ArrayList<>();
    ToolOptions options = ToolOptions.parse(args, OPTIONS, problems);
    for (String problem : problems) {
      err.print(called + ": " + problem + "\n");
    }
    for (ToolOptions.Given option : options.given()) {
      switch (option.letter()) {
        case 'c' -> rules.combine();
        case 'v' -> {
          rules.text().append("xptables-xml\n");
          verbose = true;
        }
        default -> {
          err.print(
              "Usage: "
                  + NAME
                  + " [-c] [-v] [-h]\n"
                  + "          [--combine ]\n\t   [ --verbose ]\n\t   [ --help ]\n");
          return 1;
        }
      }
    }
    if (options.words().size() > 1) {
      throw Failure.line(1, "Unknown arguments found on commandline");
    }
    if (options.words().isEmpty()) {
      convert(in);
      return 0;
    }
    String file = options.words().getFirst();
    try (InputStream from = NamedFile.read(file)) {
      convert(from);
    } catch (NamedFile.UnopenedException e) {
      throw Failure.line(1, "Can't open " + file + ": " + e.getMessage());
    }
    return 0;
  }

  private void convert(InputStream from) throws IOException {
    rules.text().append("<iptables-rules version=\"1.0\">\n");
    LineReader lines = LineReader.cut(new InputStreamReader(from, StandardCharsets.ISO_8859_1));
    for (String text = lines.next(); text != null; text = lines.next()) {
      line++;
      if (!text.isEmpty() || !lines.terminated()) {
        line(text, lines.terminated());
      }
      print();
    }
    if (inTable) {
      throw Failure.line(1, NAME + ": COMMIT expected at line " + (line + 1));
    }
    rules.text().append("</iptables-rules>\n");
  }

  private void line(String text, boolean terminated) {
    if (text.startsWith("#")) {
      rules.comment(text);
      return;
    }
    if (verbose) {
      rules.remark(line, text);
    }
    if (text.startsWith("*")) {
      String table = RestoreWords.token(text, 1);
      if (table == null) {
        throw invalid("table name");
      }
      rules.beginTable(table);
      inTable = true;
    } else if (!inTable) {
      throw Failure.line(1, NAME + ": line " + line + " failed");
    } else if (text.equals("COMMIT") && terminated) {
      rules.endTable();
      inTable = false;
    } else if (text.startsWith(":")) {
      chain(text);
    } else {
      rule(text);
    }
  }

  private Rejected invalid(String what) {
    return Rejected.parameter(NAME + ": line " + line + " " + what + " invalid");
  }

  private void chain(String text) {
    String chain = RestoreWords.token(text, 1);
    if (chain == null) {
      throw invalid("chain name");
    }
    int next = text.indexOf(chain, 1) + chain.length();
    String policy = RestoreWords.token(text, next);
    if (policy == null) {
      throw invalid("policy");
    }
    int after = text.indexOf(policy, next) + policy.length();
    if (!rules.declare(chain, policy, RestoreWords.token(text, after))) {
      throw invalid("chain name");
    }
  }

  private void rule(String text) {
    RestoreWords.Line parts = RestoreWords.parse(text, line, 0);
    int append = parts.words().indexOf("-A");
    if (append < 0 || append + 1 == parts.words().size()) {
      throw Failure.line(1, NAME + ": line " + line + " failed - no chain found");
    }
    rules.rule(parts.words().get(append + 1), parts);
  }

  private void print() {
    byte[] bytes = rules.text().toString().getBytes(StandardCharsets.ISO_8859_1);
    out.write(bytes, 0, bytes.length);
    rules.text().setLength(0);
  }
}
