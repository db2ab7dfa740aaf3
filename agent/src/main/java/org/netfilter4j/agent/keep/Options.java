package org.netfilter4j.agent.keep;

import org.jspecify.annotations.Nullable;

/**
 * How a keeper works.
 *
 * @param name of the agent: agents of several names live side by side, each with what is its own;
 *     at most 17 letters, digits, dots, hyphens and underscores
 * @param prefix chains and sets whose names begin so are the agent's own, whoever made them; null
 *     for none
 * @param lockSeconds how long to wait for the xtables lock
 * @param adopt whether a chain or set that the files declare, and that is there with other
 *     contents, becomes the agent's; else that is refused
 * @param partial whether rules for a chain, or beside a rule, of somebody else's that is not there
 *     are left out until it is; else that is refused
 * @param inPlaceAbove sets that shall have more elements are changed element by element; smaller
 *     ones are made anew and swapped
 */
public record Options(
    String name,
    @Nullable String prefix,
    int lockSeconds,
    boolean adopt,
    boolean partial,
    int inPlaceAbove) {

  /** The name of an agent that was given none. */
  public static final String DEFAULT_NAME = "agent";

  /** Those of an agent that was told nothing. */
  public static final Options DEFAULT = new Options(DEFAULT_NAME, null, 5, false, false, 65_536);

  public Options {
    if (!isName(name)) {
      throw new IllegalArgumentException("not a name of an agent: " + name);
    }
  }

  /** Whether an agent can be called so. */
  public static boolean isName(String name) {
    boolean fits = !name.isEmpty() && name.length() <= 17;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      fits &=
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '.'
              || c == '-'
              || c == '_';
    }
    return fits;
  }
}
