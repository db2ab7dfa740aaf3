package org.netfilter4j.command.ipset;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.xt.set.SetEntry;
import org.netfilter4j.xt.set.SetKeyword;

/** Reads the words after an element: {@code timeout 60 comment "…"}. */
final class ElementOptions {
  private static final int MAX_COMMENT = 255;

  private ElementOptions() {}

  /** The keyword of that word, with or without two hyphens before it, or null. */
  static @Nullable SetKeyword keyword(String word, List<SetKeyword> of) {
    String plain = word.startsWith("--") ? word.substring(2) : word;
    for (SetKeyword keyword : of) {
      if (keyword.word().equals(plain)) {
        return keyword;
      }
    }
    return null;
  }

  static void parse(List<String> words, List<SetKeyword> allowed, SetEntry entry) {
    Set<SetKeyword> seen = EnumSet.noneOf(SetKeyword.class);
    for (int i = 0; i < words.size(); i++) {
      SetKeyword keyword = keyword(words.get(i), allowed);
      if (keyword == null) {
        throw IpsetRejected.usage("Unknown argument: `" + words.get(i) + "'");
      }
      if (keyword == SetKeyword.NOMATCH || keyword == SetKeyword.WILDCARD) {
        entry.nomatch |= keyword == SetKeyword.NOMATCH;
        entry.wildcard |= keyword == SetKeyword.WILDCARD;
        continue;
      }
      if (i + 1 >= words.size()) {
        throw IpsetRejected.usage("Missing mandatory argument of option `" + keyword.word() + "'");
      }
      boolean places = keyword == SetKeyword.BEFORE || keyword == SetKeyword.AFTER;
      if (!seen.add(places ? SetKeyword.BEFORE : keyword) || (places && entry.place != null)) {
        throw IpsetRejected.syntax(keyword.word() + " already specified");
      }
      value(keyword, words.get(++i), entry);
    }
  }

  private static void value(SetKeyword keyword, String text, SetEntry entry) {
    switch (keyword) {
      case TIMEOUT -> entry.timeout = Numbers.timeout(text);
      case PACKETS -> {
        entry.packets = Numbers.parse(text, -2);
        entry.hasPackets = true;
      }
      case BYTES -> {
        entry.bytes = Numbers.parse(text, -2);
        entry.hasBytes = true;
      }
      case COMMENT -> entry.comment = comment(text);
      case SKBMARK -> mark(text, entry);
      case SKBPRIO -> priority(text, entry);
      case SKBQUEUE -> entry.queue = (int) Numbers.parse(text, 65535);
      case BEFORE, AFTER -> {
        entry.reference = ElementParser.name(text);
        entry.place = keyword == SetKeyword.BEFORE ? SetEntry.Place.BEFORE : SetEntry.Place.AFTER;
      }
      case FAMILY,
          HASHSIZE,
          MAXELEM,
          NETMASK,
          BITMASK,
          MARKMASK,
          RANGE,
          SIZE,
          COUNTERS,
          SKBINFO,
          FORCEADD,
          BUCKETSIZE,
          INITVAL,
          NOMATCH,
          WILDCARD ->
          throw new IllegalStateException(keyword + " is no option of an element with a value");
    }
  }

  private static String comment(String text) {
    if (text.indexOf('"') >= 0) {
      throw IpsetRejected.syntax("\" character is not permitted in comments");
    }
    if (text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MAX_COMMENT) {
      throw IpsetRejected.syntax(
          "Comment is longer than the maximum allowed " + MAX_COMMENT + " characters");
    }
    return text;
  }

  private static void mark(String text, SetEntry entry) {
    Matcher matcher = Patterns.MARK.matcher(text);
    if (!matcher.lookingAt()) {
      throw IpsetRejected.syntax(
          "Invalid skbmark format, it should be:  MARK/MASK or MARK (see manpage)");
    }
    entry.hasMark = true;
    entry.mark = hex(matcher.group(1));
    entry.markMask = matcher.group(2) == null ? -1 : hex(matcher.group(2));
  }

  private static void priority(String text, SetEntry entry) {
    Matcher matcher = Patterns.PRIORITY.matcher(text);
    if (!matcher.lookingAt()) {
      throw IpsetRejected.syntax("Invalid skbprio format, it should be:MAJOR:MINOR (see manpage)");
    }
    entry.hasPriority = true;
    entry.priority = hex(matcher.group(1)) << 16 | (hex(matcher.group(2)) & 0xffff);
  }

  /** A hexadecimal number as scanf's %x stores it: all ones where it has more than 64 bits. */
  private static int hex(String digits) {
    try {
      return (int) Long.parseUnsignedLong(digits, 16);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** Made when the first of them is needed: most elements need none. */
  private static final class Patterns {
    // The C tool reads these with sscanf(3), which takes what fits and cuts what is too large.
    static final Pattern MARK = Pattern.compile("0[xX]([0-9a-fA-F]+)(?:/0[xX]([0-9a-fA-F]+))?");
    static final Pattern PRIORITY = Pattern.compile("([0-9a-fA-F]+):([0-9a-fA-F]+)");
  }
}
