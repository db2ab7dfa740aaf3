package org.netfilter4j.conformance;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** A judge that is missing skips a test, and fails it where the judges are required. */
class OracleTest {
  private static final String WHY = "this is only the test of skipping";

  @Test
  void skipsOrFails() {
    boolean required = "required".equals(System.getenv("NF4J_CONFORMANCE"));
    assertThatThrownBy(() -> Oracle.requireThat(false, WHY))
        .isInstanceOf(required ? AssertionFailedError.class : TestAbortedException.class)
        .hasMessageContaining(WHY);
    assertThatCode(() -> Oracle.requireThat(true, WHY)).doesNotThrowAnyException();
  }
}
