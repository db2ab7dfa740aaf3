package org.netfilter4j.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A real terminal in a namespace, in which a program runs as a person runs it: tmux keeps it. Tests
 * that have one ask {@code Oracle.require("tmux")} before.
 */
public final class Terminal implements AutoCloseable {
  private static final int PAUSE_MILLISECONDS = 50;

  private final Namespace namespace;
  private final String socket;

  private Terminal(Namespace namespace, String socket) {
    this.namespace = namespace;
    this.socket = socket;
  }

  /** A terminal of 100 columns and 30 lines, with a shell that has no prompt of its own. */
  public static Terminal open(Namespace namespace) {
    Terminal terminal = new Terminal(namespace, namespace.directory().resolve("tmux").toString());
    terminal
        .tmux("-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "30", "env PS1='$ ' sh")
        .orThrow("tmux");
    return terminal;
  }

  private Result tmux(String... words) {
    List<String> command = new ArrayList<>(List.of("tmux", "-S", socket));
    command.addAll(List.of(words));
    return namespace.exec(command, "");
  }

  /** Types a command line and Enter. */
  public void run(List<String> words) {
    type(Command.of(words).script());
    enter();
  }

  /** Types text. */
  public void type(String text) {
    tmux("send-keys", "-l", "--", text).orThrow("send-keys");
  }

  public void enter() {
    key("Enter");
  }

  /** Presses a key, in tmux's words: {@code C-c}, {@code Enter}. */
  public void key(String name) {
    tmux("send-keys", name).orThrow("send-keys");
  }

  /** What is on the screen, without the blanks at the ends of lines. */
  public String screen() {
    return tmux("capture-pane", "-p", "-J").orThrow("capture-pane").stdout().stripTrailing() + "\n";
  }

  /**
   * Waits until the screen is as it should be.
   *
   * @return the screen
   */
  public String await(int seconds, Predicate<String> right) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (true) {
      String screen = screen();
      if (right.test(screen)) {
        return screen;
      }
      if (System.nanoTime() - end >= 0) {
        throw new AssertionError("not on the screen after " + seconds + " s:\n" + screen);
      }
      pause();
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Closes the window, as a person or a broken line does: what runs there gets SIGHUP. */
  @Override
  public void close() {
    // Nothing is left to close where the shell has ended.
    tmux("kill-server");
  }
}
