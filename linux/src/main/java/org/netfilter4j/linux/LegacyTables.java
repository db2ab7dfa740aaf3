package org.netfilter4j.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Backend.UnavailableException;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.TableName;
import org.netfilter4j.wire.xtables.EntryForm;
import org.netfilter4j.wire.xtables.MalformedTableException;
import org.netfilter4j.wire.xtables.TableBlob;
import org.netfilter4j.wire.xtables.TableShape;

/** How legacy tables are found and read. */
final class LegacyTables {
  private LegacyTables() {}

  /**
   * The tables that there are, in the order in which they were made: the kernel lists the latest
   * first. Looking makes none.
   *
   * @throws UnavailableException where that can't be read
   */
  static List<TableName> names(NetworkNamespace namespace, Family family) {
    String file = family == Family.IPV4 ? "ip_tables_names" : "ip6_tables_names";
    // Threads may be in other namespaces than their process.
    Path path = Path.of("/proc/thread-self/net", file);
    List<TableName> names = new ArrayList<>();
    String text = namespace.in(() -> content(path, file));
    int start = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      TableName name = TableName.find(text.substring(start, end));
      if (name != null) {
        names.add(name);
      }
      start = end + 1;
    }
    return names.reversed();
  }

  private static String content(Path path, String file) {
    String called = "Failed to list table names in /proc/net/" + file + ": ";
    try {
      return Files.readString(path, StandardCharsets.US_ASCII);
    } catch (NoSuchFileException e) {
      return "";
    } catch (AccessDeniedException e) {
      throw new UnavailableException(Errno.EACCES, called + Errno.EACCES.message(), true, null);
    } catch (IOException e) {
      throw new UnavailableException(Errno.EIO, called + Errno.EIO.message(), true, null);
    }
  }

  /**
   * Opens the socket for a family's tables.
   *
   * @throws UnavailableException where that is not allowed
   */
  static XtablesSocket open(NetworkNamespace namespace, Family family) {
    try {
      return XtablesSocket.open(namespace, family);
    } catch (KernelException e) {
      throw unavailable(e, family, false);
    }
  }

  private static RuntimeException unavailable(KernelException e, Family family, boolean asked) {
    Errno errno = e.errno();
    if (errno == null) {
      return e;
    }
    String lacking = null;
    if (errno == Errno.ENOPROTOOPT) {
      lacking = family == Family.IPV4 ? "ip_tables" : "ip6_tables";
    } else if (errno == Errno.EAFNOSUPPORT) {
      lacking = family == Family.IPV4 ? "IPv4" : "IPv6";
    }
    return new UnavailableException(errno, e.getMessage(), asked, lacking);
  }

  /**
   * Reads a table, which makes it.
   *
   * @throws UnavailableException where the kernel has no such table
   * @throws KernelException where it can't be understood
   */
  static LegacyTable read(XtablesSocket socket, TableName name) {
    while (true) {
      TableShape shape;
      byte @Nullable [] bytes;
      try {
        shape = socket.info(name.word());
        bytes = socket.entries(name.word(), shape.size());
      } catch (KernelException e) {
        throw unavailable(e, socket.family(), true);
      }
      // Else its size changed in between.
      if (bytes != null) {
        return parse(socket.family(), name, shape, bytes);
      }
    }
  }

  /**
   * A table's chains.
   *
   * @throws KernelException where no tool writes such a table
   */
  static LegacyTable parse(Family family, TableName name, TableShape shape, byte[] bytes) {
    try {
      LegacyTable table =
          new LegacyTable(name, TableBlob.parse(EntryForm.of(family), shape, bytes));
      Set<String> chains = new HashSet<>();
      for (TableBlob.Chain chain : table.blob().chains()) {
        if (!chains.add(LegacyTable.chainName(chain))) {
          throw new MalformedTableException("two chains `" + LegacyTable.chainName(chain) + "'");
        }
      }
      return table;
    } catch (MalformedTableException e) {
      throw new KernelException(
          "legacy table `" + name.word() + "' can't be understood: " + e.getMessage());
    }
  }
}
