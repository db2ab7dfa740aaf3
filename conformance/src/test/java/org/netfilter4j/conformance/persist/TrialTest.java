package org.netfilter4j.conformance.persist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.process.OurProgram;
import org.netfilter4j.model.Mode;

/** {@code nf4j apply} without a terminal: from scripts, killed, and where something is wrong. */
@Timeout(120)
class TrialTest extends TrialRig {
  private Process start(List<String> words) {
    List<String> line = new ArrayList<>(List.of("nsenter", "--net=" + namespace.file()));
    line.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().put("XTABLES_LOCKFILE", file("xtables.lock").toString());
    try {
      return builder.redirectErrorStream(true).redirectOutput(file("said").toFile()).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String said() {
    try {
      return Files.readString(file("said"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitApplied() {
    await("the new rules", () -> said().contains("Waiting"));
    assertNewIsThere();
  }

  /** The number of the watcher's process. */
  private long watcher() throws IOException {
    String text = Files.readString(place().resolve("watcher"));
    return Long.parseLong(text.substring(0, text.indexOf(' ')));
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void killedItTakesThemBack(Mode mode) {
    prepare(mode);
    Process front = start(apply("--timeout", "60"));
    awaitApplied();
    front.destroyForcibly();
    await("the old rules", this::isBack);
    await("the note", () -> run(nf4j("apply", "--status")).stdout().contains("session has ended"));
  }

  @Test
  void killedWatchersWorkIsDone() throws IOException, InterruptedException {
    prepare(Mode.LEGACY);
    Process front = start(apply("--timeout", "60"));
    awaitApplied();
    long pid = watcher();
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    assertThat(front.waitFor()).isEqualTo(255);
    assertThat(said()).contains("the process that watched over the trial is gone");
    assertOldIsBack();
  }

  @Test
  void endedWatchersTakeThemBackFirst() throws IOException, InterruptedException {
    prepare(Mode.NFT);
    Process front = start(apply("--timeout", "60"));
    awaitApplied();
    long pid = watcher();
    // As systemd ends all processes of a session.
    ProcessHandle.of(pid).orElseThrow().destroy();
    assertThat(front.waitFor()).isEqualTo(255);
    assertThat(said()).contains("What was there before is back: the watcher was told to end.");
    assertOldIsBack();
  }

  @Test
  void whatBothLeftBehindIsBroughtBack() throws IOException {
    prepare(Mode.LEGACY);
    Process front = start(apply("--timeout", "60"));
    awaitApplied();
    long pid = watcher();
    // Stopped, so that neither does the other's work.
    namespace.exec("kill", "-STOP", Long.toString(pid)).orThrow("kill");
    front.destroyForcibly();
    namespace.exec("kill", "-KILL", Long.toString(pid)).orThrow("kill");
    await("the watcher's end", () -> ProcessHandle.of(pid).isEmpty());
    assertNewIsThere();
    Result second = run(apply("--yes"));
    assertThat(second.exit()).isEqualTo(4);
    assertThat(second.stderr()).contains("a trial was left behind, whose watcher is gone");
    assertThat(run(nf4j("apply", "--rollback"))).isEqualTo(new Result(0, "taken back\n", ""));
    assertOldIsBack();
  }

  @Test
  void aSecondTrialIsRefusedAndTheFirstConfirmed() {
    prepare(Mode.NFT);
    Process front = start(apply("--timeout", "60"));
    awaitApplied();
    Result second = run(apply());
    assertThat(second.exit()).isEqualTo(4);
    assertThat(second.stderr()).startsWith("nf4j: a trial is under way").hasLineCount(1);
    Result confirmed = run(nf4j("apply", "--confirm"));
    assertThat(confirmed.exit()).isZero();
    assertThat(confirmed.stdout()).endsWith(" kept\n");
    await("the front process's end", () -> !front.isAlive());
    assertThat(front.exitValue()).isZero();
    assertThat(said()).endsWith("The new rules stay.\n");
    assertNewIsThere();
    Result none = run(nf4j("apply", "--confirm"));
    assertThat(none.exit()).isEqualTo(4);
    assertThat(none.stderr()).contains("no trial is under way; the last one: ");
  }

  @Test
  void detachedTheyWaitForAConfirmation() {
    prepare(Mode.NFT);
    Result detached = run(apply("--detach", "--timeout", "60"));
    assertThat(detached.exit()).isZero();
    assertNewIsThere();
    assertThat(run(nf4j("apply", "--rollback")).exit()).isZero();
    assertOldIsBack();
    run(apply("--detach", "--timeout", "1")).orThrow("detached");
    await("the old rules", this::isBack);
  }

  @Test
  void aFileConfirms() throws IOException, InterruptedException {
    prepare(Mode.NFT);
    Process front = start(apply("--timeout", "60", "--confirm-file", file("yes").toString()));
    awaitApplied();
    Files.writeString(file("yes"), "");
    assertThat(front.waitFor()).isZero();
    assertNewIsThere();
  }

  @Test
  void aLockThatAnotherHoldsIsWaitedForAndTold() throws IOException, InterruptedException {
    prepare(Mode.LEGACY);
    Process front = start(apply("--timeout", "2"));
    awaitApplied();
    Process holder =
        new ProcessBuilder("flock", file("xtables.lock").toString(), "sh", "-c", "echo h; read x")
            .start();
    try {
      assertThat(holder.inputReader().readLine()).isEqualTo("h");
      await("the complaint", () -> said().contains("nf4j: still trying: table filter: another"));
      assertThat(front.isAlive()).isTrue();
    } finally {
      holder.destroy();
    }
    assertThat(front.waitFor()).isEqualTo(255);
    assertThat(said()).endsWith("What was there before is back: nobody confirmed in time.\n");
    assertOldIsBack();
  }

  @Test
  void withoutRightsNothingBegins() {
    prepare(Mode.NFT);
    List<String> words = new ArrayList<>(List.of("setpriv", "--reuid", "65534", "--clear-groups"));
    namespace.exec("chmod", "755", namespace.directory().toString()).orThrow("chmod");
    words.add("--");
    words.addAll(OurProgram.get().command(List.of("nf4j", "apply", file("new.v6").toString())));
    Result result = run(words);
    assertThat(result.exit()).isEqualTo(4);
    assertThat(result.stderr()).startsWith("nf4j: ").contains("denied").hasLineCount(1);
    assertOldIsBack();
  }

  @Test
  void whatIsWrongChangesNothing() throws IOException {
    prepare(Mode.NFT);
    Files.writeString(file("new.v4"), NEW_RULES.replace("--dport 80", "--dport eighty"));
    assertWrong(2, "new.v4:5: invalid port/service `eighty' specified");
    Files.writeString(file("new.v4"), NEW_RULES.replace("fresh dst", "missing dst"));
    assertWrong(2, "new.v4:4: Set missing doesn't exist.");
    Files.writeString(file("new.v4"), NEW_RULES);
    Files.writeString(file("new.ipset"), NEW_SETS.replace("add fresh 80", "add fresh 8000"));
    assertWrong(2, "new.ipset:4: ");
    Files.writeString(file("new.ipset"), NEW_SETS.replace("old hash:net", "old hash:ip"));
    // Only the kernel knows that the old rules use the set.
    assertWrong(5, "new.ipset");
    Files.delete(file("new.ipset"));
    assertWrong(2, "new.ipset: No such file or directory");
  }

  private void assertWrong(int exit, String why) {
    for (String asking : List.of("--yes", "--timeout=30")) {
      Result result = run(apply(asking));
      assertThat(result.exit()).as(result.stderr()).isEqualTo(exit);
      assertThat(result.stderr()).contains(why).hasLineCount(1).doesNotContain("Exception");
      assertOldIsBack();
    }
  }
}
