package org.netfilter4j.xt.option;

import java.util.List;
import org.netfilter4j.xt.RuleContext;

/** A path in the hierarchy of control groups. */
public enum CgroupPath implements Syntax<String> {
  PATH;

  private static final CutText TEXT = new CutText(511, 0, "path");

  @Override
  public String parse(String text, String owner, String option, RuleContext context) {
    return TEXT.parse(text, owner, option, context);
  }

  @Override
  public String placeholder() {
    return TEXT.placeholder();
  }

  /** The root of the hierarchy, which is there on every host. */
  @Override
  public Samples samples() {
    return new Samples(List.of("/", "", "//", "/".repeat(511), "/".repeat(512)), List.of());
  }
}
