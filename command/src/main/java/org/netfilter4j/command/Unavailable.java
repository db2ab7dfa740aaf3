package org.netfilter4j.command;

import java.util.List;
import org.netfilter4j.model.Backend.UnavailableException;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.Extension;
import org.netfilter4j.xt.MatchExtension;
import org.netfilter4j.xt.TargetExtension;
import org.netfilter4j.xt.struct.Layout;

/**
 * What iptables-legacy says, where it may not ask the kernel, before it comes to the table: it asks
 * for the revision of each extension as it reads its name (compatible_revision in xtables.c).
 */
final class Unavailable {
  private Unavailable() {}

  /**
   * Says it.
   *
   * @param extensions of the rule, in the order in which they were named
   */
  static void tellRevisions(
      Environment environment, Family family, List<Extension> extensions, UnavailableException e) {
    if (environment.mode() == Mode.NFT || e.errno() != Errno.EPERM) {
      return;
    }
    for (Extension extension : extensions) {
      int revision = newest(extension, family);
      if (e.asked()) {
        throw Failure.line(1, "getsockopt failed strangely: " + e.errno().message());
      }
      if (revision > 0) {
        environment
            .err()
            .print(
                extension.name()
                    + ": Could not determine whether revision "
                    + revision
                    + " is supported, assuming it is.\n");
      }
    }
  }

  /** -1 where it has no struct. */
  private static int newest(Extension extension, Family family) {
    List<? extends Layout<?>> layouts =
        switch (extension) {
          case MatchExtension<?> match -> match.layouts(family);
          case TargetExtension<?> target -> target.layouts(family);
        };
    return layouts.isEmpty() ? -1 : layouts.getFirst().revision();
  }
}
