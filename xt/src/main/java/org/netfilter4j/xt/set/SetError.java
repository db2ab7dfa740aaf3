package org.netfilter4j.xt.set;

/**
 * What the kernel answers to a command on sets that it refuses: IPSET_ERR_* of
 * uapi/linux/netfilter/ipset/ip_set.h and of ip_set_{bitmap,hash,list}.h.
 */
public enum SetError {
  /** ENOENT: no set of that name. */
  NO_SUCH_SET,
  /** EEXIST: a set of that name is there already. */
  SET_EXISTS,
  /** ENOMEM. */
  NO_MEMORY,
  /** EINVAL. */
  INVALID,
  /** EMSGSIZE: an answer does not fit a message. */
  MESSAGE_SIZE,
  /** ERANGE: a range is too large to be added at once. */
  TOO_MANY,
  PROTOCOL,
  FIND_TYPE,
  MAX_SETS,
  /** The set is in use, by a rule or a list of sets. */
  BUSY,
  /** Renaming: the new name is taken. Swapping: there is no second set. */
  SECOND_SET,
  TYPE_MISMATCH,
  /** Adding: the element is there. Deleting and testing: it is not. */
  EXIST,
  INVALID_CIDR,
  INVALID_NETMASK,
  INVALID_MARKMASK,
  INVALID_FAMILY,
  TIMEOUT,
  REFERENCED,
  IPV4_EXPECTED,
  IPV6_EXPECTED,
  COUNTER,
  COMMENT,
  SKBINFO,
  NETMASK_AND_BITMASK,
  HASH_FULL,
  /** An element of zeroes. */
  HASH_ELEMENT,
  INVALID_PROTOCOL,
  MISSING_PROTOCOL,
  RANGE_UNSUPPORTED,
  /** A range of all addresses. */
  WHOLE_RANGE,
  BITMAP_RANGE,
  BITMAP_RANGE_SIZE,
  /** The set to be a member does not exist. */
  NAME,
  /** A list of sets can't be in a list of sets. */
  LOOP,
  /** "before" without the set that it is before. */
  BEFORE,
  /** The set named with "before" or "after" does not exist. */
  REFERENCE_NAME,
  LIST_FULL,
  /** The set named with "before" or "after" is not in the list, or not there. */
  REFERENCE_EXIST
}
