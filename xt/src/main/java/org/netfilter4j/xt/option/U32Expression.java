package org.netfilter4j.xt.option;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.struct.StructBytes;

/**
 * The tests of {@code -m u32} (struct xt_u32): {@code 6&0xFF=6,17&&0>>22&0x3C@0=1:5}. A number is
 * read from the packet and changed step by step; each test's result must lie in one of its ranges.
 */
public record U32Expression(List<Test> tests) {
  /** XT_U32_MAXSIZE: tests, steps of a test, and ranges of a test. */
  private static final int MAX = 10;

  /** struct xt_u32_test: where its ranges begin, and its size. */
  private static final int RANGES = 8 * (MAX + 1);

  private static final int TEST_SIZE = 2 * RANGES + 4;

  private static final long MAX_NUMBER = 0xffff_ffffL;

  /** What is done with the number so far. */
  public enum Operator {
    /** The first step: the number is at that offset. */
    LOAD(""),
    AND("&"),
    LEFT("<<"),
    RIGHT(">>"),
    /** Moves the start by the number so far, and reads again. */
    AT("@");

    private final String sign;

    Operator(String sign) {
      this.sign = sign;
    }
  }

  /** One step with its operand, 32 bits. */
  public record Step(Operator operator, int number) {}

  /** Steps and ranges; a range whose low end is the greater one holds nothing. */
  public record Test(List<Step> steps, List<Interval> ranges) {
    public Test {
      steps = List.copyOf(steps);
      ranges = List.copyOf(ranges);
    }
  }

  public U32Expression {
    tests = List.copyOf(tests);
  }

  /** Whether it shifts by more bits than a number has, which the kernel refuses. */
  public boolean hasWideShift() {
    return tests.stream()
        .flatMap(test -> test.steps.stream())
        .anyMatch(step ->
            (step.operator == Operator.LEFT || step.operator == Operator.RIGHT)
                && Integer.compareUnsigned(step.number, Integer.SIZE) >= 0);
  }

  /** As it is printed, in hexadecimal and without blanks. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Test test : tests) {
      text.append(text.isEmpty() ? "" : "&&");
      for (Step step : test.steps) {
        text.append(step.operator.sign).append(hex(step.number));
      }
      char separator = '=';
      for (Interval range : test.ranges) {
        text.append(separator).append(hex((int) range.low()));
        if (range.low() != range.high()) {
          text.append(':').append(hex((int) range.high()));
        }
        separator = ',';
      }
    }
    return text.toString();
  }

  private static String hex(int number) {
    return "0x" + Integer.toHexString(number);
  }

  /** Writes the tests of struct xt_u32, each 11 steps and 11 ranges of 8 bytes, and their count. */
  public void write(StructBytes out) {
    for (int i = 0; i < tests.size(); i++) {
      int at = i * TEST_SIZE;
      Test test = tests.get(i);
      for (int j = 0; j < test.steps.size(); j++) {
        Step step = test.steps.get(j);
        out.u32(at + 8 * j, step.number);
        // The first step has no number, and the operations count from there.
        out.u8(at + 8 * j + 4, Math.max(0, step.operator.ordinal() - 1));
      }
      for (int j = 0; j < test.ranges.size(); j++) {
        out.u32(at + RANGES + 8 * j, test.ranges.get(j).low());
        out.u32(at + RANGES + 8 * j + 4, test.ranges.get(j).high());
      }
      out.u8(at + 2 * RANGES, test.steps.size());
      out.u8(at + 2 * RANGES + 1, test.ranges.size());
    }
    out.u8((MAX + 1) * TEST_SIZE, tests.size());
  }

  /** Reads what {@link #write} writes. */
  public static U32Expression read(StructBytes in) {
    List<Test> tests = new ArrayList<>();
    for (int i = 0; i < in.u8((MAX + 1) * TEST_SIZE); i++) {
      int at = i * TEST_SIZE;
      List<Step> steps = new ArrayList<>();
      for (int j = 0; j < in.u8(at + 2 * RANGES); j++) {
        Operator operator = j == 0 ? Operator.LOAD : Operator.values()[in.u8(at + 8 * j + 4) + 1];
        steps.add(new Step(operator, in.s32(at + 8 * j)));
      }
      List<Interval> ranges = new ArrayList<>();
      for (int j = 0; j < in.u8(at + 2 * RANGES + 1); j++) {
        int range = at + RANGES + 8 * j;
        ranges.add(new Interval(in.u32(range), in.u32(range + 4)));
      }
      tests.add(new Test(steps, ranges));
    }
    return new U32Expression(tests);
  }

  /** The whole language as one argument. */
  public static Syntax<U32Expression> syntax() {
    return Spelled.of(
        "tests",
        text -> new Parser(text).parse(),
        List.of(
            "0=0",
            "6&0xFF=6",
            "6&0xFF=6,17",
            "0>>22&0x3C@0>>24=1:5",
            "0=0:0xffffffff",
            " 0 >> 28 = 4 && 8 & 0xFF0000 >> 16 = 6 , 17 : 20 ",
            "0=5:1",
            "4294967295=010",
            "12@16<<2=1",
            "0>>31<<31=1",
            "0<<32=1",
            "4>>4294967295=1",
            "1=1&&2=2&&3=3",
            "0&1&2&3&4&5&6&7&8&9=1",
            "0=1,2,3,4,5,6,7,8,9,10",
            "0=0&&1=1&&2=2&&3=3&&4=4&&5=5&&6=6&&7=7&&8=8&&9=9"),
        List.of(
            "",
            "=1",
            "0",
            "0=",
            "0=1,",
            "0=1:",
            "0=1&2=3",
            "0=&&1=1",
            "0&=1",
            "0<1=1",
            "0>1=1",
            "0^1=1",
            "x=1",
            "0=x",
            "-1=1",
            "4294967296=1",
            "0=1 2",
            "0=1&&",
            "0&1&2&3&4&5&6&7&8&9&10=1",
            "0=1,2,3,4,5,6,7,8,9,10,11",
            "0=0&&1=1&&2=2&&3=3&&4=4&&5=5&&6=6&&7=7&&8=8&&9=9&&10=10"));
  }

  /** Reads an expression from left to right; the first mistake ends it. */
  private static final class Parser {
    private final String text;
    private final List<Test> tests = new ArrayList<>();
    private List<Step> steps = new ArrayList<>();
    private List<Interval> ranges = new ArrayList<>();
    private int at;

    Parser(String text) {
      this.text = text;
    }

    U32Expression parse() {
      while (true) {
        readSteps();
        boolean more = readRanges();
        tests.add(new Test(steps, ranges));
        if (tests.size() > MAX) {
          throw at("too many \"&&\"s");
        }
        if (!more) {
          return new U32Expression(tests);
        }
        at++;
        steps = new ArrayList<>();
        ranges = new ArrayList<>();
      }
    }

    /** Up to "=" and over it. */
    private void readSteps() {
      while (true) {
        skipBlanks();
        if (at == text.length()) {
          throw Rejected.parameter("u32: abrupt end of input after location specifier");
        }
        if (text.charAt(at) == '=') {
          if (steps.isEmpty()) {
            throw at("location spec missing");
          }
          at++;
          return;
        }
        Operator operator = steps.isEmpty() ? Operator.LOAD : readOperator();
        steps.add(new Step(operator, (int) readNumber()));
        if (steps.size() > MAX) {
          throw at("too many operators");
        }
      }
    }

    private Operator readOperator() {
      char sign = text.charAt(at);
      @Nullable Operator found =
          switch (sign) {
            case '&' -> Operator.AND;
            case '@' -> Operator.AT;
            case '<' -> Operator.LEFT;
            case '>' -> Operator.RIGHT;
            default -> null;
          };
      if (found == null) {
        throw at("operator expected");
      }
      if (found.sign.length() == 2) {
        expect(sign);
      }
      at++;
      return found;
    }

    /** Up to the end, or to the second "&"; whether there is one. */
    private boolean readRanges() {
      while (true) {
        skipBlanks();
        if (at == text.length()) {
          if (ranges.isEmpty()) {
            throw Rejected.parameter("u32: test ended with no value specified");
          }
          return false;
        }
        if (text.charAt(at) == '&') {
          expect('&');
          if (ranges.isEmpty()) {
            throw at("value spec missing");
          }
          return true;
        }
        if (!ranges.isEmpty()) {
          if (text.charAt(at) != ',') {
            throw at("expected \",\" or \"&&\"");
          }
          at++;
        }
        long low = readNumber();
        long high = low;
        skipBlanks();
        if (at < text.length() && text.charAt(at) == ':') {
          at++;
          high = readNumber();
        }
        ranges.add(new Interval(low, high));
        if (ranges.size() > MAX) {
          throw at("too many \",\"s");
        }
      }
    }

    /** The same sign a second time. */
    private void expect(char sign) {
      at++;
      if (at == text.length() || text.charAt(at) != sign) {
        throw at("a second '" + sign + "' was expected");
      }
    }

    private long readNumber() {
      LeadingNumber number = LeadingNumber.of(text.substring(at), 0, MAX_NUMBER);
      if (number == null) {
        throw at("not a number or out of range");
      }
      at += number.end();
      return number.value();
    }

    private void skipBlanks() {
      while (at < text.length() && Strtoul.isSpace(text.charAt(at))) {
        at++;
      }
    }

    private Rejected at(String problem) {
      return Rejected.parameter("u32: at char " + at + ": " + problem);
    }
  }
}
