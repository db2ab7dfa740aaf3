package org.netfilter4j.linux;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import org.netfilter4j.command.LocalClock;
import org.netfilter4j.command.conntrack.Conntrack;
import org.netfilter4j.command.conntrack.ConntrackEnvironment;
import org.netfilter4j.xt.Names;

/** The {@code conntrack} command on the kernel. */
public final class KernelConntrack {
  private KernelConntrack() {}

  /**
   * Carries out a command line on the connections of a namespace.
   *
   * @param words after the program's name
   * @param names for protocols and labels
   * @return the exit code
   */
  public static int run(
      List<String> words,
      NetworkNamespace namespace,
      Names names,
      InputStream in,
      PrintStream out,
      PrintStream err) {
    try (KernelFlows flows = new KernelFlows(namespace)) {
      return Conntrack.run(
          words, new ConntrackEnvironment(flows, names, in, out, err, new LocalClock()));
    }
  }
}
