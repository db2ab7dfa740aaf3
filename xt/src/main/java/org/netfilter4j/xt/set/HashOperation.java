package org.netfilter4j.xt.set;

import org.jspecify.annotations.Nullable;

/** One command on the elements of a hash: what it gave, and what is done with each key. */
final class HashOperation {
  /** IPSET_ADD, IPSET_DEL, IPSET_TEST. */
  enum Verb {
    ADD,
    DELETE,
    TEST
  }

  final Verb verb;
  final SetEntry entry;
  final SetHeader header;
  final int[] key = new int[16];
  private final HashContents contents;
  private final boolean exist;
  private final long now;
  private boolean found;

  HashOperation(Verb verb, SetEntry entry, HashContents contents, boolean exist, long now) {
    this.verb = verb;
    this.entry = entry;
    this.contents = contents;
    this.header = contents.header();
    this.exist = exist;
    this.now = now;
  }

  /** Does it with {@link #key}. */
  @Nullable SetError step() {
    SetError error =
        switch (verb) {
          case ADD -> contents.add(key, entry, exist, now);
          case DELETE -> contents.delete(key, now);
          case TEST -> {
            int answer = contents.test(key, now);
            found =
                (contents.type().hasNetworks() && entry.nomatch)
                    ? answer == Contents.EXCEPTION
                    : answer == Contents.IN;
            yield null;
          }
        };
    return error == SetError.EXIST && exist ? null : error;
  }

  boolean isTest() {
    return verb == Verb.TEST;
  }

  boolean found() {
    return found;
  }
}
