package org.netfilter4j.xt.target;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Continuing;

/** Adds to sets, deletes from them and takes over what their elements carry. */
record SetChange(
    @Nullable BoundSet add,
    @Nullable BoundSet delete,
    @Nullable BoundSet map,
    SetTarget.Data target)
    implements Continuing {
  @Override
  public Result apply(Context context) {
    Packet packet = context.packet();
    long now = context.now();
    if (add != null) {
      add.set().add(packet, add.query(), target.exist(), target.timeout(), now);
    }
    if (delete != null) {
      delete.set().delete(packet, delete.query(), now);
    }
    if (map != null && map.set().contains(packet, map.query(), now)) {
      if (target.mapMark()) {
        packet.setMark((packet.mark() & ~map.query().markMask) ^ map.query().mark);
      }
      if (target.mapPriority()) {
        packet.setPriority(map.query().priority);
      }
      // A host without queues of several transmitters has nothing to do for --map-queue.
    }
    return Result.CONTINUE;
  }

  @Override
  public Set<Field> writes() {
    Set<Field> fields = new HashSet<>();
    if (target.mapMark()) {
      fields.add(Field.Meta.MARK);
    }
    if (target.mapPriority()) {
      fields.add(Field.Meta.PRIORITY);
    }
    return fields;
  }

  @Override
  public Label label() {
    StringBuilder en = new StringBuilder();
    StringBuilder zh = new StringBuilder();
    say(add, "adds it to set ", "把它加入集合 ", en, zh);
    say(delete, "deletes it from set ", "把它从集合中删除：", en, zh);
    say(map, "takes marks from set ", "按集合设置标记：", en, zh);
    return new Label(en.toString(), zh.toString());
  }

  private static void say(
      @Nullable BoundSet bound,
      String en,
      String zh,
      StringBuilder english,
      StringBuilder chinese) {
    if (bound != null) {
      english.append(english.isEmpty() ? "" : ", ").append(en).append(bound.set().name());
      chinese.append(chinese.isEmpty() ? "" : "，").append(zh).append(bound.set().name());
    }
  }
}
