package org.netfilter4j.conformance.persist;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.conformance.Terminal;
import org.netfilter4j.model.Mode;

/** {@code nf4j apply} as a person meets it in a terminal. */
@Timeout(120)
class TrialInTerminalTest extends TrialRig {
  @ParameterizedTest
  @EnumSource(Mode.class)
  void aYesKeepsThem(Mode mode) {
    prepare(mode);
    try (Terminal terminal = Terminal.open(namespace)) {
      terminal.run(apply("--timeout", "30"));
      terminal.await(30, screen -> screen.contains("NEW connections to the machine? (y/N)"));
      assertNewIsThere();
      terminal.type("y");
      terminal.enter();
      String screen = terminal.await(20, text -> text.contains("The new rules stay."));
      assertThat(screen).contains("new.ipset... done.").doesNotContain("nf4j:");
      terminal.await(10, text -> text.endsWith("\n$\n"));
      terminal.type("echo exit $?");
      terminal.enter();
      terminal.await(10, text -> text.contains("\nexit 0\n"));
      assertNewIsThere();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void silenceTakesThemBack(Mode mode) {
    prepare(mode);
    try (Terminal terminal = Terminal.open(namespace)) {
      terminal.run(apply("--timeout", "2"));
      terminal.await(30, screen -> screen.contains("(y/N)"));
      assertNewIsThere();
      terminal.await(
          20,
          screen -> screen.contains("\nWhat was there before is back: nobody confirmed in time."));
      assertOldIsBack();
      terminal.await(10, text -> text.endsWith("\n$\n"));
      terminal.type("echo exit $?");
      terminal.enter();
      terminal.await(10, text -> text.contains("\nexit 255\n"));
    }
  }

  @Test
  void aNoTakesThemBack() {
    prepare(Mode.NFT);
    try (Terminal terminal = Terminal.open(namespace)) {
      terminal.run(apply("--timeout", "60"));
      terminal.await(30, screen -> screen.contains("(y/N)"));
      terminal.enter();
      terminal.await(20, screen -> screen.contains("What was there before is back."));
      assertOldIsBack();
    }
  }

  @Test
  void interruptingTakesThemBack() {
    prepare(Mode.NFT);
    try (Terminal terminal = Terminal.open(namespace)) {
      terminal.run(apply("--timeout", "60"));
      terminal.await(30, screen -> screen.contains("(y/N)"));
      terminal.key("C-c");
      terminal.await(20, screen -> screen.contains("What was there before is back."));
      assertOldIsBack();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aClosedTerminalTakesThemBack(Mode mode) {
    prepare(mode);
    try (Terminal terminal = Terminal.open(namespace)) {
      terminal.run(apply("--timeout", "60"));
      terminal.await(30, screen -> screen.contains("(y/N)"));
      assertNewIsThere();
    }
    await("the old rules", this::isBack);
  }
}
