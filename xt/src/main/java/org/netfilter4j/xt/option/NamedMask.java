package org.netfilter4j.xt.option;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.struct.StructBytes;

/** A number under a mask, both of 32 bits, that a file of iproute2 may have a name for. */
public record NamedMask(long value, long mask) {
  private static final long ALL = 0xffff_ffffL;

  /** Writes number and mask. */
  public void write(StructBytes out, int offset) {
    out.u32(offset, value);
    out.u32(offset + 4, mask);
  }

  public static NamedMask read(StructBytes in, int offset) {
    return new NamedMask(in.u32(offset), in.u32(offset + 4));
  }

  /**
   * 0x1, or 0x1/0xff where the mask is not all of ones, or the name of a number that has one.
   *
   * @param file where names stand, as {@link Names#listed} takes it
   * @param names null where the number is wanted
   */
  public String text(String file, @Nullable Names names) {
    boolean mayBeNamed = mask == ALL && value <= Integer.MAX_VALUE;
    String name = names != null && mayBeNamed ? names.listedName(file, (int) value) : null;
    return name == null ? new Syntaxes.Masked(value, mask).text() : name;
  }

  /** In nft's syntax, after what is compared. */
  public String translation(boolean inverted, String file, Names names) {
    String not = inverted ? "!= " : "";
    return mask == ALL
        ? not + text(file, names)
        : "and 0x%x %s 0x%x".formatted(mask, inverted ? "!=" : "==", value);
  }

  /**
   * {@code value[/mask]} or a name, as xtables_parse_val_mask reads it.
   *
   * @param file the names, in the directory of names
   */
  public static Syntax<NamedMask> syntax(String file) {
    return new NamedMaskSyntax(file);
  }

  private record NamedMaskSyntax(String file) implements Syntax<NamedMask> {
    @Override
    public NamedMask parse(String text, String owner, String option, RuleContext context) {
      LeadingNumber value = LeadingNumber.of(text, 0, ALL);
      if (value == null || value.end() < text.length() && text.charAt(value.end()) != '/') {
        OptionalInt number = context.names().listed(file, text);
        if (number.isPresent()) {
          return new NamedMask(number.getAsInt(), ALL);
        }
        // Without any names the tool does not look for one.
        if (context.names().listedName(file, 0) != null) {
          throw Rejected.parameter(
              owner
                  + ": could not map name "
                  + text
                  + " to an integer value for option \"--"
                  + option
                  + "\".\n");
        }
        throw value == null ? bad(owner, option) : garbage(owner, option);
      }
      if (value.end() == text.length()) {
        return new NamedMask(value.value(), ALL);
      }
      String rest = text.substring(value.end() + 1);
      LeadingNumber mask = LeadingNumber.of(rest, 0, ALL);
      if (mask == null) {
        throw bad(owner, option);
      }
      if (mask.end() < rest.length()) {
        throw garbage(owner, option);
      }
      return new NamedMask(value.value(), mask.value());
    }

    private static Rejected bad(String owner, String option) {
      return Rejected.parameter(
          owner + ": bad integer value for option \"--" + option + "\", or out of range.\n");
    }

    private static Rejected garbage(String owner, String option) {
      return Rejected.parameter(
          owner + ": trailing garbage after value for option \"--" + option + "\".\n");
    }

    @Override
    public String placeholder() {
      return "value[/mask]";
    }

    @Override
    public Samples samples() {
      return new Samples(
          List.of(
              "0", "1", "0x2", "0xc/0xc", "4294967295", "5/5", "0/0", "010/0xff", "1/4294967295"),
          List.of(
              "", "nosuchname", "4294967296", "1x", "1/", "1/x", "-1", "1/4294967296", "1/2/3"));
    }
  }
}
