package org.netfilter4j.rules.provenance;

import static org.netfilter4j.rules.provenance.Program.named;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The programs that are known, in one table of two parts: {@link HostPrograms} and {@link
 * ContainerPrograms}.
 */
public final class Programs {
  private Programs() {}

  /** Nobody that is known: somebody typed the rule, or a script did. */
  public static final Program BY_HAND =
      named("hand", "by hand", "手工添加")
          .makesOnce()
          .advice(
              "change it with iptables, and where rules are saved save them again",
              "用 iptables 修改，如有持久化请重新保存");

  /** All that can be told apart: the first whose mark a rule bears has it. */
  static final List<Program> ALL =
      Stream.concat(HostPrograms.ALL.stream(), ContainerPrograms.ALL.stream()).toList();

  /** All that can be told apart, by hand last. */
  public static List<Program> all() {
    return Stream.concat(ALL.stream(), Stream.of(BY_HAND)).toList();
  }

  /** The program of that word, or null. */
  public static @Nullable Program find(String word) {
    for (Program program : all()) {
      if (program.word().equals(word)) {
        return program;
      }
    }
    return null;
  }
}
