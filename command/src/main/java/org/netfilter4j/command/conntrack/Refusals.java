package org.netfilter4j.command.conntrack;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.conntrack.FlowsException;

/** What is said of a refusal, by verb. */
final class Refusals {
  private Refusals() {}

  static String text(FlowsException refused, Verb verb) {
    Errno errno = refused.errno();
    if (errno == null) {
      return String.valueOf(refused.getMessage());
    }
    String special = special(errno, verb);
    return special == null ? errno.message() : special;
  }

  private static @Nullable String special(Errno errno, Verb verb) {
    boolean makes = verb == Verb.CREATE || verb == Verb.ADD;
    return switch (errno) {
      case EINVAL -> verb == Verb.ADD ? null : "invalid parameters";
      case EPERM -> "sorry, you must be root or get CAP_NET_ADMIN capability to do this";
      case EEXIST -> verb == Verb.CREATE ? "Such conntrack exists, try -U to update" : null;
      case ENOENT ->
          makes || verb == Verb.GET || verb == Verb.DELETE
              ? "such conntrack doesn't exist"
              : verb == Verb.CREATE_EXPECTATION ? "master conntrack not found" : null;
      case ENOMEM -> makes || verb == Verb.GET ? "not enough memory" : null;
      case EAFNOSUPPORT -> verb == Verb.GET ? "protocol not supported" : null;
      case ETIME -> makes ? "conntrack has expired" : null;
      default -> null;
    };
  }
}
