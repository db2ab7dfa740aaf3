package org.netfilter4j.command.ipset;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.option.InetAton;
import org.netfilter4j.xt.set.ElementPart;
import org.netfilter4j.xt.set.SetEntry;
import org.netfilter4j.xt.set.SetHeader;
import org.netfilter4j.xt.set.SetKeyword;
import org.netfilter4j.xt.set.SetType;

/** Reads the words after {@code create NAME TYPE}. */
final class CreateParser {
  private static final Set<SetKeyword> FLAGS =
      EnumSet.of(SetKeyword.COUNTERS, SetKeyword.COMMENT, SetKeyword.SKBINFO, SetKeyword.FORCEADD);

  private final SetType type;
  private final Consumer<String> warnings;
  private final AddressParser addresses;
  private final PortParser ports;
  private final Set<SetKeyword> seen = EnumSet.noneOf(SetKeyword.class);
  private final Set<String> ignored = new HashSet<>();
  private final SetHeader.Draft draft;

  private CreateParser(SetType type, Names names, Consumer<String> warnings) {
    this.type = type;
    this.warnings = warnings;
    draft = new SetHeader.Draft(type.hasFamily() ? Family.IPV4 : null);
    addresses = new AddressParser(Family.IPV4, names, warnings);
    ports = new PortParser(null, names);
  }

  /** Reads the options. */
  static SetHeader.Draft parse(
      List<String> words, SetType type, Names names, Consumer<String> warnings) {
    CreateParser parser = new CreateParser(type, names, warnings);
    // The family decides how other options are read, wherever it stands.
    parser.pass(words, true);
    parser.pass(words, false);
    return parser.finish();
  }

  private void pass(List<String> words, boolean familyOnly) {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      String plain = word.startsWith("--") ? word.substring(2) : word;
      if (type.hasFamily() && (plain.equals("-4") || plain.equals("-6"))) {
        if (familyOnly) {
          family(plain, plain);
        }
        continue;
      }
      boolean end = isRanged() && isEnd(plain);
      SetKeyword keyword = ElementOptions.keyword(word, type.createKeywords());
      if (keyword == null && !end && !type.ignoredWords().contains(plain)) {
        throw IpsetRejected.usage("Unknown argument: `" + word + "'");
      }
      if (keyword != null && FLAGS.contains(keyword)) {
        if (!familyOnly) {
          flag(keyword);
        }
        continue;
      }
      if (++i >= words.size()) {
        throw IpsetRejected.usage("Missing mandatory argument of option `" + plain + "'");
      }
      String text = words.get(i);
      if (keyword != null) {
        if ((keyword == SetKeyword.FAMILY) == familyOnly) {
          value(keyword, text);
        }
      } else if (!familyOnly && end) {
        end(plain, text);
      } else if (!familyOnly && ignored.add(plain)) {
        warnings.accept(
            "Option '--" + plain + " " + text + "' is ignored. Please upgrade your syntax.");
      }
    }
  }

  private boolean isRanged() {
    return type.createKeywords().contains(SetKeyword.RANGE);
  }

  private boolean isPorts() {
    return type.parts().getFirst() == ElementPart.PORT;
  }

  /** Words by which older versions wrote a range. */
  private boolean isEnd(String word) {
    return word.equals("from") || word.equals("to") || (word.equals("network") && !isPorts());
  }

  private static void refuseTwice(boolean twice, String word) {
    if (twice) {
      throw IpsetRejected.syntax(word + " already specified");
    }
  }

  private void flag(SetKeyword keyword) {
    draft.counters |= keyword == SetKeyword.COUNTERS;
    draft.comment |= keyword == SetKeyword.COMMENT;
    draft.skbinfo |= keyword == SetKeyword.SKBINFO;
    draft.forceAdd |= keyword == SetKeyword.FORCEADD;
  }

  private void value(SetKeyword keyword, String text) {
    if (keyword == SetKeyword.FAMILY) {
      family(text, keyword.word());
      return;
    }
    refuseTwice(
        keyword == SetKeyword.RANGE ? draft.first >= 0 : !seen.add(keyword), keyword.word());
    switch (keyword) {
      case HASHSIZE -> draft.hashSize = Numbers.parse32(text);
      case MAXELEM -> {
        draft.maxElements = Numbers.parse32(text);
        draft.hasMaxElements = true;
      }
      case NETMASK -> netmask(text);
      case BITMASK -> bitmask(text);
      case MARKMASK -> {
        draft.markMask = Numbers.parse32(text);
        draft.hasMarkMask = true;
      }
      case RANGE -> range(text);
      case SIZE ->
          draft.size = (int) Math.min(Numbers.parse(text, 0xffff_ffffL), Integer.MAX_VALUE);
      case TIMEOUT -> draft.timeout = Numbers.timeout(text);
      case BUCKETSIZE -> draft.bucketSize = (int) Numbers.parse(text, 255);
      case INITVAL -> {
        draft.initval = Numbers.parse32(text);
        draft.hasInitval = true;
      }
      case FAMILY,
          COUNTERS,
          COMMENT,
          SKBINFO,
          FORCEADD,
          NOMATCH,
          WILDCARD,
          PACKETS,
          BYTES,
          SKBMARK,
          SKBPRIO,
          SKBQUEUE,
          BEFORE,
          AFTER ->
          throw new IllegalStateException(keyword + " is no option of create with a value");
    }
  }

  private void family(String text, String word) {
    refuseTwice(!seen.add(SetKeyword.FAMILY), word);
    draft.family =
        switch (text) {
          case "inet", "ipv4", "-4" -> Family.IPV4;
          case "inet6", "ipv6", "-6" -> Family.IPV6;
          case "any", "unspec" -> null;
          default -> throw IpsetRejected.syntax("unknown inet family " + text);
        };
  }

  private Family familyOrInet() {
    return draft.family == null ? Family.IPV4 : draft.family;
  }

  private void netmask(String text) {
    if (draft.bitmask != null) {
      throw IpsetRejected.syntax("bitmask and netmask are mutually exclusive, provide only one");
    }
    int bits = familyOrInet().bits();
    long value = Numbers.parse(text, 255);
    if (value < 1 || value > bits) {
      throw IpsetRejected.syntax("netmask is out of the inclusive range of 1-" + bits);
    }
    draft.givenNetmask = (int) value;
    // All bits of an address are no mask at all.
    draft.netmask = value == bits ? -1 : (int) value;
  }

  private void bitmask(String text) {
    if (seen.contains(SetKeyword.NETMASK)) {
      throw IpsetRejected.syntax("bitmask and netmask are mutually exclusive, provide only one");
    }
    Address mask =
        familyOrInet() == Family.IPV4 ? InetAton.parse(text) : Address.parse(Family.IPV6, text);
    if (mask == null) {
      throw IpsetRejected.syntax(
          "bitmask is not valid for family = "
              + (familyOrInet() == Family.IPV4 ? "inet" : "inet6"));
    }
    draft.bitmask = mask;
  }

  // Ranges.

  private void range(String text) {
    if (isPorts()) {
      SetEntry entry = new SetEntry();
      ports.port(text, entry);
      draft.first = entry.port;
      draft.last = entry.portTo;
    } else {
      range(addresses.networkOrRange(text));
    }
  }

  private void range(AddressParser.Range range) {
    draft.first = range.first().low();
    Address last = range.last();
    if (last != null) {
      draft.last = last.low();
    }
    draft.cidr = range.cidr();
  }

  private void end(String word, String text) {
    boolean to = word.equals("to");
    refuseTwice((to ? draft.last : draft.first) >= 0, word);
    if (isPorts()) {
      long port = ports.number(text, "tcp");
      draft.first = to ? draft.first : port;
      draft.last = to ? port : draft.last;
    } else if (to) {
      draft.last = addresses.parse(ElementPart.SINGLE_IP, text).first().low();
    } else {
      range(
          word.equals("network")
              ? addresses.network(text)
              : addresses.parse(ElementPart.SINGLE_IP, text));
    }
  }

  private SetHeader.Draft finish() {
    if (isRanged()) {
      if (draft.first < 0) {
        throw IpsetRejected.usage("Mandatory option `range' is missing");
      }
      if (draft.last < 0 && draft.cidr < 0) {
        throw IpsetRejected.usage("Mandatory option `to' is missing");
      }
    }
    if (type.hasFamily() && draft.family == null) {
      throw IpsetRejected.other("Protocol family not supported by the set type");
    }
    return draft;
  }
}
