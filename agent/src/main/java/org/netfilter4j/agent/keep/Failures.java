package org.netfilter4j.agent.keep;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.keep.KeeperException.Reason;
import org.netfilter4j.command.XtablesLock;
import org.netfilter4j.command.ipset.SetScript;
import org.netfilter4j.linux.KernelException;
import org.netfilter4j.model.Backend.UnavailableException;
import org.netfilter4j.model.Errno;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.set.SetRefused;

/** What the kernel and the lock say, as a keeper says it. */
final class Failures {
  private Failures() {}

  /** What may fail. */
  interface Work<T> {
    T run();
  }

  /** Tells of what went wrong below in a keeper's words. */
  static <T> T told(Work<T> work) {
    try {
      return work.run();
    } catch (UnavailableException e) {
      throw new KeeperException(
          Reason.UNAVAILABLE, null, 0, e.errno().message() + e.remark() + rights(e.errno()));
    } catch (XtablesLock.UnavailableException e) {
      boolean held = e.isHeld();
      throw new KeeperException(
          held ? Reason.LOCKED : Reason.UNAVAILABLE, null, 0, String.valueOf(e.getMessage()));
    } catch (KernelException e) {
      throw new KeeperException(Reason.REFUSED, null, 0, e.getMessage() + rights(e.errno()));
    } catch (SetRefused e) {
      String words = SetScript.words(e);
      // The right is missing: a refusal has no number for that, but the kernel's words.
      boolean forbidden = words.endsWith(Errno.EPERM.message());
      throw new KeeperException(
          forbidden ? Reason.UNAVAILABLE : Reason.REFUSED,
          null,
          0,
          "sets: " + words + rights(forbidden ? Errno.EPERM : null));
    } catch (Rejected e) {
      throw new KeeperException(Reason.REFUSED, null, 0, e.getMessage().strip());
    }
  }

  private static String rights(@Nullable Errno errno) {
    return errno == Errno.EPERM ? " (CAP_NET_ADMIN and CAP_NET_RAW are needed)" : "";
  }
}
