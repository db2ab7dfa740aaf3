package org.netfilter4j.xt.match;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchDescriptor;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Spelled;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -m bpf}: what a classic BPF program says of the packet (xt_bpf.c, revision 1). */
public final class Bpf extends MatchDescriptor<Bpf.Data> {
  /** XT_BPF_PATH_MAX, with its NUL. */
  private static final int MAX_PATH = 512;

  /** XT_BPF_MODE_PATH_PINNED. */
  private static final int PATH = 1;

  private static final Option<BpfProgram> BYTECODE =
      Option.of("bytecode", BpfProgram.syntax()).help("as nfbpf_compile RAW 'FILTER' prints it");
  private static final Option<String> PINNED =
      Option.of(
              "object-pinned",
              Spelled.of("path", Bpf::pinned, List.of(), List.of("/no/such/object", "", "/")))
          .help("a program that is pinned in a BPF file system");

  /** struct xt_bpf_info_v1: a program, or the path of a pinned one, else "". */
  public record Data(@Nullable BpfProgram program, String path) implements Match {
    @Override
    public String name() {
      return "bpf";
    }

    private String text() {
      return program == null ? "pinned " + path : program.toString();
    }
  }

  public Bpf() {
    super("bpf", Data.class, BYTECODE, PINNED);
  }

  private static String pinned(String path) {
    try {
      Path file = Path.of(path);
      if (Files.isRegularFile(file) && Files.getFileStore(file).type().equals("bpf")) {
        return path.substring(0, Math.min(path.length(), MAX_PATH - 1));
      }
    } catch (IOException | InvalidPathException e) {
      // Then it is no such object.
    }
    throw Rejected.parameter("bpf: failed to get bpf object");
  }

  @Override
  public Data parse(Args args, RuleContext context) {
    if (args.has(BYTECODE) == args.has(PINNED)) {
      throw Rejected.parameter("bpf: one of --bytecode or --pinned is required");
    }
    return new Data(args.get(BYTECODE), args.get(PINNED, ""));
  }

  @Override
  public void save(Data match, Words out) {
    if (match.program == null) {
      out.option("object-pinned", match.path);
    } else {
      int size = match.program.instructions().size();
      out.option("bytecode", "\"" + size + "," + match.program + "\"");
    }
  }

  /** The C tool puts no blank before it, and after a program a NUL. */
  @Override
  public void list(Data match, Listing out) {
    out.add("match bpf ").add(match.text()).add(match.program == null ? "" : "\0");
  }

  @Override
  public @Nullable Errno check(Data match, CheckContext context) {
    return match.program == null || match.program.isValid() ? null : Errno.EINVAL;
  }

  /**
   * struct xt_bpf_info_v1: kind and length, a descriptor that kernels leave alone, and the program
   * or its path.
   */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(1, 528, Bpf::write, Bpf::read));
  }

  private static void write(Data match, StructBytes out) {
    if (match.program == null) {
      out.u16(0, PATH);
      out.text(8, MAX_PATH, match.path);
    } else {
      match.program.write(out);
    }
  }

  private static Data read(StructBytes in) {
    return switch (in.u16(0)) {
      case 0 -> new Data(BpfProgram.read(in), "");
      case PATH -> new Data(null, in.text(8, MAX_PATH));
      default -> throw new IllegalArgumentException("mode " + in.u16(0));
    };
  }

  @Override
  public Condition condition(Data match, Lowering lowering) {
    if (match.program == null) {
      return new Condition.Unknown(
          "bpf", new Label("the BPF program at " + match.path, "位于 " + match.path + " 的 BPF 程序"));
    }
    return new Condition.Not(new Condition.Test(new BpfRun(match.program), Values.exactly(0)));
  }
}
