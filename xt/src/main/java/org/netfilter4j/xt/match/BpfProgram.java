package org.netfilter4j.xt.match;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.option.Spelled;
import org.netfilter4j.xt.option.Strtoul;
import org.netfilter4j.xt.option.Syntax;
import org.netfilter4j.xt.struct.StructBytes;

/** A program of classic BPF (struct sock_filter), and what the kernel demands of one. */
public record BpfProgram(List<Instruction> instructions) {
  /** XT_BPF_MAX_NUM_INSTR. */
  private static final int MAX = 64;

  /** BPF_MEMWORDS: words of scratch memory. */
  static final int MEMORY = 16;

  /** SKF_AD_OFF: above it are offsets that stand for facts about the packet. */
  static final int ANCILLARY = -0x1000;

  /**
   * One instruction.
   *
   * @param code operation, size and mode, 16 bits
   * @param ifTrue how many instructions a jump leaves out, 8 bits
   * @param ifFalse likewise
   */
  public record Instruction(int code, int ifTrue, int ifFalse, int operand) {
    @Override
    public String toString() {
      return code + " " + ifTrue + " " + ifFalse + " " + Integer.toUnsignedString(operand);
    }
  }

  public BpfProgram {
    instructions = List.copyOf(instructions);
  }

  /** The instructions, separated by commas, without their number. */
  @Override
  public String toString() {
    return instructions.stream().map(Instruction::toString).collect(Collectors.joining(","));
  }

  /** {@code N,code jt jf k,...}, as nfbpf_compile and {@code tcpdump -ddd} print it. */
  public static Syntax<BpfProgram> syntax() {
    return Spelled.of(
        "program",
        BpfProgram::parse,
        List.of(
            "4,48 0 0 9,21 0 1 6,6 0 0 1,6 0 0 0",
            "1,6 0 0 1",
            "1,6 0 0 0",
            "2,32 0 0 16,22 0 0 0",
            "2,40 0 0 2,22 0 0 0",
            "3,1 0 0 20,80 0 0 3,22 0 0 0",
            "4,0 0 0 7,7 0 0 0,12 0 0 0,22 0 0 0",
            "4,129 0 0 0,135 0 0 0,156 0 0 0,22 0 0 0",
            "3,48 0 0 4293918720,84 0 0 240,22 0 0 0",
            "1,6 0 0 4294967295,",
            "2,22 0 0 0,22 0 0 0",
            "2,128 0 0 0,22 0 0 0",
            "3,32 0 0 4294963200,2 0 0 15,6 0 0 0",
            "2,48 0 0 4294963204,22 0 0 0",
            " 1, 6 256 0 1",
            // What the tool reads, and the kernel refuses:
            "1,0 0 0 0",
            "1,9999 0 0 0",
            "2,52 0 0 0,6 0 0 0",
            "2,100 0 0 32,6 0 0 0",
            "2,2 0 0 16,6 0 0 0",
            "2,96 0 0 0,6 0 0 0",
            "2,5 0 0 1,6 0 0 0",
            "2,21 1 0 0,6 0 0 0",
            "2,48 0 0 4294967295,6 0 0 0",
            "3,5 0 0 1,6 0 0 0,6 0 0 65535",
            "5,177 0 0 0,72 0 0 2,21 0 1 80,6 0 0 1,6 0 0 0"),
        List.of(
            "",
            "0,",
            "1",
            "65,6 0 0 0",
            "2,6 0 0 0",
            "1,6 0 0 0,6 0 0 0",
            "1,6 0 0",
            "1,6 0 x 0",
            "x,6 0 0 0",
            "1;6 0 0 0"));
  }

  private static BpfProgram parse(String text) {
    Strtoul length = Strtoul.of(text, 0, 10);
    if (length.end() == 0 || length.end() == text.length() || text.charAt(length.end()) != ',') {
      throw Rejected.parameter("bpf: error parsing program length");
    }
    int announced = length.value() & 0xffff;
    if (announced == 0) {
      throw Rejected.parameter("bpf: illegal zero length program");
    }
    if (announced > MAX) {
      throw Rejected.parameter("bpf: number of instructions exceeds maximum");
    }
    List<Instruction> instructions = new ArrayList<>();
    int comma = length.end();
    while (comma >= 0 && comma + 1 < text.length()) {
      if (instructions.size() >= announced) {
        throw Rejected.parameter("bpf: real program length exceeds the encoded length parameter");
      }
      instructions.add(instruction(text, comma + 1, instructions.size()));
      comma = text.indexOf(',', comma + 1);
    }
    if (instructions.size() != announced) {
      throw Rejected.parameter(
          "bpf: parsed program length is less than the encoded length parameter");
    }
    return new BpfProgram(instructions);
  }

  private static Instruction instruction(String text, int from, int index) {
    int[] numbers = new int[4];
    int at = from;
    for (int i = 0; i < 4; i++) {
      Strtoul number = Strtoul.of(text, at, 10);
      if (number.end() == at) {
        throw Rejected.parameter("bpf: error at instr " + index);
      }
      numbers[i] = number.value();
      at = number.end();
    }
    return new Instruction(numbers[0] & 0xffff, numbers[1] & 0xff, numbers[2] & 0xff, numbers[3]);
  }

  /** Writes the length and the instructions (struct sock_filter) of struct xt_bpf_info_v1. */
  void write(StructBytes out) {
    out.u16(2, instructions.size());
    int at = 8;
    for (Instruction instruction : instructions) {
      out.u16(at, instruction.code);
      out.u8(at + 2, instruction.ifTrue);
      out.u8(at + 3, instruction.ifFalse);
      out.u32(at + 4, instruction.operand);
      at += 8;
    }
  }

  static BpfProgram read(StructBytes in) {
    int length = in.u16(2);
    if (length == 0 || length > MAX) {
      throw new IllegalArgumentException(length + " instructions");
    }
    List<Instruction> instructions = new ArrayList<>(length);
    for (int at = 8; at < 8 + 8 * length; at += 8) {
      instructions.add(new Instruction(in.u16(at), in.u8(at + 2), in.u8(at + 3), in.s32(at + 4)));
    }
    return new BpfProgram(instructions);
  }

  /** Whether the kernel takes it: bpf_check_classic, check_load_and_stores. */
  boolean isValid() {
    int size = instructions.size();
    int last = instructions.getLast().code;
    if (last != BpfCode.RETURN && last != (BpfCode.RETURN | BpfCode.A)) {
      return false;
    }
    // The words of memory that are written on every way to an instruction.
    int[] written = new int[size];
    java.util.Arrays.fill(written, -1);
    int known = 0;
    for (int i = 0; i < size; i++) {
      Instruction instruction = instructions.get(i);
      known &= written[i];
      int left = size - i - 1;
      if (!BpfCode.isKnown(instruction.code) || !fits(instruction, left)) {
        return false;
      }
      switch (BpfCode.kind(instruction.code)) {
        case BpfCode.STORE, BpfCode.STORE_X -> known |= 1 << instruction.operand;
        case BpfCode.LOAD, BpfCode.LOAD_X -> {
          boolean memory = BpfCode.mode(instruction.code) == BpfCode.MEMORY_WORD;
          if (memory && (known & 1 << instruction.operand) == 0) {
            return false;
          }
        }
        case BpfCode.JUMP -> {
          if (instruction.code == BpfCode.JUMP) {
            written[i + 1 + instruction.operand] &= known;
          } else {
            written[i + 1 + instruction.ifTrue] &= known;
            written[i + 1 + instruction.ifFalse] &= known;
          }
          known = -1;
        }
        default -> {}
      }
    }
    return true;
  }

  /**
   * Whether operand and jumps are in their bounds.
   *
   * @param left how many instructions follow
   */
  private static boolean fits(Instruction instruction, int left) {
    int code = instruction.code;
    int operand = instruction.operand;
    return switch (BpfCode.kind(code)) {
      case BpfCode.ARITHMETIC ->
          switch (code) {
            case BpfCode.ARITHMETIC | BpfCode.DIVIDE, BpfCode.ARITHMETIC | BpfCode.MODULO ->
                operand != 0;
            case BpfCode.ARITHMETIC | BpfCode.SHIFT_LEFT,
                BpfCode.ARITHMETIC | BpfCode.SHIFT_RIGHT ->
                Integer.compareUnsigned(operand, 32) < 0;
            default -> true;
          };
      case BpfCode.LOAD, BpfCode.LOAD_X ->
          switch (BpfCode.mode(code)) {
            case BpfCode.MEMORY_WORD -> Integer.compareUnsigned(operand, MEMORY) < 0;
            case BpfCode.ABSOLUTE ->
                Integer.compareUnsigned(operand, ANCILLARY) < 0 || BpfFacts.isKnown(operand);
            default -> true;
          };
      case BpfCode.STORE, BpfCode.STORE_X -> Integer.compareUnsigned(operand, MEMORY) < 0;
      case BpfCode.JUMP ->
          code == BpfCode.JUMP
              ? Integer.compareUnsigned(operand, left) < 0
              : instruction.ifTrue < left && instruction.ifFalse < left;
      default -> true;
    };
  }
}
