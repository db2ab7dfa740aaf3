package org.netfilter4j.xt.set;

/** What a {@link SetStore} was asked for; what an answer means depends on it. */
public enum SetVerb {
  CREATE,
  DESTROY,
  FLUSH,
  RENAME,
  SWAP,
  LIST,
  ADD,
  DELETE,
  TEST,
  /** What type and family a set is of. */
  HEADER,
  /** Whether there is a type. */
  TYPE,
  /** What version is spoken. */
  PROTOCOL
}
