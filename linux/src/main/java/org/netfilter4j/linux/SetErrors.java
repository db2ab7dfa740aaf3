package org.netfilter4j.linux;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Errno;
import org.netfilter4j.wire.ipset.IpsetErrno;
import org.netfilter4j.xt.set.SetError;
import org.netfilter4j.xt.set.SetRefused;
import org.netfilter4j.xt.set.SetType;
import org.netfilter4j.xt.set.SetVerb;

/** What the kernel's error numbers about sets mean. */
final class SetErrors {
  private static final SetError[] BITMAP = {SetError.BITMAP_RANGE, SetError.BITMAP_RANGE_SIZE};
  private static final SetError[] HASH = {
    SetError.HASH_FULL,
    SetError.HASH_ELEMENT,
    SetError.INVALID_PROTOCOL,
    SetError.MISSING_PROTOCOL,
    SetError.RANGE_UNSUPPORTED,
    SetError.WHOLE_RANGE
  };
  private static final SetError[] LIST = {
    SetError.NAME,
    SetError.LOOP,
    SetError.BEFORE,
    SetError.REFERENCE_NAME,
    SetError.LIST_FULL,
    SetError.REFERENCE_EXIST
  };

  private SetErrors() {}

  /**
   * The refusal of that number.
   *
   * @param type of the set; null where none was named
   */
  static SetRefused refused(int number, SetVerb verb, @Nullable SetType type, int line) {
    SetError error =
        number >= IpsetErrno.TYPE_SPECIFIC
            ? specific(number - IpsetErrno.TYPE_SPECIFIC, verb, type)
            : common(number, verb);
    if (error != null) {
      return new SetRefused(error, verb, line);
    }
    // nfnetlink knows of no subsystem of that number.
    boolean missing = verb == SetVerb.PROTOCOL && number == Errno.EINVAL.number();
    return new SetRefused(
        number < IpsetErrno.PRIVATE
            ? "Kernel error received: "
                + Errno.of(number).message()
                + (missing ? " (the kernel has no ip_set)" : "")
            : "Undecoded error " + number + " received from kernel",
        verb,
        line);
  }

  private static @Nullable SetError specific(int at, SetVerb verb, @Nullable SetType type) {
    if (type == null) {
      return null;
    }
    String name = type.name();
    SetError[] errors = name.startsWith("hash:") ? HASH : name.startsWith("list:") ? LIST : BITMAP;
    SetError error = at < errors.length ? errors[at] : null;
    return error == SetError.BITMAP_RANGE_SIZE && verb != SetVerb.CREATE ? null : error;
  }

  private static @Nullable SetError common(int number, SetVerb verb) {
    SetError error =
        switch (number) {
          case IpsetErrno.PROTOCOL -> SetError.PROTOCOL;
          case IpsetErrno.FIND_TYPE -> SetError.FIND_TYPE;
          case IpsetErrno.MAX_SETS -> SetError.MAX_SETS;
          case IpsetErrno.INVALID_CIDR -> SetError.INVALID_CIDR;
          case IpsetErrno.INVALID_NETMASK -> SetError.INVALID_NETMASK;
          case IpsetErrno.INVALID_FAMILY -> SetError.INVALID_FAMILY;
          case IpsetErrno.TIMEOUT -> SetError.TIMEOUT;
          case IpsetErrno.IPADDR_IPV4 -> SetError.IPV4_EXPECTED;
          case IpsetErrno.IPADDR_IPV6 -> SetError.IPV6_EXPECTED;
          case IpsetErrno.COUNTER -> SetError.COUNTER;
          case IpsetErrno.COMMENT -> SetError.COMMENT;
          case IpsetErrno.INVALID_MARKMASK -> SetError.INVALID_MARKMASK;
          case IpsetErrno.SKBINFO -> SetError.SKBINFO;
          case IpsetErrno.BITMASK_NETMASK_EXCL -> SetError.NETMASK_AND_BITMASK;
          default -> null;
        };
    return error != null ? error : ofVerb(number, verb);
  }

  /** Numbers that mean something in answer to some commands only. */
  private static @Nullable SetError ofVerb(int number, SetVerb verb) {
    if (number == Errno.ENOENT.number()) {
      return SetError.NO_SUCH_SET;
    } else if (number == Errno.EMSGSIZE.number()) {
      return SetError.MESSAGE_SIZE;
    } else if (number == Errno.ERANGE.number()) {
      return SetError.TOO_MANY;
    }
    return switch (verb) {
      case CREATE -> number == Errno.EEXIST.number() ? SetError.SET_EXISTS : null;
      case DESTROY -> number == IpsetErrno.BUSY ? SetError.BUSY : null;
      case RENAME ->
          number == IpsetErrno.EXIST_SETNAME2
              ? SetError.SECOND_SET
              : number == IpsetErrno.REFERENCED ? SetError.REFERENCED : null;
      case SWAP ->
          number == IpsetErrno.EXIST_SETNAME2
              ? SetError.SECOND_SET
              : number == IpsetErrno.TYPE_MISMATCH ? SetError.TYPE_MISMATCH : null;
      case ADD, DELETE, TEST -> number == IpsetErrno.EXIST ? SetError.EXIST : null;
      case FLUSH, LIST, HEADER, TYPE, PROTOCOL -> null;
    };
  }
}
