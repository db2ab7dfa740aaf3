package org.netfilter4j.xt.match;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Cell;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Reading;
import org.netfilter4j.xt.match.BpfProgram.Instruction;

/**
 * What a BPF program returns for a packet; 0 where it reads outside of it. Unknown where it reads
 * what was not captured, or a fact that only a real machine has.
 */
final class BpfRun implements Reading {
  /** SKF_NET_OFF and SKF_LL_OFF: where negative offsets count from. */
  private static final int NETWORK = -0x10_0000;

  private static final int LINK = -0x20_0000;
  private static final long OUTSIDE = -1;
  private static final long NOT_KNOWN = -2;

  private final Instruction[] program;

  /** For the instructions that read the link header. */
  private final List<Field.@Nullable Slice> slices = new ArrayList<>();

  // Instances belong to one rule of one engine, which runs one packet at a time.
  private final int[] memory = new int[BpfProgram.MEMORY];
  private int a;
  private int x;

  BpfRun(BpfProgram of) {
    program = of.instructions().toArray(new Instruction[0]);
    for (Instruction instruction : program) {
      int offset = instruction.operand();
      boolean link =
          BpfCode.kind(instruction.code()) <= BpfCode.LOAD_X && offset >= LINK && offset < NETWORK;
      slices.add(
          link
              ? new Field.Slice(
                  Field.Slice.Base.LINK, offset - LINK, BpfCode.bytes(instruction.code()))
              : null);
    }
  }

  @Override
  public Source source() {
    return Source.PACKET;
  }

  @Override
  public Label label() {
    return new Label("result of the BPF program", "BPF 程序的结果");
  }

  @Override
  public Presence read(Context context, Cell into) {
    long result = run(context.packet());
    into.number(Math.max(0, result));
    return result == NOT_KNOWN ? Presence.UNKNOWN : Presence.PRESENT;
  }

  private long run(Packet packet) {
    a = 0;
    x = 0;
    int at = 0;
    while (true) {
      Instruction instruction = program[at];
      int code = instruction.code();
      int operand = instruction.operand();
      switch (BpfCode.kind(code)) {
        case BpfCode.LOAD -> {
          long value = load(packet, at);
          if (value < 0) {
            return value;
          }
          a = (int) value;
        }
        case BpfCode.LOAD_X -> {
          long value = load(packet, at);
          if (value < 0) {
            return value;
          }
          x = (int) value;
        }
        case BpfCode.STORE -> memory[operand] = a;
        case BpfCode.STORE_X -> memory[operand] = x;
        case BpfCode.ARITHMETIC -> {
          int other = (code & BpfCode.X) == 0 ? operand : x;
          int operation = BpfCode.operation(code);
          if (other == 0 && (operation == BpfCode.DIVIDE || operation == BpfCode.MODULO)) {
            return 0;
          }
          a = compute(operation, a, other);
        }
        case BpfCode.JUMP -> at += jump(instruction);
        case BpfCode.RETURN -> {
          return Integer.toUnsignedLong(code == BpfCode.RETURN ? operand : a);
        }
        default -> {
          if (code == BpfCode.MOVE) {
            x = a;
          } else {
            a = x;
          }
        }
      }
      at++;
    }
  }

  private static int compute(int operation, int left, int right) {
    return switch (operation) {
      case BpfCode.ADD -> left + right;
      case BpfCode.SUBTRACT -> left - right;
      case BpfCode.MULTIPLY -> left * right;
      case BpfCode.DIVIDE -> Integer.divideUnsigned(left, right);
      case BpfCode.MODULO -> Integer.remainderUnsigned(left, right);
      case BpfCode.OR -> left | right;
      case BpfCode.AND -> left & right;
      case BpfCode.XOR -> left ^ right;
      case BpfCode.SHIFT_LEFT -> left << right;
      case BpfCode.SHIFT_RIGHT -> left >>> right;
      default -> -left;
    };
  }

  private int jump(Instruction instruction) {
    int code = instruction.code();
    int other = (code & BpfCode.X) == 0 ? instruction.operand() : x;
    int order = Integer.compareUnsigned(a, other);
    boolean holds =
        switch (BpfCode.operation(code)) {
          case BpfCode.EQUAL -> order == 0;
          case BpfCode.GREATER -> order > 0;
          case BpfCode.AT_LEAST -> order >= 0;
          default -> (a & other) != 0;
        };
    if (code == BpfCode.JUMP) {
      return instruction.operand();
    }
    return holds ? instruction.ifTrue() : instruction.ifFalse();
  }

  private long load(Packet packet, int at) {
    int code = program[at].code();
    int operand = program[at].operand();
    return switch (BpfCode.mode(code)) {
      case BpfCode.IMMEDIATE -> Integer.toUnsignedLong(operand);
      case BpfCode.MEMORY_WORD -> Integer.toUnsignedLong(memory[operand]);
      case BpfCode.LENGTH -> packet.totalLength();
      case BpfCode.ABSOLUTE -> absolute(packet, at);
      case BpfCode.INDIRECT -> bytes(packet, x + operand, BpfCode.bytes(code));
      default -> {
        long octet = bytes(packet, operand, 1);
        yield octet < 0 ? octet : (octet & 0xf) * 4;
      }
    };
  }

  private long absolute(Packet packet, int at) {
    int offset = program[at].operand();
    if (BpfFacts.isKnown(offset)) {
      long fact =
          offset == BpfProgram.ANCILLARY + BpfFacts.XOR_X
              ? Integer.toUnsignedLong(a ^ x)
              : BpfFacts.read(packet, offset);
      return fact < 0 ? NOT_KNOWN : fact;
    }
    Field.Slice slice = slices.get(at);
    return slice != null && packet.has(slice)
        ? packet.number(slice)
        : bytes(packet, offset, BpfCode.bytes(program[at].code()));
  }

  private static long bytes(Packet packet, int offset, int count) {
    if (offset < NETWORK) {
      // A packet of the host's own has no link header yet; of others it was perhaps not captured.
      return offset < LINK || packet.inInterface().isEmpty() ? OUTSIDE : NOT_KNOWN;
    }
    int at = offset < 0 ? offset - NETWORK : offset;
    if (at > packet.totalLength() - count) {
      return OUTSIDE;
    }
    if (at > packet.length() - count) {
      return NOT_KNOWN;
    }
    return switch (count) {
      case 1 -> packet.byteAt(at);
      case 2 -> packet.shortAt(at);
      default -> packet.intAt(at);
    };
  }
}
