package org.netfilter4j.command.ipset;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.xt.set.ElementPart;
import org.netfilter4j.xt.set.SetKeyword;
import org.netfilter4j.xt.set.SetType;
import org.netfilter4j.xt.set.SetTypes;

/** What {@code ipset help} prints. */
final class IpsetHelp {
  private IpsetHelp() {}

  static void print(PrintStream out, @Nullable String typeName) {
    out.print(
        Session.VERSION
            + """


            Usage: ipset [options] COMMAND

            Commands:
              create SET TYPE [options]   make a set of a type
              add SET ELEMENT [options]   add an element
              del SET ELEMENT [options]   delete an element
              test SET ELEMENT [options]  say whether an element is in the set (exit code 0 or 1)
              destroy [SET]               remove a set, or all sets
              list [SET]                  show sets with their elements
              save [SET]                  show sets as commands that make them again
              restore                     carry out such commands, all of them or none
              flush [SET]                 remove the elements of a set, or of all sets
              rename FROM TO              give a set another name
              swap ONE OTHER              exchange what is in two sets
              help [TYPE]                 show this, or what a type takes
              version                     show the version

            Options:
              -!, -exist                  no error for what is there already, or is not there
              -o, -output plain|save|xml  the form of a listing
              -s, -sorted                 list elements in order
              -n, -name                   list names only
              -t, -terse                  list headers only
              -r, -resolve                list addresses by their names
              -q, -quiet                  no messages
              -f, -file FILE              read (restore) or write (list, save) a file
            """);
    if (typeName == null) {
      // firewalld looks for this line to know the types.
      out.println("\nSupported set types:");
      for (SetType type : SetTypes.all()) {
        out.println("  " + type.name());
      }
      return;
    }
    SetType type = SetTypes.find(typeName);
    if (type == null) {
      throw IpsetRejected.usage("Unknown settype: `" + typeName + "'");
    }
    print(out, type);
  }

  private static void print(PrintStream out, SetType type) {
    out.println("\n" + type.name() + ":");
    String element = element(type.parts());
    out.println("  create SET " + type.name() + words(type.createKeywords(), true));
    out.println("  add SET " + element + words(type.addKeywords(), false));
    out.println("  del SET " + element + words(type.deleteKeywords(), false));
    out.println("  test SET " + element + words(type.testKeywords(), false));
    out.println(
        type.hasFamily()
            ? "For families inet (the default) and inet6."
            : "For all families alike.");
  }

  private static String element(List<ElementPart> parts) {
    StringBuilder text = new StringBuilder();
    for (ElementPart part : parts) {
      text.append(text.isEmpty() ? "" : ",")
          .append(
              switch (part) {
                case IP -> "IP[/PREFIX|-IP]";
                case SINGLE_IP -> "IP";
                case MAC -> "MAC";
                case MARK -> "MARK";
                case IFACE -> "[physdev:]INTERFACE";
                case NET -> "NET[/PREFIX|-IP]";
                case PROTO_PORT -> "[PROTOCOL:]PORT[-PORT]";
                case PORT -> "PORT[-PORT]";
                case SET -> "SET";
              });
    }
    return text.toString();
  }

  private static String words(List<SetKeyword> keywords, boolean create) {
    StringBuilder text = new StringBuilder();
    for (SetKeyword keyword : keywords) {
      boolean flag = isFlag(keyword, create);
      text.append(" [").append(keyword.word());
      text.append(flag ? "]" : " " + keyword.word().toUpperCase(Locale.ROOT) + "]");
    }
    return text.toString();
  }

  /** Whether a word has no value after it. */
  static boolean isFlag(SetKeyword keyword, boolean create) {
    return switch (keyword) {
      case COUNTERS, SKBINFO, FORCEADD, NOMATCH, WILDCARD -> true;
      case COMMENT -> create;
      case FAMILY,
          HASHSIZE,
          MAXELEM,
          NETMASK,
          BITMASK,
          MARKMASK,
          RANGE,
          SIZE,
          TIMEOUT,
          BUCKETSIZE,
          INITVAL,
          PACKETS,
          BYTES,
          SKBMARK,
          SKBPRIO,
          SKBQUEUE,
          BEFORE,
          AFTER ->
          false;
    };
  }
}
