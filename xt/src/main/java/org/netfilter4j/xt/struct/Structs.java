package org.netfilter4j.xt.struct;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Target;
import org.netfilter4j.wire.nft.Expression;
import org.netfilter4j.xt.Extensions;
import org.netfilter4j.xt.MatchExtension;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.TargetExtension;

/**
 * Matches and targets to and from their structs, for one kernel.
 *
 * @param sets its sets' numbers
 * @param revisions the revisions it takes; asked only where an extension knows several
 */
public record Structs(SetIndexes sets, Revisions revisions) {
  /** XT_ALIGN: to this the kernel aligns structs. */
  private static final int ALIGNMENT = 8;

  /** A length rounded up to the kernel's alignment. */
  public static int align(int length) {
    return (length + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /**
   * A match's struct, of the newest revision that the kernel takes.
   *
   * @throws Rejected where it has none
   */
  public Encoded encode(Match match, Family family) {
    return match instanceof UnknownMatch unknown
        ? new Encoded(unknown.name(), unknown.revision(), unknown.info().bytes())
        : encodeKnown(match, family);
  }

  private <M extends Match> Encoded encodeKnown(M match, Family family) {
    MatchExtension<M> extension = Extensions.of(match, family);
    String name = extension.kernelName();
    return encode(match, choose(extension.layouts(family), family, false, name), name, family);
  }

  /** As {@link #encode(Match, Family)}. */
  public Encoded encode(Target.Extended target, Family family) {
    return target instanceof UnknownTarget unknown
        ? new Encoded(unknown.name(), unknown.revision(), unknown.info().bytes())
        : encodeKnown(target, family);
  }

  private <T extends Target.Extended> Encoded encodeKnown(T target, Family family) {
    TargetExtension<T> extension = Extensions.of(target, family);
    String name = extension.kernelName();
    return encode(target, choose(extension.layouts(family), family, true, name), name, family);
  }

  private <T> Encoded encode(T value, Layout<T> layout, String name, Family family) {
    byte[] info = new byte[align(layout.size())];
    layout.writer().accept(value, new StructBytes(info, 0, layout.size(), family, sets));
    return new Encoded(name, layout.revision(), info);
  }

  private <T> Layout<T> choose(
      List<Layout<T>> layouts, Family family, boolean target, String name) {
    if (layouts.isEmpty()) {
      throw Rejected.other("\"" + name + "\" has no form in the kernel");
    }
    if (layouts.size() > 1) {
      for (Layout<T> layout : layouts) {
        if (revisions.has(family, target, name, layout.revision())) {
          return layout;
        }
      }
    }
    return layouts.getFirst();
  }

  /**
   * The match that a struct says; one that is unknown where none here can make it out.
   *
   * @param bytes what the struct stands in
   * @param start where it begins
   * @param length its length there, filled up to the alignment
   */
  public Match match(
      String name, int revision, byte[] bytes, int start, int length, Family family) {
    for (MatchExtension<?> extension : Extensions.matchesOfKernel(name, family)) {
      Match read = read(extension.layouts(family), revision, bytes, start, length, family);
      if (read != null) {
        return read;
      }
    }
    return new UnknownMatch(name, revision, copy(bytes, start, length));
  }

  /** As {@link #match}. */
  public Target.Extended target(
      String name, int revision, byte[] bytes, int start, int length, Family family) {
    for (TargetExtension<?> extension : Extensions.targetsOfKernel(name, family)) {
      Target.Extended read =
          read(extension.layouts(family), revision, bytes, start, length, family);
      if (read != null) {
        return read;
      }
    }
    return new UnknownTarget(name, revision, copy(bytes, start, length));
  }

  private <T> @Nullable T read(
      List<Layout<T>> layouts, int revision, byte[] bytes, int start, int length, Family family) {
    for (Layout<T> layout : layouts) {
      if (layout.revision() == revision && align(length) == align(layout.size())) {
        try {
          return layout.reader().apply(new StructBytes(bytes, start, layout.size(), family, sets));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
          // A value that no tool writes: kept as it is.
          return null;
        }
      }
    }
    return null;
  }

  private static Expression.Data copy(byte[] bytes, int start, int length) {
    return new Expression.Data(Arrays.copyOfRange(bytes, start, start + length));
  }
}
