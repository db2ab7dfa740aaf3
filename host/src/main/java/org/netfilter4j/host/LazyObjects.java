package org.netfilter4j.host;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.xt.HostObjects;
import org.netfilter4j.xt.ruleset.KnownObjects;

/** A host's named objects, read when a rule that names one is checked. */
final class LazyObjects implements HostObjects {
  /** {@code { pkts = 0, bytes = 0 } = name;}. */
  private static final Pattern ACCOUNT = Pattern.compile("\\{[^}]*}\\s*=\\s*(.*?);?\\s*");

  private final EmbeddedHost host;
  private @Nullable Set<String> accounts;

  LazyObjects(EmbeddedHost host) {
    this.host = host;
  }

  @Override
  public boolean hasAccount(String name) {
    Set<String> known = accounts;
    if (known == null) {
      known = new HashSet<>();
      String text = HostDirectory.read(host.directory().accounts());
      for (String line : text == null ? new String[0] : text.split("\n")) {
        Matcher account = ACCOUNT.matcher(line);
        if (account.matches()) {
          known.add(account.group(1));
        }
      }
      accounts = known;
    }
    return known.contains(name);
  }

  /** What the rules of both modes and families say. */
  @Override
  public <T> @Nullable T ofRules(Class<T> kind, String name) {
    return new KnownObjects(NONE, host.rulesets()).ofRules(kind, name);
  }
}
