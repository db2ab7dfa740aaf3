package org.netfilter4j.command.conntrack;

/** What an option of a protocol tells. */
enum ProtocolField {
  SOURCE,
  DESTINATION,
  REPLY_SOURCE,
  REPLY_DESTINATION,
  MASK_SOURCE,
  MASK_DESTINATION,
  STATE,
  TUPLE_SOURCE,
  TUPLE_DESTINATION,
  ORIGINAL_TAG,
  REPLY_TAG,
  ROLE,
  ICMP_TYPE,
  ICMP_CODE,
  ICMP_ID
}
