package org.netfilter4j.command;

import org.netfilter4j.model.Backend.UnavailableException;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;
import org.netfilter4j.xt.Rejected;

/** What the tools of each mode say of the kernel's refusals. */
final class Errors {
  private Errors() {}

  static Rejected noTable(Mode mode, Family family, String word) {
    return new Rejected(
        Rejected.Kind.VERSION_PROBLEM,
        mode == Mode.NFT
            ? "table '" + word + "' does not exist"
            : "can't initialize "
                + Iptables.programName(family)
                + " table `"
                + word
                + "': Table does not exist (do you need to insmod?)");
  }

  /**
   * A table that can't be had; in legacy mode in libiptc's words.
   *
   * @param program what the program calls itself
   */
  static RuntimeException unavailable(
      Mode mode, String program, Family family, TableName table, UnavailableException e) {
    Errno errno = e.errno();
    if (mode == Mode.NFT) {
      return e.asked()
          ? new Rejected(
              Rejected.Kind.RESOURCE_PROBLEM, "Could not fetch rule set generation id: " + nft(e))
          : Failure.line(
              1,
              caller(program, family)
                  + " Failed to initialize nft: "
                  + errno.message()
                  + e.remark());
    }
    return new Rejected(
        Rejected.Kind.VERSION_PROBLEM,
        "can't initialize "
            + Iptables.programName(family)
            + " table `"
            + table.word()
            + "': "
            + unavailable(errno)
            + e.remark());
  }

  /** Only iptables itself has a colon there, and no version. */
  private static String caller(String program, Family family) {
    return program.equals(Iptables.programName(family))
        ? program + ":"
        : program + "/" + Environment.VERSION + " (" + Mode.NFT.versionWord() + ")";
  }

  /** Why nf_tables can't be had, in iptables-nft's words. */
  static String nft(UnavailableException e) {
    Errno errno = e.errno();
    return (errno == Errno.EPERM ? unavailable(errno) : words(errno)) + e.remark();
  }

  /** What the tools say when a table can't be had. */
  static String unavailable(Errno errno) {
    if (errno == Errno.EPERM) {
      return "Permission denied (you must be root)";
    }
    if (errno == Errno.EINVAL) {
      return "Module is wrong version";
    }
    return errno == Errno.ENOENT ? "Table does not exist (do you need to insmod?)" : words(errno);
  }

  /** libiptc's words for what it has words for, and the C library's. */
  private static String words(Errno errno) {
    if (errno == Errno.ENOENT) {
      return "No chain/target/match by that name";
    }
    if (errno == Errno.ENOPROTOOPT) {
      return "iptables who? (do you need to insmod?)";
    }
    return errno == Errno.ENOMEM ? "Memory allocation problem" : errno.message();
  }

  /** An edit that the kernel refused. */
  static RuntimeException refused(String program, Mode mode, Edit edit, Errno errno) {
    if (mode == Mode.LEGACY) {
      return errno(program, errno);
    }
    return new Rejected(Rejected.Kind.RESOURCE_PROBLEM, " " + nft(edit, errno));
  }

  /** As {@code iptables} says it: the C library's words, and a hint for EINVAL. */
  static Failure errno(String program, Errno errno) {
    String words = words(errno);
    return errno == Errno.EINVAL
        ? Failure.line(
            1, program + ": " + words + ". Run `dmesg' for more information.", words + ".")
        : Failure.of(program, words);
  }

  /** The operation that failed, in iptables-nft's words. */
  static String nft(Edit edit, Errno errno) {
    String what =
        switch (edit) {
          case Edit.MakeTable _ -> "TABLE_ADD";
          case Edit.Append _ -> "RULE_APPEND";
          case Edit.Insert _ -> "RULE_INSERT";
          case Edit.Replace _ -> "RULE_REPLACE";
          case Edit.Delete _ -> "RULE_DELETE";
          case Edit.NewChain _ -> "CHAIN_USER_ADD";
          case Edit.DeleteChain _ -> "CHAIN_DEL";
          case Edit.RenameChain _ -> "CHAIN_RENAME";
          case Edit.Policy _ -> "CHAIN_UPDATE";
          case Edit.Flush _ -> "RULE_FLUSH";
          case Edit.Zero _ -> "CHAIN_ZERO";
          case Edit.FlushTable _, Edit.DeleteTable _ -> "TABLE_FLUSH";
          case Edit.BaseChain _ -> "CHAIN_ADD";
        };
    String where =
        switch (edit) {
          case Edit.MakeTable e -> "table " + e.table().word();
          case Edit.FlushTable e -> "table " + e.table().word();
          case Edit.DeleteTable e -> "table " + e.table().word();
          case Edit.BaseChain e -> "chain " + e.chain();
          case Edit.Append e -> "rule in chain " + e.chain();
          case Edit.Insert e -> "rule in chain " + e.chain();
          case Edit.Replace e -> "rule in chain " + e.chain();
          case Edit.Delete e -> "rule in chain " + e.chain();
          case Edit.Flush e -> "rule in chain " + e.chain();
          case Edit.NewChain e -> "chain " + e.chain();
          case Edit.DeleteChain e -> "chain " + e.chain();
          case Edit.RenameChain e -> "chain " + e.chain();
          case Edit.Policy e -> "chain " + e.chain();
          case Edit.Zero e -> "chain " + e.chain();
        };
    return what + " failed (" + errno.message() + "): " + where;
  }
}
