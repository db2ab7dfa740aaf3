package org.netfilter4j.conformance.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;

/**
 * Words beyond ASCII in the locales that a command line is met in: bytes to the C tools, and lost
 * by a JVM that is started in the locale C, or in one that is not installed.
 */
@Timeout(120)
class CallersLocaleTest {
  private Namespace namespace;
  private Path directory;
  private String variables = "";

  @BeforeEach
  void open() throws IOException {
    Oracle.require("iptables-nft", "env");
    namespace = Namespace.open();
    directory = Files.createDirectory(namespace.directory().resolve("copy"));
    Path launcher = OurProgram.get().install(directory);
    for (String name : new String[] {"iptables-nft", "iptables-nft-restore", "iptables-apply"}) {
      Files.createSymbolicLink(directory.resolve(name), launcher);
    }
  }

  @AfterEach
  void close() {
    if (namespace != null) {
      namespace.close();
    }
  }

  private String run(String line) {
    Result result = namespace.shell().run(Command.script(line));
    assertThat(result.stderr()).as("%s %s", variables, line).isEmpty();
    assertThat(result.exit()).as("%s %s", variables, line).isZero();
    return result.stdout();
  }

  private String ours(String line) {
    return run("cd " + directory + " && env -i " + variables + " " + directory + "/" + line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "LC_ALL=C",
        "LANG=POSIX",
        "LC_ALL=zh_CN.UTF-8",
        "LC_CTYPE=UTF-8",
        "LC_CTYPE=C.UTF-8 LANG=sw_CD.UTF-8",
        "LC_ALL=C.UTF-8"
      })
  void wordsAreBytes(String locale) throws IOException {
    variables = locale;
    ours("iptables-nft -A INPUT -m comment --comment 中文é😀");
    ours("iptables-nft -N 链");
    Files.writeString(
        Files.createFile(directory.resolve("rules")),
        "*filter\n-A 链 -m comment --comment \"再 见\" -j ACCEPT\nCOMMIT\n");
    run("mv " + directory + "/rules " + directory + "/规则");
    ours("iptables-nft-restore -n 规则");
    String expected = run("iptables-nft -S");
    assertThat(expected).contains("中文é😀", "-N 链", "再 见");
    assertThat(ours("iptables-nft -S")).isEqualTo(expected);
    ours("iptables-nft -D INPUT -m comment --comment 中文é😀");
    assertThat(run("iptables-nft -S")).doesNotContain("中文é😀");
  }

  /** What is started from here has the locale of the caller; and so has the language. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "LC_ALL=C LANG=zh_CN.UTF-8",
        "LANG=zh_CN.UTF-8",
        "LC_CTYPE=C",
        "LC_ALL=zh_CN.UTF-8"
      })
  void theLocaleStaysTheCallers(String locale) throws IOException {
    variables = locale;
    Path script = directory.resolve("script");
    Files.writeString(script, "#!/bin/sh\nenv >" + directory + "/seen\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    String apply = "iptables-apply -t 9 -c " + script;
    Result applied =
        namespace
            .shell()
            .run(Command.script("env -i " + locale + " " + directory + "/" + apply).stdin("y\n"));
    assertThat(applied.exit()).as("%s", applied).isZero();
    assertThat(Files.readAllLines(directory.resolve("seen")).stream())
        .filteredOn(line -> line.startsWith("L") || line.startsWith("NF4J_LC"))
        .containsExactlyInAnyOrder(locale.split(" "));
    String mode = ours("nf4j --kernel mode");
    assertThat(mode.contains("模式")).as(mode).isEqualTo(locale.matches("L[^ ]*=zh.*"));
  }
}
