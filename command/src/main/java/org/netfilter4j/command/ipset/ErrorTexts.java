package org.netfilter4j.command.ipset;

import org.netfilter4j.xt.set.SetError;
import org.netfilter4j.xt.set.SetRefused;
import org.netfilter4j.xt.set.SetVerb;

/** What the tool says for what the kernel answers; programs look for these words. */
final class ErrorTexts {
  private ErrorTexts() {}

  static String of(SetRefused refused) {
    SetError error = refused.error();
    return error == null ? refused.getMessage() : of(error, refused.verb());
  }

  private static String of(SetError error, SetVerb verb) {
    return switch (error) {
      case NO_SUCH_SET -> "The set with the given name does not exist";
      case SET_EXISTS -> "Set cannot be created: set with the same name already exists";
      case NO_MEMORY -> "Kernel error received: Cannot allocate memory";
      case INVALID -> "Kernel error received: Invalid argument";
      case MESSAGE_SIZE -> "Kernel error received: message could not be created";
      case TOO_MANY -> "The specified range is too large, split it up into smaller ranges";
      case MAX_SETS -> "Kernel error received: maximal number of sets reached, cannot create more.";
      case PROTOCOL -> "Kernel error received: ipset protocol error";
      case FIND_TYPE -> "Kernel error received: set type not supported";
      case BUSY -> "Set cannot be destroyed: it is in use by a kernel component";
      case SECOND_SET ->
          verb == SetVerb.SWAP
              ? "Sets cannot be swapped: the second set does not exist"
              : "Set cannot be renamed: a set with the new name already exists";
      case TYPE_MISMATCH -> "The sets cannot be swapped: their type does not match";
      case EXIST ->
          verb == SetVerb.ADD
              ? "Element cannot be added to the set: it's already added"
              : "Element cannot be deleted from the set: it's not added";
      case INVALID_CIDR -> "The value of the CIDR parameter of the IP address is invalid";
      case INVALID_NETMASK -> "The value of the netmask parameter is invalid";
      case INVALID_MARKMASK -> "The value of the markmask parameter is invalid";
      case INVALID_FAMILY -> "Protocol family not supported by the set type";
      case TIMEOUT -> "Timeout cannot be used: set was created without timeout support";
      case REFERENCED -> "Set cannot be renamed: it is in use by another system";
      case IPV4_EXPECTED -> "An IPv4 address is expected, but not received";
      case IPV6_EXPECTED -> "An IPv6 address is expected, but not received";
      case COUNTER ->
          "Packet/byte counters cannot be used: set was created without counter support";
      case COMMENT -> "Comment cannot be used: set was created without comment support";
      case SKBINFO -> "Skbinfo mapping cannot be used: set was created without skbinfo support";
      case NETMASK_AND_BITMASK ->
          "netmask and bitmask options are mutually exclusive, provide only one";
      case HASH_FULL -> "Hash is full, cannot add more elements";
      case HASH_ELEMENT -> "Null-valued element, cannot be stored in a hash type of set";
      case INVALID_PROTOCOL -> "Invalid protocol specified";
      case MISSING_PROTOCOL -> "Protocol missing, but must be specified";
      case RANGE_UNSUPPORTED -> "Range is not supported in the \"net\" component of the element";
      case WHOLE_RANGE -> "Invalid range, covers the whole address space";
      case BITMAP_RANGE -> "Element is out of the range of the set";
      case BITMAP_RANGE_SIZE -> "The range you specified exceeds the size limit of the set type";
      case NAME -> "Set to be added/deleted/tested as element does not exist.";
      case LOOP -> "Sets with list:set type cannot be added to the set.";
      case BEFORE -> "No reference set specified.";
      case REFERENCE_NAME ->
          "The set to which you referred with 'before' or 'after' does not exist.";
      case LIST_FULL -> "The set is full, more elements cannot be added.";
      case REFERENCE_EXIST ->
          "The set to which you referred with 'before' or 'after' is not added to the set.";
    };
  }
}
