package org.netfilter4j.command;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.Names;

/** What the programs work on: an embedded host, or the kernel. */
public interface Machine {
  /** What a program of iptables needs. */
  Environment environment(
      String program, Mode mode, InputStream in, PrintStream out, PrintStream err);

  /**
   * Runs {@code ipset}.
   *
   * @return its exit code
   */
  int ipset(List<String> words, InputStream in, PrintStream out, PrintStream err);

  /**
   * Runs {@code conntrack}.
   *
   * @return its exit code
   */
  int conntrack(List<String> words, InputStream in, PrintStream out, PrintStream err);

  /**
   * Runs {@code xtables-monitor}.
   *
   * @return its exit code
   */
  int monitor(List<String> words, PrintStream out, PrintStream err);

  /** The names of services, protocols and so on that its commands know. */
  Names names();

  /** What {@code iptables-apply} changes: it is let go of while the question stands. */
  IptablesApply.Host applying(String program, Mode mode, PrintStream out, PrintStream err);

  /** Variables that a program which is started from here needs to work on the same machine. */
  Map<String, String> variables();
}
