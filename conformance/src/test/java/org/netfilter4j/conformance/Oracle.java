package org.netfilter4j.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * Says whether this machine can judge: Linux, the right to make network namespaces, the C tools,
 * and kernel features.
 *
 * <p>Where it can't, the test is skipped and the reason printed; with {@code
 * NF4J_CONFORMANCE=required} in the environment the test fails instead, so that a build machine
 * can't lose its judges unnoticed.
 */
public final class Oracle {
  private static final boolean REQUIRED = "required".equals(System.getenv("NF4J_CONFORMANCE"));
  private static final List<String> PATH =
      List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");
  private static final Map<String, String> KERNEL = new ConcurrentHashMap<>();

  private Oracle() {}

  /** Skips or fails the running test unless namespaces can be made and these tools are there. */
  public static void require(String... tools) {
    List<String> missing = new ArrayList<>();
    for (String tool : tools) {
      if (PATH.stream().noneMatch(d -> Files.isExecutable(Path.of(d, tool)))) {
        missing.add(tool);
      }
    }
    if (!missing.isEmpty()) {
      unable("not installed: " + String.join(", ", missing));
    }
    String why = KERNEL.computeIfAbsent("namespaces", k -> whyNoNamespaces());
    if (!why.isEmpty()) {
      unable(why);
    }
  }

  /**
   * Skips or fails the running test unless a build has left this file.
   *
   * @param how the command that makes it
   */
  public static void requireFile(Path file, String how) {
    if (!Files.exists(file)) {
      unable("there is no " + file + ": " + how + " makes it");
    }
  }

  /**
   * Skips or fails the running test unless this command succeeds in a fresh namespace, which tells
   * whether the kernel has what it needs: {@code requireKernel("ipset", "create", "x", "hash:ip")}.
   */
  public static void requireKernel(String... command) {
    require(command[0]);
    String why =
        KERNEL.computeIfAbsent(
            String.join(" ", command),
            line -> {
              try (Namespace namespace = Namespace.open()) {
                Result result = namespace.exec(command);
                return result.ok()
                    ? ""
                    : "the kernel can't do '" + line + "': " + result.stderr().strip();
              }
            });
    if (!why.isEmpty()) {
      unable(why);
    }
  }

  /**
   * Skips or fails the running test unless these files are there.
   *
   * @param what they are of, in words
   */
  public static void requireFiles(String what, Path... files) {
    for (Path file : files) {
      if (!Files.exists(file)) {
        unable("not there: " + file + " (" + what + ")");
      }
    }
  }

  /**
   * Skips or fails the running test unless that is so.
   *
   * @param why what it means that it is not
   */
  public static void requireThat(boolean met, String why) {
    if (!met) {
      unable(why);
    }
  }

  private static String whyNoNamespaces() {
    if (!Files.exists(Path.of("/proc/self/ns/net"))) {
      return "not Linux: no network namespaces";
    }
    for (String tool : List.of("ip", "nsenter", "sh")) {
      if (PATH.stream().noneMatch(d -> Files.isExecutable(Path.of(d, tool)))) {
        return "not installed: " + tool;
      }
    }
    try {
      String status = Files.readString(Path.of("/proc/self/status"));
      long effective =
          status
              .lines()
              .filter(l -> l.startsWith("CapEff:"))
              .map(l -> Long.parseUnsignedLong(l.substring(7).strip(), 16))
              .findFirst()
              .orElse(0L);
      long netAdminAndSysAdmin = 1L << 12 | 1L << 21;
      if ((effective & netAdminAndSysAdmin) != netAdminAndSysAdmin) {
        return "not root: CAP_NET_ADMIN and CAP_SYS_ADMIN are needed to make network namespaces";
      }
    } catch (IOException e) {
      return "can't read /proc/self/status: " + e.getMessage();
    }
    try (Namespace namespace = Namespace.open()) {
      return "";
    } catch (IllegalStateException e) {
      return "can't make a network namespace: " + e.getMessage();
    }
  }

  private static void unable(String why) {
    if (REQUIRED) {
      Assertions.fail("NF4J_CONFORMANCE=required, but this machine can't judge: " + why);
    }
    System.err.println("SKIPPED: no judge on this machine: " + why);
    Assumptions.abort(why);
  }
}
