package org.netfilter4j.linux;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import org.netfilter4j.command.ipset.Ipset;
import org.netfilter4j.command.ipset.IpsetEnvironment;
import org.netfilter4j.xt.Names;

/** {@code ipset} on the kernel. */
public final class KernelIpset {
  private KernelIpset() {}

  /**
   * Carries out a command line on the sets of a namespace.
   *
   * @param words after the program's name
   * @return the exit code
   */
  public static int run(
      List<String> words,
      NetworkNamespace namespace,
      Names names,
      InputStream in,
      PrintStream out,
      PrintStream err) {
    try (KernelSets sets = new KernelSets(namespace)) {
      return Ipset.run(words, new IpsetEnvironment(sets, names, in, out, err));
    }
  }
}
