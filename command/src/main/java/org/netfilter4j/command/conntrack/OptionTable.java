package org.netfilter4j.command.conntrack;

import java.util.List;
import org.netfilter4j.command.conntrack.WordScanner.LongOption;
import org.netfilter4j.command.conntrack.WordScanner.Takes;

/** The options that do not hang on a protocol, and the codes that they are known by. */
final class OptionTable {
  /**
   * As getopt(3) takes them: a colon after what takes an argument, two where it may be left out.
   */
  static final String LETTERS =
      "LIUDGEFAhVs:d:r:q:p:t:u:e:a:z[:]:{:}:m:i:f:o:n::g::c:b:C::Sj::w:l:<:>::(:):";

  static final List<LongOption> OPTIONS =
      List.of(
          perhaps("dump", 'L'),
          perhaps("create", 'I'),
          perhaps("add", 'A'),
          perhaps("delete", 'D'),
          perhaps("update", 'U'),
          perhaps("get", 'G'),
          perhaps("flush", 'F'),
          perhaps("event", 'E'),
          perhaps("counter", 'C'),
          new LongOption("stats", Takes.NOTHING, 'S'),
          new LongOption("version", Takes.NOTHING, 'V'),
          new LongOption("help", Takes.NOTHING, 'h'),
          with("orig-src", 's'),
          with("src", 's'),
          with("orig-dst", 'd'),
          with("dst", 'd'),
          with("reply-src", 'r'),
          with("reply-dst", 'q'),
          with("protonum", 'p'),
          with("timeout", 't'),
          with("status", 'u'),
          new LongOption("zero", Takes.NOTHING, 'z'),
          with("event-mask", 'e'),
          with("tuple-src", '['),
          with("tuple-dst", ']'),
          with("mask-src", '{'),
          with("mask-dst", '}'),
          with("nat-range", 'a'),
          with("mark", 'm'),
          with("secmark", 'c'),
          perhaps("id", 'i'),
          with("family", 'f'),
          perhaps("src-nat", 'n'),
          perhaps("dst-nat", 'g'),
          with("output", 'o'),
          with("buffer-size", 'b'),
          perhaps("any-nat", 'j'),
          with("zone", 'w'),
          with("label", 'l'),
          with("label-add", '<'),
          perhaps("label-del", '>'),
          with("orig-zone", '('),
          with("reply-zone", ')'));

  private OptionTable() {}

  private static LongOption with(String name, int code) {
    return new LongOption(name, Takes.ARGUMENT, code);
  }

  private static LongOption perhaps(String name, int code) {
    return new LongOption(name, Takes.PERHAPS, code);
  }
}
