package org.netfilter4j.command.ipset;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.option.InetAton;
import org.netfilter4j.xt.set.SetEntry;
import org.netfilter4j.xt.set.SetHeader;
import org.netfilter4j.xt.set.SetKeyword;
import org.netfilter4j.xt.set.SetType;

/** Reads the words after {@code create NAME TYPE}. */
final class CreateParser {
  private static final int DEFAULT_HASH_SIZE = 1024;
  private static final int DEFAULT_MAX_ELEMENTS = 65536;

  /** Options of old that do nothing, each with an argument. */
  private static final Set<String> IGNORED = Set.of("probes", "resize", "gc");

  private final SetType type;
  private final Names names;
  private final Consumer<String> warnings;
  private final Set<SetKeyword> seen = EnumSet.noneOf(SetKeyword.class);
  private final Set<String> ends = new HashSet<>();
  private final Set<SetKeyword> flags = EnumSet.noneOf(SetKeyword.class);
  private @Nullable Family family;
  private int hashSize = DEFAULT_HASH_SIZE;
  private int maxElements = DEFAULT_MAX_ELEMENTS;
  private int netmask = -1;
  private @Nullable Address bitmask;
  private long timeout = -1;
  private int bucketSize = -1;
  private @Nullable Integer initval;
  private int firstPort = -1;
  private int lastPort = -1;
  private int size = -1;

  private CreateParser(SetType type, Names names, Consumer<String> warnings) {
    this.type = type;
    this.names = names;
    this.warnings = warnings;
    family = type.hasFamily() ? Family.IPV4 : null;
  }

  /**
   * Reads the options.
   *
   * @param initval where the hash begins if the words don't say
   */
  static SetHeader parse(
      List<String> words, SetType type, Names names, int initval, Consumer<String> warnings) {
    CreateParser parser = new CreateParser(type, names, warnings);
    // The family decides how other options are read, wherever it stands.
    parser.pass(words, true);
    parser.pass(words, false);
    return parser.header(initval);
  }

  private void pass(List<String> words, boolean familyOnly) {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      String plain = word.startsWith("--") ? word.substring(2) : word;
      if (type.hasFamily() && (plain.equals("-4") || plain.equals("-6"))) {
        if (familyOnly) {
          family(plain);
        }
        continue;
      }
      boolean end = isPorts() && (plain.equals("from") || plain.equals("to"));
      boolean ignored = type.hasFamily() && IGNORED.contains(plain);
      SetKeyword keyword = ElementOptions.keyword(word, type.createKeywords());
      if (keyword == null && !end && !ignored) {
        throw IpsetRejected.usage("Unknown argument: `" + word + "'");
      }
      if (keyword != null && isFlag(keyword)) {
        flags.add(keyword);
        continue;
      }
      if (++i >= words.size()) {
        throw IpsetRejected.usage("Missing mandatory argument of option `" + plain + "'");
      }
      String text = words.get(i);
      if (keyword == null) {
        if (!familyOnly && end) {
          end(plain, text);
        } else if (!familyOnly) {
          warnings.accept(
              "Option '--" + plain + " " + text + "' is ignored. Please upgrade your syntax.");
        }
      } else if ((keyword == SetKeyword.FAMILY) == familyOnly) {
        value(keyword, text);
      }
    }
  }

  private boolean isPorts() {
    return type.createKeywords().contains(SetKeyword.RANGE);
  }

  private static boolean isFlag(SetKeyword keyword) {
    return EnumSet.of(
            SetKeyword.COUNTERS, SetKeyword.COMMENT, SetKeyword.SKBINFO, SetKeyword.FORCEADD)
        .contains(keyword);
  }

  private void value(SetKeyword keyword, String text) {
    if (keyword != SetKeyword.FAMILY && !seen.add(keyword)) {
      throw IpsetRejected.syntax(keyword.word() + " already specified");
    }
    switch (keyword) {
      case FAMILY -> family(text);
      case HASHSIZE -> hashSize = Numbers.parse32(text);
      case MAXELEM -> maxElements = Numbers.parse32(text);
      case NETMASK -> netmask(text);
      case BITMASK -> bitmask(text);
      case RANGE -> range(text);
      case SIZE -> size = (int) Math.min(Numbers.parse(text, 0xffff_ffffL), Integer.MAX_VALUE);
      case TIMEOUT -> timeout = Numbers.timeout(text);
      case BUCKETSIZE -> bucketSize = (int) Numbers.parse(text, 255);
      case INITVAL -> initval = Numbers.parse32(text);
      case COUNTERS,
          COMMENT,
          SKBINFO,
          FORCEADD,
          NOMATCH,
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

  private void family(String text) {
    if (!seen.add(SetKeyword.FAMILY)) {
      throw IpsetRejected.syntax("family already specified");
    }
    family =
        switch (text) {
          case "inet", "ipv4", "-4" -> Family.IPV4;
          case "inet6", "ipv6", "-6" -> Family.IPV6;
          case "any", "unspec" -> null;
          default -> throw IpsetRejected.syntax("unknown inet family " + text);
        };
  }

  private Family familyOrInet() {
    return family == null ? Family.IPV4 : family;
  }

  private void netmask(String text) {
    if (bitmask != null) {
      throw IpsetRejected.syntax("bitmask and netmask are mutually exclusive, provide only one");
    }
    int bits = familyOrInet().bits();
    long value = Numbers.parse(text, 255);
    if (value < 1 || value > bits) {
      throw IpsetRejected.syntax("netmask is out of the inclusive range of 1-" + bits);
    }
    // All bits of an address are no mask at all.
    netmask = value == bits ? -1 : (int) value;
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
    bitmask = mask;
  }

  private void range(String text) {
    SetEntry entry = ElementParser.parse(text, type, Family.IPV4, names);
    firstPort = entry.port;
    lastPort = entry.portTo;
  }

  /** {@code from PORT to PORT}, as older versions wrote a range. */
  private void end(String word, String text) {
    if (!ends.add(word) || seen.contains(SetKeyword.RANGE)) {
      throw IpsetRejected.syntax(word + " already specified");
    }
    int port = ElementParser.port(text, "tcp", names);
    if (word.equals("from")) {
      firstPort = port;
    } else {
      lastPort = port;
    }
  }

  private SetHeader header(int defaultInitval) {
    if (isPorts()) {
      if (firstPort < 0) {
        throw IpsetRejected.usage("Mandatory option `range' is missing");
      }
      if (lastPort < 0) {
        throw IpsetRejected.usage("Mandatory option `to' is missing");
      }
    }
    if (type.hasFamily() && family == null) {
      throw IpsetRejected.other("Protocol family not supported by the set type");
    }
    return new SetHeader(
        family,
        hashSize,
        maxElements,
        netmask,
        bitmask,
        timeout,
        flags.contains(SetKeyword.COUNTERS),
        flags.contains(SetKeyword.COMMENT),
        flags.contains(SetKeyword.SKBINFO),
        flags.contains(SetKeyword.FORCEADD),
        bucketSize,
        initval == null ? defaultInitval : initval,
        firstPort,
        lastPort,
        size);
  }
}
