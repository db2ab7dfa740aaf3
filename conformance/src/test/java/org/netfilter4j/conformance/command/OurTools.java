package org.netfilter4j.conformance.command;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.netfilter4j.command.Environment;
import org.netfilter4j.command.Iptables;
import org.netfilter4j.command.IptablesApply;
import org.netfilter4j.command.IptablesRestore;
import org.netfilter4j.command.IptablesRestoreTranslate;
import org.netfilter4j.command.IptablesSave;
import org.netfilter4j.command.IptablesTranslate;
import org.netfilter4j.command.IptablesXml;
import org.netfilter4j.command.Personality;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.linux.KernelMachine;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.model.Backend;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.SetDirectory;
import org.netfilter4j.xt.ruleset.MemoryBackend;

/** Our iptables programs of one mode, run in this process on tables in memory or a kernel's. */
public final class OurTools {
  private final Mode mode;
  private final Names names;
  private SetDirectory sets;
  private final Supplier<Backend> fresh;
  private Backend backend;

  OurTools(Mode mode, SetDirectory sets) {
    // Without a resolver: the namespaces of the C tools have none either.
    this(mode, sets, new SystemNames(Path.of("/etc"), false));
  }

  /** Tools that know these names and no others. */
  public OurTools(Mode mode, SetDirectory sets, Names names) {
    this(mode, sets, names, () -> tables(mode));
  }

  private OurTools(Mode mode, SetDirectory sets, Names names, Supplier<Backend> fresh) {
    this.mode = mode;
    this.names = names;
    this.sets = sets;
    this.fresh = fresh;
    this.backend = fresh.get();
  }

  /** Tools on a kernel's tables, asked anew each time that they are cleared. */
  static OurTools onKernel(Mode mode, SetDirectory sets, Supplier<Backend> fresh) {
    return new OurTools(mode, sets, new SystemNames(Path.of("/etc"), false), fresh);
  }

  /** Tools on the kernel's tables in a namespace. */
  static OurTools onKernel(Mode mode, NetworkNamespace namespace) {
    KernelMachine machine = new KernelMachine(namespace, Map.of());
    return onKernel(mode, machine.sets(), () -> machine.backend(mode));
  }

  private static Backend tables(Mode mode) {
    return new MemoryBackend(
        Ruleset.empty(Family.IPV4, mode), Ruleset.empty(Family.IPV6, mode), Accounts.OBJECTS);
  }

  /** All rules of both families. */
  List<Ruleset> state() {
    return List.of(backend.read(Family.IPV4), backend.read(Family.IPV6));
  }

  /** Forgets all rules, but for a kernel's. */
  void clear() {
    backend = fresh.get();
  }

  void use(SetDirectory other) {
    sets = other;
  }

  /** Runs a command line, the program's name first. */
  public Result run(List<String> words) {
    return run(words, "");
  }

  /** Runs a command line, the program's name first, with this text as standard input. */
  Result run(List<String> words, String stdin) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Environment environment =
        Environment.of(
            words.getFirst(),
            backend,
            names,
            sets,
            new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, false, StandardCharsets.UTF_8));
    Personality personality = Personality.of(words.getFirst());
    if (personality == null) {
      throw new IllegalArgumentException("not a program of iptables: " + words.getFirst());
    }
    List<String> args = words.subList(1, words.size());
    int exit =
        switch (personality.tool()) {
          case TABLES -> Iptables.run(args, environment);
          case SAVE -> IptablesSave.run(args, environment);
          case RESTORE -> IptablesRestore.run(args, environment);
          case TRANSLATE -> IptablesTranslate.run(args, environment, personality.family());
          case RESTORE_TRANSLATE ->
              IptablesRestoreTranslate.run(args, environment, personality.family());
          case XML ->
              IptablesXml.run(
                  words.getFirst(), args, environment.in(), environment.out(), environment.err());
          case APPLY ->
              IptablesApply.run(
                  words.getFirst(),
                  args,
                  step -> step.applyAsInt(environment),
                  environment.in(),
                  environment.out(),
                  environment.err(),
                  Map.of());
        };
    return new Result(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
