package org.netfilter4j.host;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.netfilter4j.command.RulesFile;
import org.netfilter4j.model.Backend;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.xt.HostObjects;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.SetDirectory;
import org.netfilter4j.xt.ruleset.MemoryBackend;

/**
 * The rules of one mode, kept in the files of a host directory. A family's file is read when it is
 * first asked for, and replaced whole by each commit.
 *
 * <p>From the first reading on it holds the directory's lock, so that what was read is what the
 * edits are applied to.
 */
public final class HostBackend implements Backend {
  private final HostDirectory directory;
  private final Mode mode;
  private final Names names;
  private final SetDirectory sets;
  private final HostObjects objects;
  private final Map<Family, MemoryBackend> loaded = new EnumMap<>(Family.class);
  private final Runnable hold;

  /**
   * @param hold takes the host's lock, before the first reading
   */
  HostBackend(
      HostDirectory directory,
      Mode mode,
      Names names,
      SetDirectory sets,
      HostObjects objects,
      Runnable hold) {
    this.directory = directory;
    this.mode = mode;
    this.names = names;
    this.sets = sets;
    this.objects = objects;
    this.hold = hold;
  }

  @Override
  public Mode mode() {
    return mode;
  }

  @Override
  public Ruleset read(Family family) {
    return memory(family).read(family);
  }

  /**
   * Carries out the edits and replaces the family's file.
   *
   * @throws HostException where the file can't be written; nothing is changed then
   */
  @Override
  public void commit(Family family, List<Edit> edits) {
    MemoryBackend memory = memory(family);
    Ruleset before = memory.read(family);
    memory.commit(family, edits);
    Ruleset after = memory.read(family);
    boolean written = false;
    try {
      write(directory, after);
      written = true;
    } finally {
      if (!written) {
        loaded.put(family, of(before));
      }
    }
  }

  /** Replaces the file of a ruleset. */
  static void write(HostDirectory directory, Ruleset ruleset) {
    HostDirectory.replace(
        directory.rules(ruleset.mode(), ruleset.family()),
        out -> {
          Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          RulesFile.write(ruleset, writer, true);
          writer.flush();
        });
  }

  private MemoryBackend memory(Family family) {
    MemoryBackend memory = loaded.get(family);
    if (memory == null) {
      hold.run();
      memory = of(load(family));
      loaded.put(family, memory);
    }
    return memory;
  }

  private Ruleset load(Family family) {
    Path file = directory.rules(mode, family);
    if (!Files.exists(file)) {
      return Ruleset.empty(family, mode);
    }
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      return RulesFile.read(reader, family, mode, names, sets);
    } catch (RulesFile.BadRulesException e) {
      throw new HostException(file, "line " + e.line() + ": " + e.getMessage());
    } catch (CharacterCodingException e) {
      throw new HostException(file, "is not text in UTF-8");
    } catch (IOException e) {
      throw new HostException(file, "can't be read: " + HostDirectory.reason(e));
    }
  }

  private MemoryBackend of(Ruleset ruleset) {
    return switch (ruleset.family()) {
      case IPV4 -> new MemoryBackend(ruleset, Ruleset.empty(Family.IPV6, mode), objects);
      case IPV6 -> new MemoryBackend(Ruleset.empty(Family.IPV4, mode), ruleset, objects);
    };
  }
}
