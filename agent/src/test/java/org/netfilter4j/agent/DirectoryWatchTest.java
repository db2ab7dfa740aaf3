package org.netfilter4j.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All the ways in which people and programs change files. */
class DirectoryWatchTest {
  /** Much shorter than the rescan, so that only an event can be the reason. */
  private static final Duration SOON = Duration.ofSeconds(10);

  private static final Duration NEVER = Duration.ofHours(1);

  @TempDir private Path root;
  private final LinkedBlockingQueue<Integer> told = new LinkedBlockingQueue<>();
  private DirectoryWatch watch;

  private void watch(Path directory) {
    watch(directory, NEVER);
  }

  private void watch(Path directory, Duration rescan) {
    AgentLog log =
        new AgentLog(
            new PrintStream(OutputStream.nullOutputStream()),
            false,
            AgentLog.Level.ERROR,
            Clock.systemUTC());
    watch = new DirectoryWatch(directory, Duration.ofMillis(20), rescan, () -> told.add(1), log);
    watch.start();
  }

  @AfterEach
  void close() {
    if (watch != null) {
      watch.close();
    }
  }

  private void assertTold(String what) throws InterruptedException {
    if (told.poll(SOON.toSeconds(), TimeUnit.SECONDS) == null) {
      fail("not told: " + what);
    }
    // What is told of the same change once more is of no interest.
    while (told.poll(150, TimeUnit.MILLISECONDS) != null) {
      // Thrown away.
    }
  }

  private void assertNotTold(String what) throws InterruptedException {
    if (told.poll(400, TimeUnit.MILLISECONDS) != null) {
      fail("told: " + what);
    }
  }

  @Test
  void filesThatAreWrittenRenamedAndRemoved() throws Exception {
    Path rules = Files.createDirectory(root.resolve("rules"));
    watch(rules);
    Files.writeString(rules.resolve("a.v4"), "one");
    assertTold("a new file");
    Files.writeString(rules.resolve("a.v4"), "two");
    assertTold("a file that is written in place");
    Files.writeString(root.resolve("new"), "two");
    Files.move(root.resolve("new"), rules.resolve("a.v4"), StandardCopyOption.REPLACE_EXISTING);
    assertTold("a file that another takes the place of, with the same text");
    Files.move(rules.resolve("a.v4"), rules.resolve("b.v4"));
    assertTold("a file that is renamed");
    Files.writeString(rules.resolve(".b.v4.swp"), "an editor's");
    Files.writeString(rules.resolve("b.v4~"), "an editor's");
    Files.writeString(rules.resolve("README"), "people's");
    assertNotTold("files that are not of rules");
    Files.delete(rules.resolve("b.v4"));
    assertTold("a file that is removed");
  }

  @Test
  void aFileThatIsWrittenSlowlyIsToldOnceItRests() throws Exception {
    Path rules = Files.createDirectory(root.resolve("rules"));
    watch(rules);
    Path file = rules.resolve("a.v4");
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < 20; i++) {
        out.write("-A INPUT -j ACCEPT\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        TimeUnit.MILLISECONDS.sleep(5);
      }
    }
    assertTold("a file");
    assertNotTold("more than what there was");
  }

  /** As the kubelet does it: a link in the middle is renamed over. */
  @Test
  void aConfigMapThatIsSwapped() throws Exception {
    Path rules = Files.createDirectory(root.resolve("rules"));
    configMap(rules, "..1", "one");
    Files.createSymbolicLink(rules.resolve("a.v4"), Path.of("..data/a.v4"));
    watch(rules);
    for (int i = 2; i < 6; i++) {
      configMap(rules, ".." + i, "one");
      Files.delete(rules.resolve(".." + (i - 1)).resolve("a.v4"));
      Files.delete(rules.resolve(".." + (i - 1)));
      assertTold("the swap to " + i);
      assertThat(Files.readString(rules.resolve("a.v4"))).isEqualTo("one");
    }
  }

  private static void configMap(Path rules, String version, String text) throws IOException {
    Path directory = Files.createDirectory(rules.resolve(version));
    Files.writeString(directory.resolve("a.v4"), text);
    Path link = rules.resolve("..data_tmp");
    Files.createSymbolicLink(link, Path.of(version));
    Files.move(link, rules.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void aDirectoryThatIsMissingRemovedAndMadeAgain() throws Exception {
    Path rules = root.resolve("some/where/rules");
    watch(rules);
    for (int i = 0; i < 3; i++) {
      Files.createDirectories(rules);
      Files.writeString(rules.resolve("a.v4"), "one");
      assertTold("the directory with a file");
      Files.writeString(rules.resolve("a.v4"), "three");
      assertTold("its file");
      Files.delete(rules.resolve("a.v4"));
      Files.delete(rules);
      assertTold("that it is gone");
      Files.delete(rules.getParent());
    }
  }

  @Test
  void aDirectoryThatAnotherTakesThePlaceOf() throws Exception {
    Path rules = Files.createDirectory(root.resolve("rules"));
    Files.writeString(rules.resolve("a.v4"), "one");
    watch(rules);
    Path other = Files.createDirectory(root.resolve("other"));
    Files.writeString(other.resolve("a.v4"), "two");
    Files.move(rules, root.resolve("old"));
    Files.move(other, rules);
    assertTold("the other directory");
    Files.writeString(root.resolve("old/a.v4"), "of no interest");
    assertNotTold("the old directory");
    Files.writeString(rules.resolve("a.v4"), "three");
    assertTold("the other directory's file");
  }

  @Test
  void linksOutOfTheDirectoryAndTheDirectoryAsALink() throws Exception {
    Path one = Files.createDirectory(root.resolve("one"));
    Path two = Files.createDirectory(root.resolve("two"));
    Path shared = Files.createDirectory(root.resolve("shared"));
    Files.writeString(shared.resolve("web"), "x");
    Files.createSymbolicLink(one.resolve("a.v4"), shared.resolve("web"));
    Files.writeString(two.resolve("a.v4"), "y");
    Path rules = Files.createSymbolicLink(root.resolve("rules"), Path.of("one"));
    watch(rules);
    Files.writeString(shared.resolve("web"), "changed");
    assertTold("the file behind the link");
    Files.writeString(shared.resolve("other"), "z");
    assertNotTold("a file beside it");
    Files.createSymbolicLink(root.resolve("new"), Path.of("two"));
    Files.move(root.resolve("new"), rules, StandardCopyOption.ATOMIC_MOVE);
    assertTold("another directory");
    Files.writeString(two.resolve("a.v4"), "changed");
    assertTold("its file");
  }

  @Test
  void aCircleOfLinksIsNoFileAndNoEnd() throws Exception {
    Path rules = Files.createDirectory(root.resolve("rules"));
    Files.createSymbolicLink(rules.resolve("a.v4"), Path.of("b.v4"));
    Files.createSymbolicLink(rules.resolve("b.v4"), Path.of("a.v4"));
    watch(rules);
    assertThat(DirectoryState.of(rules).files()).containsOnlyKeys("a.v4", "b.v4");
    Files.delete(rules.resolve("b.v4"));
    Files.writeString(rules.resolve("b.v4"), "x");
    assertTold("the circle's end");
  }

  /** Where no event comes, as from a network file system, looking now and then finds it. */
  @Test
  void whatNoEventTellsIsFound() throws Exception {
    Path rules = Files.createDirectory(root.resolve("rules"));
    Files.writeString(rules.resolve("a.v4"), "one");
    DirectoryState before = DirectoryState.of(rules);
    assertThat(before.isLike(DirectoryState.of(rules))).isTrue();
    Files.writeString(rules.resolve("a.v4"), "two");
    assertThat(before.isLike(DirectoryState.of(rules))).isFalse();
    watch(rules, Duration.ofMillis(50));
    assertNotTold("nothing has changed");
  }

  @Test
  void theSameFilesInAnotherPlaceAreNotTheSame() throws Exception {
    Path one = Files.createDirectory(root.resolve("one"));
    Path two = Files.createDirectory(root.resolve("two"));
    Files.writeString(one.resolve("a.v4"), "x");
    Files.writeString(two.resolve("a.v4"), "x");
    assertThat(new TreeMap<>(DirectoryState.of(one).files()))
        .isNotEqualTo(new TreeMap<>(DirectoryState.of(two).files()));
  }
}
