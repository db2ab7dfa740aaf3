package org.netfilter4j.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.Candidate;
import org.netfilter4j.command.Completion;
import org.netfilter4j.command.CompletionHost;
import org.netfilter4j.command.Personality;
import org.netfilter4j.command.Programs;
import org.netfilter4j.command.ipset.IpsetCompletion;
import org.netfilter4j.host.HostException;
import org.netfilter4j.host.HostWords;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.Rejected;

/**
 * {@code nf4j complete [--about] -- PROGRAM WORDS… CURRENT}: prints what can stand in place of the
 * last word, a candidate a line, with {@code --about} after a tab what it is. Called by the scripts
 * of {@code nf4j completion}; where there is nothing to offer it prints nothing, and no errors.
 */
final class CompleteCommand {
  private final Nf4j nf4j;
  private @Nullable String hostName;

  CompleteCommand(Nf4j nf4j) {
    this.nf4j = nf4j;
  }

  int run(List<String> words) {
    int start = words.indexOf("--");
    boolean about = words.indexOf("--about") == 0;
    if (start < 0 || words.size() < start + 3) {
      return 0;
    }
    String program = words.get(start + 1);
    String name = program.substring(program.lastIndexOf('/') + 1);
    List<String> before = words.subList(start + 2, words.size() - 1);
    for (Candidate candidate : candidates(name, before, words.getLast())) {
      nf4j.out()
          .println(
              candidate.text()
                  + (about && !candidate.about().isEmpty() ? "\t" + candidate.about() : ""));
    }
    return 0;
  }

  private List<Candidate> candidates(String name, List<String> words, String current) {
    try {
      List<String> rest = host(words);
      if (rest.size() < words.size() && rest.isEmpty() && words.getLast().equals("--host")) {
        return List.of(); // a directory
      }
      return name.equals("nf4j") ? own(rest, current) : program(name, rest, current);
    } catch (HostException | Rejected e) {
      // Whoever completes a word is not helped by an error; the command will tell it.
      return List.of();
    }
  }

  /** Takes {@code --host} from the beginning. */
  private List<String> host(List<String> words) {
    if (!words.isEmpty() && words.getFirst().startsWith("--host=")) {
      hostName = words.getFirst().substring("--host=".length());
      return words.subList(1, words.size());
    }
    if (!words.isEmpty() && words.getFirst().equals("--host")) {
      hostName = words.size() > 1 ? words.get(1) : null;
      return words.subList(Math.min(2, words.size()), words.size());
    }
    return words;
  }

  private CompletionHost words() {
    return new HostWords(nf4j.directory(hostName));
  }

  private List<Candidate> program(String name, List<String> words, String current) {
    Mode multi = Personality.multi(name);
    if (multi != null) {
      return multi(multi, words, current);
    }
    Personality personality = Personality.of(name);
    if (personality != null) {
      Mode mode = personality.mode() != null ? personality.mode() : nf4j.mode();
      return Completion.of(personality, mode, words, current, words());
    }
    return switch (name) {
      case Programs.IPSET -> IpsetCompletion.of(words, current, words());
      case Programs.IPSET_TRANSLATE -> IpsetCompletion.ofTranslate(words, current, words());
      default -> List.of();
    };
  }

  /** A program that holds all tools of a mode: the tool's name comes first. */
  private List<Candidate> multi(Mode mode, List<String> words, String current) {
    if (words.isEmpty()) {
      List<Candidate> found = new ArrayList<>();
      Personality.tools(mode).forEach(tool -> add(found, tool, "", current));
      return found;
    }
    Personality tool = Personality.ofTool(mode, words.getFirst());
    return tool == null
        ? List.of()
        : Completion.of(tool, mode, words.subList(1, words.size()), current, words());
  }

  private List<Candidate> own(List<String> words, String current) {
    if (words.isEmpty()) {
      List<Candidate> found = new ArrayList<>();
      for (Usage.Command command : Usage.Command.values()) {
        add(found, command.word(), command.about(), current);
      }
      Programs.names().forEach(name -> add(found, name, "", current));
      add(found, "--host", "the host's directory", current);
      return found;
    }
    Usage.Command command = Usage.Command.find(words.getFirst());
    List<String> rest = words.subList(1, words.size());
    if (command == null) {
      return program(words.getFirst(), host(rest), current);
    }
    List<Candidate> found = new ArrayList<>();
    for (String word : command.words(rest, words()::interfaces)) {
      add(found, word, "", current);
    }
    return found;
  }

  private static void add(List<Candidate> found, String text, String about, String current) {
    if (text.startsWith(current)) {
      found.add(new Candidate(text, about));
    }
  }
}
