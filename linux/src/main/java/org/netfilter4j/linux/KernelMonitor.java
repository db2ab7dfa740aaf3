package org.netfilter4j.linux;

import java.io.PrintStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.netfilter4j.command.monitor.Monitor;
import org.netfilter4j.command.monitor.MonitorEnvironment;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.watch.RulesetEvents;
import org.netfilter4j.xt.Names;

/** The {@code xtables-monitor} command on the kernel. */
final class KernelMonitor {
  private KernelMonitor() {}

  /**
   * Carries out a command line in a namespace.
   *
   * @param words after the program's name
   * @return the exit code
   */
  static int run(
      List<String> words,
      NetworkNamespace namespace,
      Names names,
      PrintStream out,
      PrintStream err) {
    MonitorEnvironment.Source source = (changes, traces) -> open(namespace, changes, traces);
    return Monitor.run(words, new MonitorEnvironment(source, names, out, err));
  }

  private static RulesetEvents open(NetworkNamespace namespace, boolean changes, boolean traces) {
    Set<RulesetWatch.Subject> subjects = EnumSet.noneOf(RulesetWatch.Subject.class);
    if (changes) {
      subjects.add(RulesetWatch.Subject.CHANGES);
    }
    if (traces) {
      subjects.add(RulesetWatch.Subject.TRACES);
    }
    try {
      return RulesetWatch.open(namespace, subjects);
    } catch (KernelException e) {
      Errno errno = e.errno();
      throw new MonitorEnvironment.UnavailableException(
          "cannot bind to nfnetlink socket: " + (errno == null ? e.getMessage() : errno.message()));
    }
  }
}
