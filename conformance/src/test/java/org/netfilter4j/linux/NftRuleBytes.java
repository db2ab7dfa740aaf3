package org.netfilter4j.linux;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.wire.netlink.Attributes;
import org.netfilter4j.wire.netlink.Message;
import org.netfilter4j.wire.netlink.MessageWriter;
import org.netfilter4j.wire.nft.NftAttribute;

/** The rules of nf_tables as the kernel gives them: all bytes but the handles, as text. */
public final class NftRuleBytes {
  /** Of compat expressions, in their data: NFTA_MATCH_* and NFTA_TARGET_*, which are the same. */
  private static final int COMPAT_NAME = 1;

  private static final int COMPAT_REVISION = 2;
  private static final int COMPAT_INFO = 3;

  private NftRuleBytes() {}

  /**
   * A text for each rule: table and chain, then a line for each expression and what stands beside
   * them; bytes of structs in lines of eight.
   */
  public static List<String> read(Path namespace, Family family) {
    List<String> rules = new ArrayList<>();
    try (NetlinkSocket socket =
        NetlinkSocket.open(NetworkNamespace.of(namespace), NetlinkSocket.NETFILTER)) {
      MessageWriter request = new MessageWriter();
      int sequence = socket.nextSequence();
      request
          .begin(
              NftAttribute.type(NftAttribute.GETRULE),
              MessageWriter.NLM_F_REQUEST | MessageWriter.NLM_F_DUMP,
              sequence,
              NftDump.number(family),
              0)
          .end();
      Errno refused = socket.ask(request, sequence, message -> rules.add(text(message)));
      if (refused != null) {
        throw new KernelException("dump of rules", refused);
      }
    }
    return rules;
  }

  private static String text(Message message) {
    StringBuilder text = new StringBuilder();
    Attributes rule = message.attributes();
    while (rule.next()) {
      switch (rule.type()) {
        case NftAttribute.RULE_TABLE, NftAttribute.RULE_CHAIN ->
            text.append(rule.text()).append(' ');
        case NftAttribute.RULE_HANDLE, NftAttribute.RULE_POSITION -> {}
        case NftAttribute.RULE_EXPRESSIONS -> {
          Attributes expressions = rule.nested();
          while (expressions.next()) {
            expression(expressions.nested(), text);
          }
        }
        default -> bytes("attribute " + rule.type(), rule, text);
      }
    }
    return text.toString();
  }

  private static void expression(Attributes expression, StringBuilder text) {
    boolean compat = false;
    while (expression.next()) {
      if (expression.type() == NftAttribute.EXPR_NAME) {
        String name = expression.text();
        compat = name.equals("match") || name.equals("target");
        text.append('\n').append(name);
      } else if (compat) {
        compat(expression.nested(), text);
      } else {
        bytes("", expression, text);
      }
    }
  }

  private static void compat(Attributes data, StringBuilder text) {
    while (data.next()) {
      switch (data.type()) {
        case COMPAT_NAME -> text.append(' ').append(data.text());
        case COMPAT_REVISION -> text.append(" revision ").append(data.network32());
        case COMPAT_INFO -> {
          byte[] info = data.bytes();
          text.append(" length ").append(info.length);
          for (int at = 0; at < info.length; at += 8) {
            text.append('\n').append("  ").append(at).append(' ');
            text.append(HexFormat.of().formatHex(info, at, Math.min(at + 8, info.length)));
          }
        }
        default -> bytes("attribute " + data.type(), data, text);
      }
    }
  }

  private static void bytes(String what, Attributes attribute, StringBuilder text) {
    text.append(what.isEmpty() ? " " : "\n" + what + " ");
    text.append(HexFormat.of().formatHex(attribute.bytes()));
  }
}
