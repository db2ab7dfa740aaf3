package org.netfilter4j.agent.persist;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OptionsTest {
  private static Options redHat(String text) {
    return Options.of(Layout.REDHAT, text);
  }

  @Test
  void redHatsDefaultsAreThoseOfItsScripts() {
    Options options = redHat("");
    assertThat(options.savesOnStop(Part.SETS)).isFalse();
    assertThat(options.savesCounters(Part.IPV4)).isFalse();
    assertThat(options.flushesOnStop()).isTrue();
    assertThat(options.wait(Part.IPV6)).isEqualTo(600);
    assertThat(options.listsNumbers(Part.IPV4)).isTrue();
    assertThat(options.listsCounters(Part.IPV4)).isFalse();
    assertThat(options.listsRuleNumbers(Part.IPV4)).isTrue();
  }

  @Test
  void eachPartHasItsOwn() {
    Options options =
        redHat(
            """
            # Save the sets
            IPSET_SAVE_ON_STOP="yes"
              IP6TABLES_SAVE_COUNTER='yes' # with counters
            IPTABLES_SAVE_ON_STOP=no
            IPTABLES_RESTORE_WAIT=7
            IP6TABLES_RESTORE_WAIT=soon
            IPTABLES_SAVE_ON_RESTART=yes
            """);
    assertThat(options.savesOnStop(Part.SETS)).isTrue();
    assertThat(options.savesOnStop(Part.IPV4)).isFalse();
    assertThat(options.savesOnRestart(Part.IPV4)).isTrue();
    assertThat(options.savesCounters(Part.IPV6)).isTrue();
    assertThat(options.savesCounters(Part.IPV4)).isFalse();
    assertThat(options.wait(Part.IPV4)).isEqualTo(7);
    assertThat(options.wait(Part.IPV6)).isEqualTo(600);
  }

  @Test
  void debiansAreOthers() {
    Options options =
        Options.of(
            Layout.DEBIAN,
            """
            FLUSH_ON_STOP=0
            # IPTABLES_SKIP_SAVE=yes
            IPSET_SKIP_SAVE=yes
            IP6TABLES_RESTORE_NOFLUSH=yes
            IPTABLES_SAVE_COUNTER=yes
            """);
    assertThat(options.flushesOnStop()).isFalse();
    assertThat(options.skipsSave(Part.SETS)).isTrue();
    assertThat(options.skipsSave(Part.IPV4)).isFalse();
    assertThat(options.keepsWhatIsThere(Part.IPV6)).isTrue();
    assertThat(options.savesCounters(Part.IPV4)).as("an option of Red Hat's").isFalse();
    assertThat(Options.of(Layout.DEBIAN, "FLUSH_ON_STOP=1").flushesOnStop()).isTrue();
    assertThat(redHat("IPSET_SKIP_SAVE=yes").skipsSave(Part.SETS)).isFalse();
  }
}
