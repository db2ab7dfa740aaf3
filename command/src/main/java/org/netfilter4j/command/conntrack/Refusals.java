package org.netfilter4j.command.conntrack;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.conntrack.FlowsException;

/** What is said of a refusal, by verb. */
final class Refusals {
  /** What an error means to some verbs. */
  private record Special(Errno errno, Set<Verb> verbs, String text) {}

  private static final List<Special> SPECIAL =
      List.of(
          new Special(
              Errno.EINVAL, EnumSet.complementOf(EnumSet.of(Verb.ADD)), "invalid parameters"),
          new Special(
              Errno.EPERM,
              EnumSet.allOf(Verb.class),
              "sorry, you must be root or get CAP_NET_ADMIN capability to do this"),
          new Special(
              Errno.EEXIST, EnumSet.of(Verb.CREATE), "Such conntrack exists, try -U to update"),
          new Special(
              Errno.ENOENT,
              EnumSet.of(Verb.CREATE, Verb.ADD, Verb.GET, Verb.DELETE),
              "such conntrack doesn't exist"),
          new Special(
              Errno.ENOENT, EnumSet.of(Verb.CREATE_EXPECTATION), "master conntrack not found"),
          new Special(
              Errno.ENOMEM, EnumSet.of(Verb.CREATE, Verb.ADD, Verb.GET), "not enough memory"),
          new Special(Errno.EAFNOSUPPORT, EnumSet.of(Verb.GET), "protocol not supported"),
          new Special(Errno.ETIME, EnumSet.of(Verb.CREATE, Verb.ADD), "conntrack has expired"));

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
    for (Special special : SPECIAL) {
      if (special.errno == errno && special.verbs.contains(verb)) {
        return special.text;
      }
    }
    return null;
  }
}
