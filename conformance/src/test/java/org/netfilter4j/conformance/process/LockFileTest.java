package org.netfilter4j.conformance.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;

/**
 * The lock file of somebody else: CAP_NET_ADMIN and CAP_NET_RAW are enough for root without any
 * other capability, and CAP_FOWNER, which guides for containers ask for, changes nothing.
 */
@Timeout(120)
class LockFileTest {
  private static final String TWO = "-all,+net_admin,+net_raw";
  private static final String THREE = TWO + ",+fowner";
  private static final int OPENAT = 257;
  private static final int EACCES = 13;

  /** O_RDONLY | O_CREAT, as the C tool opens it, and with O_CLOEXEC, as ours do. */
  private static final int THEIR_FLAGS = 0x40;

  private static final int OUR_FLAGS = 0x80040;
  private static final String OTHER = "1000:1000";

  private Namespace namespace;
  private Path directory;

  @BeforeEach
  void open() throws IOException {
    Oracle.require("iptables-legacy", "setpriv", "chown", "chmod");
    namespace = Namespace.open();
    directory = Files.createDirectory(namespace.directory().resolve("run"));
  }

  @AfterEach
  void close() {
    if (namespace != null) {
      namespace.close();
    }
  }

  private void place(String directoryMode, String fileMode, String owner) throws IOException {
    Path file = directory.resolve("xtables.lock");
    Files.deleteIfExists(file);
    Files.createFile(file);
    for (String line :
        List.of(
            "chmod " + directoryMode + " " + directory,
            "chmod " + fileMode + " " + file,
            "chown " + owner + " " + file)) {
      namespace.exec(line.split(" ")).orThrow(line);
    }
  }

  private List<String> confined(String capabilities, List<String> words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "XTABLES_LOCKFILE=" + directory.resolve("xtables.lock"),
                "setpriv",
                "--no-new-privs",
                "--bounding-set=" + capabilities,
                "--inh-caps=" + capabilities));
    command.addAll(words);
    return command;
  }

  private Result theirs(String capabilities) {
    return namespace.exec(confined(capabilities, List.of("iptables-legacy", "-S")), "");
  }

  private Result ours(String capabilities) {
    List<String> words = OurProgram.get().command(List.of("iptables-legacy", "-S"));
    return namespace.exec(confined(capabilities, words), "");
  }

  @Test
  void fownerMakesNoDifference() throws IOException {
    List<String> opened = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (String directoryMode : List.of("755", "1777", "1775")) {
      for (String fileMode : List.of("600", "644")) {
        for (String owner : List.of("0:0", OTHER)) {
          String place = directoryMode + " " + fileMode + " " + owner;
          place(directoryMode, fileMode, owner);
          Result two = ours(TWO);
          assertThat(ours(THREE)).as(place).isEqualTo(two);
          Result theirs = theirs(TWO);
          assertThat(theirs(THREE)).as(place).isEqualTo(theirs);
          // Where the C tool can open it, so can ours; a machine may have fs.protected_regular.
          if (theirs.ok() || fileMode.equals("600")) {
            assertThat(two).as(place).isEqualTo(theirs);
          }
          (two.ok() ? opened : refused).add(place);
        }
      }
    }
    assertThat(opened)
        .contains("755 600 0:0", "755 644 " + OTHER, "1777 644 " + OTHER, "1775 644 " + OTHER);
    // Without CAP_DAC_OVERRIDE a file that its owner lets nobody else read stays shut.
    assertThat(refused)
        .containsExactly("755 600 " + OTHER, "1777 600 " + OTHER, "1775 600 " + OTHER);
  }

  /** As with fs.protected_regular in a sticky directory: a filter stands in for the sysctl. */
  @Test
  void anotherUsersFileIsOpenedWhereItMustNotBeMade() throws IOException {
    Denial.require();
    OurProgram.get();
    place("1777", "644", OTHER);
    Result theirs = new Denial(OPENAT, EACCES, 2, THEIR_FLAGS).during(() -> theirs(TWO));
    assertThat(theirs.stderr()).contains("can't open lock file").contains("Permission denied");
    Denial denial = new Denial(OPENAT, EACCES, 2, OUR_FLAGS);
    Result ours = denial.during(() -> ours(TWO));
    assertThat(ours.stderr()).isEmpty();
    assertThat(ours.exit()).isZero();
    place("1777", "600", OTHER);
    ours = denial.during(() -> ours(TWO));
    assertThat(ours.stderr()).isEqualTo(theirs.stderr());
    assertThat(ours.exit()).isEqualTo(theirs.exit()).isEqualTo(4);
  }
}
