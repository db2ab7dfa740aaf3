package org.netfilter4j.command.ipset;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.Candidate;
import org.netfilter4j.command.CompletionHost;
import org.netfilter4j.xt.set.ElementPart;
import org.netfilter4j.xt.set.SetKeyword;
import org.netfilter4j.xt.set.SetType;
import org.netfilter4j.xt.set.SetTypes;

/** What can follow in a command line of {@code ipset}, from the tables that it is read by. */
public final class IpsetCompletion {
  /** More elements than that nobody chooses from. */
  private static final int MOST_ELEMENTS = 200;

  private final CompletionHost host;
  private final String current;
  private final List<Candidate> found = new ArrayList<>();

  private IpsetCompletion(String current, CompletionHost host) {
    this.current = current;
    this.host = host;
  }

  /**
   * The candidates for the word that is typed, each beginning with what stands there.
   *
   * @param words those before the one that is typed, without the program's name
   * @param current what is typed of it so far
   */
  public static List<Candidate> of(List<String> words, String current, CompletionHost host) {
    IpsetCompletion completion = new IpsetCompletion(current, host);
    completion.complete(words);
    return completion.found;
  }

  /** As {@link #of}, of {@code ipset-translate}, which knows one command. */
  public static List<Candidate> ofTranslate(
      List<String> words, String current, CompletionHost host) {
    IpsetCompletion completion = new IpsetCompletion(current, host);
    if (words.isEmpty()) {
      completion.add(IpsetCommand.RESTORE.word(), "command");
    }
    if (words.isEmpty() || words.size() == 1 && current.startsWith("-")) {
      completion.add(Options.Option.FILE.word(), "option");
    }
    return completion.found;
  }

  private void add(String text, String about) {
    if (text.startsWith(current)) {
      found.add(new Candidate(text, about));
    }
  }

  private void all(List<String> words) {
    words.forEach(word -> add(word, ""));
  }

  private void complete(List<String> words) {
    List<String> rest = new ArrayList<>();
    List<Options.Option> given = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      Options.Option option = Options.Option.of(words.get(i));
      if (option == null) {
        rest.add(words.get(i));
        continue;
      }
      given.add(option);
      if (option.takesArgument()) {
        i++;
        if (i == words.size()) {
          value(option);
          return;
        }
      }
    }
    if (rest.isEmpty()) {
      for (IpsetCommand command : IpsetCommand.values()) {
        add(command.word(), "command");
      }
    } else {
      IpsetCommand command = IpsetCommand.find(rest.getFirst());
      if (command != null) {
        arguments(command, rest.subList(1, rest.size()));
      }
    }
    if (rest.isEmpty() || current.startsWith("-")) {
      for (Options.Option option : Options.Option.values()) {
        if (!given.contains(option)) {
          add(option.word(), "option");
        }
      }
    }
  }

  private void value(Options.Option option) {
    if (option == Options.Option.OUTPUT) {
      for (Printer.Mode mode : Printer.Mode.values()) {
        add(mode.name().toLowerCase(Locale.ROOT), "");
      }
    }
  }

  private void arguments(IpsetCommand command, List<String> before) {
    switch (command) {
      case CREATE -> create(before);
      case ADD, DEL, TEST -> element(command, before);
      case DESTROY, LIST, SAVE, FLUSH -> {
        if (before.isEmpty()) {
          all(host.sets());
        }
      }
      case RENAME, SWAP -> {
        int sets = command == IpsetCommand.SWAP ? 2 : 1;
        if (before.size() < sets) {
          all(host.sets().stream().filter(set -> !before.contains(set)).toList());
        }
      }
      case HELP -> {
        if (before.isEmpty()) {
          types();
        }
      }
      case RESTORE, VERSION, QUIT -> {}
    }
  }

  private void types() {
    for (SetType type : SetTypes.all()) {
      add(type.name(), "type");
    }
  }

  private void create(List<String> before) {
    if (before.size() == 1) {
      types();
    } else if (before.size() > 1) {
      SetType type = SetTypes.find(before.get(1));
      if (type != null) {
        keywords(type.createKeywords(), before.subList(2, before.size()), true);
      }
    }
  }

  private void element(IpsetCommand command, List<String> before) {
    if (before.isEmpty()) {
      all(host.sets());
      return;
    }
    String set = before.getFirst();
    SetType type = type(set);
    if (type == null) {
      return;
    }
    if (before.size() == 1) {
      if (command != IpsetCommand.ADD) {
        all(host.elements(set, MOST_ELEMENTS));
      } else if (type.parts().contains(ElementPart.SET)) {
        all(host.sets().stream().filter(other -> !other.equals(set)).toList());
      }
      return;
    }
    List<SetKeyword> keywords =
        command == IpsetCommand.ADD
            ? type.addKeywords()
            : command == IpsetCommand.DEL ? type.deleteKeywords() : type.testKeywords();
    keywords(keywords, before.subList(2, before.size()), false);
  }

  private @Nullable SetType type(String set) {
    String name = host.setType(set);
    return name == null ? null : SetTypes.find(name);
  }

  /** The words after a type or an element that were not given yet, or the value of the last. */
  private void keywords(List<SetKeyword> known, List<String> before, boolean create) {
    List<String> given = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      String word = before.get(i);
      SetKeyword keyword = null;
      for (SetKeyword other : known) {
        keyword = other.word().equals(word) ? other : keyword;
      }
      given.add(word);
      if (keyword != null && !IpsetHelp.isFlag(keyword, create)) {
        i++;
        if (i == before.size()) {
          value(keyword);
          return;
        }
      }
    }
    for (SetKeyword keyword : known) {
      if (!given.contains(keyword.word())) {
        add(keyword.word(), "");
      }
    }
  }

  private void value(SetKeyword keyword) {
    if (keyword == SetKeyword.FAMILY) {
      add("inet", "IPv4");
      add("inet6", "IPv6");
    } else if (keyword == SetKeyword.BEFORE || keyword == SetKeyword.AFTER) {
      all(host.sets());
    }
  }
}
