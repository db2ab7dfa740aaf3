package org.netfilter4j.rules.provenance;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Label.Language;

/**
 * Whose a rule, a chain or a policy is.
 *
 * @param program whose it is; {@link Programs#BY_HAND} where no program is known by it
 * @param details what it tells of what it is for
 */
public record Origin(Program program, List<Detail> details) {
  /** Of no program that is known. */
  public static final Origin BY_HAND = new Origin(Programs.BY_HAND, List.of());

  public Origin {
    details = List.copyOf(details);
  }

  /** The word by which commands and JSON know the owner: "docker", "hand". */
  public String owner() {
    return program.word();
  }

  /** Whether no program is known by it. */
  public boolean isByHand() {
    return program == Programs.BY_HAND;
  }

  /** Whether its program makes it again at start, so that nobody else should keep it. */
  public boolean isRemade() {
    return program.isRemaking();
  }

  /** The detail of that kind, or null. */
  public @Nullable String detail(Detail.Kind kind) {
    for (Detail detail : details) {
      if (detail.kind() == kind) {
        return detail.value();
      }
    }
    return null;
  }

  /** "Docker: published port 8080/tcp, container 172.17.0.2:80". */
  public String text(Language language) {
    StringBuilder out = new StringBuilder(program.name().in(language));
    boolean chinese = language == Language.CHINESE;
    String protocol = detail(Detail.Kind.PROTOCOL);
    boolean first = true;
    for (Detail detail : details) {
      if (detail.kind() == Detail.Kind.PROTOCOL) {
        continue;
      }
      out.append(first ? chinese ? "：" : ": " : chinese ? "，" : ", ");
      first = false;
      Label label = detail.kind().label();
      out.append(label.in(language)).append(' ').append(detail.value());
      if (protocol != null && isPort(detail.kind())) {
        out.append('/').append(protocol);
      }
    }
    return out.toString();
  }

  private static boolean isPort(Detail.Kind kind) {
    return kind == Detail.Kind.PUBLISHED
        || kind == Detail.Kind.HOST_PORT
        || kind == Detail.Kind.CONTAINER_PORT;
  }
}
