package org.netfilter4j.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which program a netlink port belongs to: {@code /proc/net/netlink} has the port's socket, and the
 * process that holds it open is looked for in {@code /proc}. Only as long as the program runs.
 */
final class NetlinkPrograms {
  private static final Path PROC = Path.of("/proc");
  private static final String NETFILTER = Integer.toString(NetlinkSocket.NETFILTER);

  private String lastInode = "";
  private @Nullable String lastName;

  /** The name of the program with that port, or null. */
  @Nullable String name(long port) {
    String inode = inode(port);
    if (inode == null) {
      return null;
    }
    if (!inode.equals(lastInode)) {
      lastInode = inode;
      lastName = holder("socket:[" + inode + "]", port);
    }
    return lastName;
  }

  private static @Nullable String inode(long port) {
    String number = Long.toString(port);
    try {
      for (String line : Files.readAllLines(PROC.resolve("net/netlink"))) {
        // sk Eth Pid Groups Rmem Wmem Dump Locks Drops Inode
        String[] columns = line.strip().split(" +");
        if (columns.length >= 10 && columns[1].equals(NETFILTER) && columns[2].equals(number)) {
          return columns[9];
        }
      }
    } catch (IOException e) {
      // Without /proc nobody knows.
    }
    return null;
  }

  private static @Nullable String holder(String socket, long port) {
    // Many programs' first port is their process id.
    Path likely = PROC.resolve(Long.toString(port));
    if (holds(likely, socket)) {
      return command(likely);
    }
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[1-9]*")) {
      for (Path process : processes) {
        if (holds(process, socket)) {
          return command(process);
        }
      }
    } catch (IOException e) {
      // Without /proc nobody knows.
    }
    return null;
  }

  private static boolean holds(Path process, String socket) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path file : files) {
        if (isLink(file, socket)) {
          return true;
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      // The process has ended, or is somebody else's.
    }
    return false;
  }

  private static boolean isLink(Path file, String target) {
    try {
      return Files.readSymbolicLink(file).toString().equals(target);
    } catch (IOException e) {
      return false;
    }
  }

  /** The name between the brackets of /proc/PID/stat. */
  private static @Nullable String command(Path process) {
    try {
      String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
      int from = stat.indexOf('(') + 1;
      int to = stat.indexOf(')', from);
      return from > 0 && to > from ? stat.substring(from, to) : null;
    } catch (IOException e) {
      return null;
    }
  }
}
