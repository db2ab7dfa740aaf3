package org.netfilter4j.command.conntrack;

/** The options that are no verbs, in the order of the tables in {@link Verb}. */
enum Parameter {
  SOURCE("src"),
  DESTINATION("dst"),
  REPLY_SOURCE("reply-src"),
  REPLY_DESTINATION("reply-dst"),
  PROTOCOL("protonum"),
  TIMEOUT("timeout"),
  STATUS("status"),
  ZERO("zero"),
  EVENT_MASK("event-mask"),
  TUPLE_SOURCE("tuple-src"),
  TUPLE_DESTINATION("tuple-dst"),
  MASK_SOURCE("mask-src"),
  MASK_DESTINATION("mask-dst"),
  NAT_RANGE("nat-range"),
  MARK("mark"),
  ID("id"),
  FAMILY("family"),
  SOURCE_NAT("src-nat"),
  DESTINATION_NAT("dst-nat"),
  OUTPUT("output"),
  SECMARK("secmark"),
  BUFFER_SIZE("buffer-size"),
  ANY_NAT("any-nat"),
  ZONE("zone"),
  LABEL("label"),
  LABEL_ADD("label-add"),
  LABEL_DELETE("label-del"),
  ORIGINAL_ZONE("orig-zone"),
  REPLY_ZONE("reply-zone");

  private final String word;

  Parameter(String word) {
    this.word = word;
  }

  /** As messages name it. */
  String word() {
    return word;
  }

  /** Whether connections are compared with a draft where it is given. */
  boolean isCompared() {
    return switch (this) {
      case SOURCE,
          DESTINATION,
          REPLY_SOURCE,
          REPLY_DESTINATION,
          PROTOCOL,
          MARK,
          SECMARK,
          STATUS,
          ID,
          ZONE,
          LABEL,
          ORIGINAL_ZONE,
          REPLY_ZONE ->
          true;
      case TIMEOUT,
          ZERO,
          EVENT_MASK,
          TUPLE_SOURCE,
          TUPLE_DESTINATION,
          MASK_SOURCE,
          MASK_DESTINATION,
          NAT_RANGE,
          FAMILY,
          SOURCE_NAT,
          DESTINATION_NAT,
          OUTPUT,
          BUFFER_SIZE,
          ANY_NAT,
          LABEL_ADD,
          LABEL_DELETE ->
          false;
    };
  }
}
