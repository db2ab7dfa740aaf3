package org.netfilter4j.xt.match;

import java.util.List;
import org.netfilter4j.model.Label;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Cell;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.option.HeaderOptions;
import org.netfilter4j.xt.option.HeaderOptions.Entry;

/** Present where the header begins with those options. */
record OptionsBegin(ExtensionHeader header, List<Entry> entries) implements ExtensionHeader.Fact {
  @Override
  public Presence read(Context context, Cell into) {
    Packet packet = context.packet();
    int start = header.find(packet);
    if (start < 0) {
      return Presence.ABSENT;
    }
    int end = start + (packet.byteAt(start + 1) + 1) * 8;
    int at = start + 2;
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (at >= end || at >= packet.length() || packet.byteAt(at) != entry.type()) {
        return Presence.ABSENT;
      }
      int length = 1;
      if (entry.type() != 0) {
        if (at + 2 > end || at + 2 > packet.length()) {
          return Presence.ABSENT;
        }
        length = packet.byteAt(at + 1) + 2;
        if (entry.length() != Entry.ANY && entry.length() != length - 2) {
          return Presence.ABSENT;
        }
      }
      at += length;
    }
    into.number(1);
    return Presence.PRESENT;
  }

  @Override
  public Label label() {
    String text = HeaderOptions.text(entries);
    return new Label("options " + text, "选项 " + text);
  }
}
