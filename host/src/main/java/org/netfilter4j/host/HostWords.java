package org.netfilter4j.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.CompletionHost;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;

/**
 * The names in a host's files, found line by line: a shell that completes a word can't wait until a
 * hundred thousand rules are read, and has no use for what is wrong with them.
 */
public final class HostWords implements CompletionHost {
  private static final Pattern INTERFACE = Pattern.compile("\"ifname\"\\s*:\\s*\"([^\"]+)\"");

  private final HostDirectory directory;

  public HostWords(HostDirectory directory) {
    this.directory = directory;
  }

  /** Hands on the lines of a file until one is refused; a file that can't be read has none. */
  private static void lines(Path file, Predicate<String> each) {
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (!each.test(line)) {
          return;
        }
      }
    } catch (NoSuchFileException e) {
      // Nothing is recorded, so there is nothing to name.
    } catch (IOException e) {
      // Whoever completes a word is not helped by an error; the command will tell it.
    }
  }

  @Override
  public List<String> chains(Family family, Mode mode, TableName table) {
    List<String> chains = new ArrayList<>();
    String begins = "*" + table.word();
    boolean[] inside = {false};
    lines(
        directory.rules(mode, family),
        line -> {
          if (line.startsWith("*")) {
            inside[0] = line.strip().equals(begins);
          } else if (inside[0] && line.startsWith(":")) {
            String[] words = line.substring(1).split(" ", 3);
            if (words.length > 1 && words[1].equals("-")) {
              chains.add(words[0]);
            }
          }
          // A table's chains stand before its rules.
          return !inside[0] || line.startsWith("*") || line.startsWith(":") || line.startsWith("#");
        });
    return chains;
  }

  @Override
  public List<String> sets() {
    List<String> sets = new ArrayList<>();
    lines(
        directory.sets(),
        line -> {
          if (line.startsWith("create ")) {
            sets.add(line.split(" ", 3)[1]);
          }
          return true;
        });
    return sets;
  }

  @Override
  public @Nullable String setType(String set) {
    String begins = "create " + set + " ";
    String[] type = new String[1];
    lines(
        directory.sets(),
        line -> {
          if (line.startsWith(begins)) {
            type[0] = line.substring(begins.length()).split(" ", 2)[0];
          }
          return type[0] == null;
        });
    return type[0];
  }

  @Override
  public List<String> elements(String set, int most) {
    List<String> elements = new ArrayList<>();
    String begins = "add " + set + " ";
    lines(
        directory.sets(),
        line -> {
          if (line.startsWith(begins)) {
            elements.add(line.substring(begins.length()).split(" ", 2)[0]);
          }
          return elements.size() < most;
        });
    return elements;
  }

  @Override
  public List<String> names(String file) {
    Path folder = Files.isDirectory(directory.names()) ? directory.names() : Path.of("/etc");
    Set<String> names = new LinkedHashSet<>();
    lines(
        folder.resolve(file),
        line -> {
          String name = line.split("[\\s:#]", 2)[0];
          if (!name.isEmpty()) {
            names.add(name);
          }
          return true;
        });
    return List.copyOf(names);
  }

  @Override
  public List<String> interfaces() {
    Set<String> names = new LinkedHashSet<>();
    for (Path file : List.of(directory.links(), directory.addresses())) {
      lines(
          file,
          line -> {
            Matcher matcher = INTERFACE.matcher(line);
            while (matcher.find()) {
              names.add(matcher.group(1));
            }
            return true;
          });
    }
    return List.copyOf(names);
  }
}
