package org.netfilter4j.agent;

import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.keep.Options;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.Rejected;

/** What {@code nf4j agent} is told to do, by its words and by environment variables. */
public final class AgentOptions {
  /** What is to be done. */
  public enum Task {
    /** Keep the rules applied until it is ended. */
    RUN,
    /** Apply them once. */
    ONCE,
    /** Say whether they are applied. */
    CHECK,
    /** Remove all that is the agent's. */
    CLEANUP,
    /** Ask the agent that runs. */
    STATUS
  }

  private static final String USAGE =
      """
      usage: nf4j agent --rules DIR [--mode nft|legacy|auto]   keeps a directory of rules applied
             nf4j agent --rules DIR --once       applies them once: exit 0, or 1 where it fails,
                                                 or 2 where a file is wrong
             nf4j agent --rules DIR --check      exit 0 where they are applied, 1 where they are
                                                 not, 2 where a file is wrong or nobody can look
             nf4j agent --cleanup                removes all that is the agent's
             nf4j agent status [--listen ADDRESS:PORT]
                                                 asks the agent that runs: exit 0 where all is
                                                 applied, 1 where it is not, 2 where none runs

        --name NAME               of this agent (agent): several on one machine have names of
                                  their own
        --prefix PREFIX           chains and sets whose names begin so are this agent's
        --adopt                   a chain or set that the files declare and that is there already
                                  becomes the agent's; else that is refused
        --partial                 rules for somebody else's chain that is not there wait for it,
                                  and the others are applied; else none are
        --in-place-above NUMBER   of elements: larger sets are changed element by element, smaller
                                  ones made anew and swapped (65536)
        --listen ADDRESS:PORT|none  /healthz, /readyz, /metrics, /status (127.0.0.1:9469)
        --cleanup-on-exit         removes all that is its own when it ends
        --log-format logfmt|json  of the lines on standard error (logfmt)
        --log-level debug|info|warn|error  (info)
        --poll DURATION           how often sets and legacy tables are looked at (1s)
        --resync DURATION         how often all is compared, whatever was told (60s)
        --settle DURATION         how long files must be still before they are read (100ms)
        --rescan DURATION         how often the directory is looked at, whatever was told (5s)
        --lock-wait DURATION      how long the xtables lock is waited for in silence (1s)
        --backoff DURATION        the longest time between attempts that fail (30s)
        --repairs-per-minute NUMBER  more is a fight with another program, and backs off (30)

      A DURATION is a number with ms, s, m or h. Each flag is also an environment variable:
      NF4J_AGENT_RULES=DIR, NF4J_AGENT_LOG_FORMAT=json, NF4J_AGENT_ONCE=1. docs/agent.md tells of
      the files.\
      """;

  private final Map<AgentFlag, String> given;
  private final Task task;

  private AgentOptions(Map<AgentFlag, String> given, Task task) {
    this.given = given;
    this.task = task;
  }

  /** What {@code nf4j agent --help} prints. */
  public static String usage() {
    return USAGE;
  }

  /**
   * Reads words and variables.
   *
   * @throws Rejected with a line for the user
   */
  public static AgentOptions read(List<String> words, Map<String, String> variables) {
    Map<AgentFlag, String> given = new EnumMap<>(AgentFlag.class);
    for (AgentFlag flag : AgentFlag.values()) {
      String value = variables.get(flag.variable());
      if (value != null && !value.isEmpty()) {
        put(given, flag, flag.variable(), value);
      }
    }
    boolean status = !words.isEmpty() && words.getFirst().equals("status");
    words(status ? words.subList(1, words.size()) : words, given);
    AgentOptions options = new AgentOptions(given, status ? Task.STATUS : task(given));
    options.check();
    return options;
  }

  private static void words(List<String> words, Map<AgentFlag, String> given) {
    for (int at = 0; at < words.size(); at++) {
      String word = words.get(at);
      int equals = word.startsWith("--") ? word.indexOf('=') : -1;
      AgentFlag flag = AgentFlag.find(equals < 0 ? word : word.substring(0, equals));
      if (flag == null) {
        throw Rejected.parameter("agent: unknown word \"" + word + "\"; see nf4j agent --help");
      }
      if (equals >= 0) {
        put(given, flag, flag.word(), word.substring(equals + 1));
      } else if (flag.operand() == null) {
        given.put(flag, "1");
      } else if (at + 1 == words.size()) {
        throw Rejected.parameter("option \"" + word + "\" requires an argument");
      } else {
        at++;
        put(given, flag, flag.word(), words.get(at));
      }
    }
  }

  private static void put(Map<AgentFlag, String> given, AgentFlag flag, String said, String value) {
    if (flag.operand() != null) {
      given.put(flag, value);
      return;
    }
    switch (value.toLowerCase(Locale.ROOT)) {
      case "1", "true", "yes" -> given.put(flag, "1");
      case "0", "false", "no" -> given.remove(flag);
      default -> throw Rejected.parameter(said + " is \"" + value + "\", expected 1 or 0");
    }
  }

  private static Task task(Map<AgentFlag, String> given) {
    Task task = Task.RUN;
    AgentFlag by = null;
    for (AgentFlag flag : List.of(AgentFlag.ONCE, AgentFlag.CHECK, AgentFlag.CLEANUP)) {
      if (given.containsKey(flag)) {
        if (by != null) {
          throw Rejected.parameter(
              "agent: " + by.word() + " and " + flag.word() + " exclude one another");
        }
        by = flag;
        task = Task.valueOf(flag.name());
      }
    }
    return task;
  }

  /** All that can be wrong is told before anything is done. */
  private void check() {
    switch (task) {
      case RUN, ONCE, CHECK -> {
        if (!given.containsKey(AgentFlag.RULES)) {
          throw Rejected.parameter("agent: --rules DIR is missing; see nf4j agent --help");
        }
        rules();
      }
      case CLEANUP, STATUS -> {}
    }
    askedMode();
    listen();
    jsonLog();
    logLevel();
    for (AgentFlag flag :
        List.of(
            AgentFlag.POLL,
            AgentFlag.RESYNC,
            AgentFlag.SETTLE,
            AgentFlag.RESCAN,
            AgentFlag.LOCK_WAIT,
            AgentFlag.BACKOFF)) {
      duration(flag);
    }
    repairsPerMinute();
    keeping();
  }

  public Task task() {
    return task;
  }

  /** The directory of rules. */
  public Path rules() {
    String text = given.getOrDefault(AgentFlag.RULES, "");
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw wrong(AgentFlag.RULES, text, "a directory");
    }
  }

  private String text(AgentFlag flag) {
    String value = given.get(flag);
    String otherwise = flag.otherwise();
    return value != null ? value : otherwise == null ? "" : otherwise;
  }

  private static Rejected wrong(AgentFlag flag, String value, String expected) {
    return Rejected.parameter(
        "agent: " + flag.word() + " is \"" + value + "\", expected " + expected);
  }

  /** The mode that is asked for; null where it is chosen by what the machine uses. */
  public @Nullable Mode askedMode() {
    String word = text(AgentFlag.MODE);
    if (word.equals("auto")) {
      return null;
    }
    for (Mode mode : Mode.values()) {
      if (mode.word().equals(word)) {
        return mode;
      }
    }
    throw wrong(AgentFlag.MODE, word, "nft, legacy or auto");
  }

  /** This agent's name. */
  public String name() {
    return text(AgentFlag.NAME);
  }

  /** How the rules are kept. */
  Options keeping() {
    if (!Options.isName(name())) {
      throw wrong(
          AgentFlag.NAME, name(), "at most 17 letters, digits, dots, hyphens and underscores");
    }
    int above = number(text(AgentFlag.IN_PLACE_ABOVE));
    if (above < 0) {
      throw wrong(AgentFlag.IN_PLACE_ABOVE, text(AgentFlag.IN_PLACE_ABOVE), "a number");
    }
    return new Options(
        name(),
        given.get(AgentFlag.PREFIX),
        (int) Math.clamp((lockWait().toMillis() + 999) / 1000, 1, Integer.MAX_VALUE),
        given.containsKey(AgentFlag.ADOPT),
        given.containsKey(AgentFlag.PARTIAL),
        above);
  }

  public boolean cleanupOnExit() {
    return given.containsKey(AgentFlag.CLEANUP_ON_EXIT);
  }

  /** Where questions are answered; null for nowhere. */
  public @Nullable InetSocketAddress listen() {
    String text = text(AgentFlag.LISTEN);
    if (text.equals("none")) {
      return null;
    }
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? text : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    // An address and no name: who is allowed to ask must not depend on a name server.
    Address address = Address.parse(host);
    int port = colon < 0 ? -1 : number(text.substring(colon + 1));
    if (address == null || port < 0 || port > 0xffff) {
      throw wrong(AgentFlag.LISTEN, text, "ADDRESS:PORT or none");
    }
    return new InetSocketAddress(host, port);
  }

  public boolean jsonLog() {
    String word = text(AgentFlag.LOG_FORMAT);
    return switch (word) {
      case "json" -> true;
      case "logfmt" -> false;
      default -> throw wrong(AgentFlag.LOG_FORMAT, word, "logfmt or json");
    };
  }

  /** The least level that is logged. */
  AgentLog.Level logLevel() {
    String word = text(AgentFlag.LOG_LEVEL);
    for (AgentLog.Level level : AgentLog.Level.values()) {
      if (level.word().equals(word)) {
        return level;
      }
    }
    throw wrong(AgentFlag.LOG_LEVEL, word, "debug, info, warn or error");
  }

  public Duration poll() {
    return duration(AgentFlag.POLL);
  }

  public Duration resync() {
    return duration(AgentFlag.RESYNC);
  }

  public Duration settle() {
    return duration(AgentFlag.SETTLE);
  }

  public Duration rescan() {
    return duration(AgentFlag.RESCAN);
  }

  public Duration lockWait() {
    return duration(AgentFlag.LOCK_WAIT);
  }

  public Duration backoff() {
    return duration(AgentFlag.BACKOFF);
  }

  public int repairsPerMinute() {
    String text = text(AgentFlag.REPAIRS_PER_MINUTE);
    int number = number(text);
    if (number < 1) {
      throw wrong(AgentFlag.REPAIRS_PER_MINUTE, text, "a number from 1");
    }
    return number;
  }

  private Duration duration(AgentFlag flag) {
    String text = text(flag);
    int digits = 0;
    while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
      digits++;
    }
    int number = number(text.substring(0, digits));
    long unit =
        switch (text.substring(digits)) {
          case "ms" -> 1;
          case "s" -> 1000;
          case "m" -> 60_000;
          case "h" -> 3_600_000;
          default -> -1;
        };
    if (number < 1 || unit < 0) {
      throw wrong(flag, text, "a time such as 100ms, 5s, 2m or 1h");
    }
    return Duration.ofMillis(number * unit);
  }

  /** A number of at most nine digits, -1 where it is none. */
  private static int number(String text) {
    if (text.isEmpty() || text.length() > 9) {
      return -1;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return -1;
      }
    }
    return Integer.parseInt(text);
  }
}
