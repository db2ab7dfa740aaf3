package org.netfilter4j.command;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Backend;
import org.netfilter4j.model.Backend.ChangedException;
import org.netfilter4j.model.Backend.RefusedException;
import org.netfilter4j.model.Backend.UnavailableException;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.TableName;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.ruleset.Draft;

/**
 * Reads what {@code iptables-save} wrote and commits it table by table. iptables-legacy-restore
 * carries out each line as it reads it; iptables-nft-restore only reads, and carries all out at
 * COMMIT, so a mistake in a later line's words comes before an earlier one's missing chain.
 */
final class Restorer {
  /**
   * What to do.
   *
   * @param counters {@code -c}: take counters too
   * @param verbose {@code -v}
   * @param testing {@code -t}: commit nothing
   * @param noFlush {@code -n}: add to what the table has
   * @param only {@code -T}: this table alone
   * @param seconds how long to wait for the lock
   * @param making whether a table is made that is named and has nothing in it
   */
  record Settings(
      boolean counters,
      boolean verbose,
      boolean testing,
      boolean noFlush,
      @Nullable String only,
      @Nullable Integer seconds,
      boolean making) {}

  /** What a line asks for, which iptables-nft-restore does at COMMIT. */
  private sealed interface Step {
    int line();

    void run(Restorer restorer);
  }

  private record Work(int line, Runnable work) implements Step {
    @Override
    public void run(Restorer restorer) {
      work.run();
    }
  }

  private record Rules(int line, ParsedCommand command) implements Step {
    @Override
    public void run(Restorer restorer) {
      restorer.apply(command);
    }
  }

  private final Environment environment;
  private final Family family;
  private final Mode mode;
  private final String name;
  private final Settings settings;
  private int line;
  private int blamed;
  private @Nullable String currentWord;
  private @Nullable TableName table;
  private @Nullable Changes changes;
  private @Nullable Closeable held;
  private @Nullable UnavailableException unavailable;
  private final RestoredChains chains;
  private final SeenWords seen = new SeenWords();

  /** As the lines' commands see it: the program is this one. */
  private final Environment named;

  private final List<Step> steps = new ArrayList<>();

  /** What the kernel refuses of the table in nft mode. */
  private final Refusals refusals = new Refusals();

  /** The line of each edit of the table. */
  private int[] lines = new int[64];

  /**
   * @param name what the program calls itself in messages
   */
  Restorer(Environment environment, Family family, String name, Settings settings) {
    this.environment = environment;
    this.family = family;
    this.mode = environment.mode();
    this.name = name;
    this.settings = settings;
    this.named = environment.withProgram(name);
    this.chains = new RestoredChains(this, name, mode, settings);
  }

  /** The number of the line that is read. */
  int line() {
    return line;
  }

  /** The number of the line that is to blame for what was thrown. */
  int blamed() {
    return blamed == 0 ? line : blamed;
  }

  void restore(Reader from) throws IOException {
    LineReader in = settings.making() ? LineReader.whole(from) : LineReader.cut(from);
    try {
      for (String text = in.next(); text != null; text = in.next()) {
        line++;
        line(text, in.terminated());
      }
      if (table != null) {
        String expected = "COMMIT expected at line " + (line + 1);
        throw Failure.line(1, name + ": " + expected, expected);
      }
    } finally {
      release();
    }
  }

  private void release() throws IOException {
    if (held != null) {
      held.close();
      held = null;
    }
  }

  private void line(String text, boolean terminated) throws IOException {
    if (text.isEmpty() && terminated) {
      return;
    }
    if (text.startsWith("#")) {
      if (settings.verbose()) {
        environment.out().print(text + "\n");
      }
      return;
    }
    TableName current = table;
    if (current == null) {
      if (text.startsWith("*")) {
        open(text);
      } else if (!passedOver()) {
        throw failed(line, null);
      }
      return;
    }
    if (text.equals("COMMIT") && (terminated || mode == Mode.NFT)) {
      commit();
    } else if (text.startsWith(":")) {
      chains.declare(text, current, changes());
    } else {
      rule(text, current);
    }
  }

  /** Whether lines outside a table belong to one that {@code -T} leaves out. */
  private boolean passedOver() {
    if (settings.only() == null) {
      return false;
    }
    return mode == Mode.LEGACY
        ? !settings.only().equals(currentWord)
        : currentWord != null && !settings.only().equals(currentWord);
  }

  private Failure failed(int at, @Nullable String why) {
    return Failure.line(
        1,
        name + ": line " + at + " failed" + (mode == Mode.NFT && why != null ? ": " + why : ""),
        why == null ? "no table has begun" : why);
  }

  private void open(String text) {
    String word = RestoreWords.token(text, 1);
    if (word == null) {
      throw Rejected.parameter(name + ": line " + line + " table name invalid\n");
    }
    TableName found = TableName.find(word);
    boolean wanted = settings.only() == null || settings.only().equals(word);
    if (found == null && (wanted || mode == Mode.NFT)) {
      throw mode == Mode.NFT
          ? Rejected.parameter(name + ": line " + line + " table name '" + word + "' invalid\n")
          : uninitialized(word);
    }
    currentWord = word;
    if (!wanted || found == null) {
      return;
    }
    held = Iptables.lock(environment, settings.seconds());
    table = found;
    changes = fresh(found, environment);
    step(() -> {
      if (!settings.noFlush()) {
        changes().empty(found, settings.verbose());
      }
      if (settings.making()) {
        changes().open(found);
      }
    });
  }

  /** Changes of the table as it is now. */
  private Changes fresh(TableName found, Environment to) {
    Ruleset ruleset = settings.testing() ? readOrNothing(found) : read(found);
    return new Changes(to, family, new Draft(ruleset, environment.backend().judges()));
  }

  /** Who only tests in nft mode is told at COMMIT that the table can't be had. */
  private Ruleset readOrNothing(TableName found) {
    if (mode == Mode.NFT) {
      try {
        return Executor.read(environment, family, found, Backend.Need.CHAINS);
      } catch (UnavailableException e) {
        if (!e.asked()) {
          throw Errors.unavailable(mode, name, family, found, e);
        }
        unavailable = e;
        return Ruleset.empty(family, mode);
      }
    }
    return read(found);
  }

  private Ruleset read(TableName found) {
    try {
      return Executor.read(environment, family, found, Backend.Need.CHAINS);
    } catch (UnavailableException e) {
      throw mode == Mode.NFT
          ? Errors.unavailable(mode, name, family, found, e)
          : uninitialized(found.word());
    }
  }

  private Rejected uninitialized(String word) {
    return Rejected.parameter(name + ": unable to initialize table '" + word + "'");
  }

  /** The changes of the table that is read. */
  Changes changes() {
    return java.util.Objects.requireNonNull(changes);
  }

  /** Does a line's work now in legacy mode, at COMMIT in nft. */
  void step(Runnable work) {
    if (mode == Mode.NFT) {
      steps.add(new Work(line, work));
    } else {
      now(work);
    }
  }

  /** Does a part of the line's work now, as what is left of the line asks of the draft. */
  void now(Runnable work) {
    carryOut(new Work(line, work));
  }

  private void carryOut(Step step) {
    Changes current = changes();
    int at = step.line();
    int before = current.edits().size();
    try {
      step.run(this);
    } catch (Failure e) {
      blamed = at;
      throw failed(at, e.reason());
    } catch (Rejected e) {
      blamed = at;
      if (e.kind() != Rejected.Kind.RESOURCE_PROBLEM) {
        throw e;
      }
      // The kernel's word comes after all that the tool itself finds wrong.
      refusals.add(at, e.getMessage().strip());
    }
    int after = current.edits().size();
    if (after > lines.length) {
      lines = Arrays.copyOf(lines, Math.max(after, lines.length * 2));
    }
    for (int i = before; i < after; i++) {
      lines[i] = at;
    }
  }

  private void commit() throws IOException {
    if (unavailable != null) {
      throw failed(line, Errors.nft(unavailable) + ".");
    }
    if (!settings.testing()) {
      while (!attempt()) {
        again();
      }
      if (!refusals.isEmpty()) {
        blamed = refusals.first();
        throw refusals.failure(name);
      }
    }
    steps.clear();
    table = null;
    changes = null;
    release();
  }

  /** Commits; false where another program has changed the table meanwhile. */
  private boolean attempt() {
    for (Step step : steps) {
      carryOut(step);
    }
    List<Edit> edits = changes().edits();
    try {
      if (refusals.isEmpty()) {
        environment.backend().commit(family, edits);
      }
    } catch (ChangedException e) {
      return false;
    } catch (RefusedException e) {
      blamed = lines[e.edit()];
      if (mode == Mode.LEGACY) {
        throw failed(line, e.errno().message() + ": " + e.getMessage());
      }
      refuse(e, edits);
    }
    return true;
  }

  private void refuse(RefusedException e, List<Edit> edits) {
    if (e.all().isEmpty()) {
      refusals.find(environment.backend().read(family), edits, lines, e);
    }
    for (Backend.Refusal each : e.all()) {
      refusals.add(lines[each.edit()], Errors.nft(edits.get(each.edit()), each.errno()));
    }
  }

  /** Begins anew with the table as another program left it; what was told is not told again. */
  private void again() {
    TableName current = java.util.Objects.requireNonNull(table);
    if (mode == Mode.NFT) {
      changes =
          fresh(current, environment.withOut(new PrintStream(OutputStream.nullOutputStream())));
    } else if (settings.noFlush()) {
      throw failed(line, Errno.EAGAIN.message());
    } else {
      // The edits begin by emptying the table, so they are right whatever is in it.
      read(current);
    }
  }

  /** How many words the C tool puts before those of a line: its name, -t, the table and more. */
  private int lead(String text) {
    int verbose = settings.verbose() && !settings.noFlush() ? 1 : 0;
    return 3 + verbose + (settings.counters() && text.startsWith("[") ? 3 : 0);
  }

  private void rule(String text, TableName current) {
    RestoreWords.Line parts = RestoreWords.parse(text, line, lead(text), seen);
    List<String> words = parts.words();
    if (settings.counters() && parts.packets() != null && parts.bytes() != null) {
      words = new ArrayList<>(parts.words().size() + 3);
      words.add("--set-counters");
      words.add(parts.packets());
      words.add(parts.bytes());
      words.addAll(parts.words());
    }
    ParsedCommand command = new CommandParser(named, family, words, true).parse(current.word());
    if (command.otherFamily) {
      return;
    }
    boolean telling = settings.verbose() && !settings.noFlush();
    command.verbose = Math.max(command.verbose, telling ? 1 : 0);
    Rules rules = new Rules(line, command);
    if (mode == Mode.NFT) {
      steps.add(rules);
    } else {
      carryOut(rules);
    }
  }

  private void apply(ParsedCommand command) {
    Changes all = changes();
    TableName current = java.util.Objects.requireNonNull(table);
    for (int i = 0; i < command.commands.size(); i++) {
      CommandKind kind = command.commands.get(i);
      if (kind == CommandKind.LIST || kind == CommandKind.LIST_RULES) {
        Lists.warnOfLegacy(environment, family, "");
        new Lists(environment, family).print(command, current, all.draft.freeze());
      } else {
        all.apply(kind, command, current);
      }
    }
  }
}
