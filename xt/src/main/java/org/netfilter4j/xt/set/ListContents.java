package org.netfilter4j.xt.set;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.packet.Packet;

/** The members of a list of sets, in their order. A member can't be destroyed or renamed. */
final class ListContents extends Contents {
  /** sizeof(struct list_set). */
  private static final int HEAD_BYTES = 80;

  /** sizeof(struct set_elem). */
  private static final int MEMBER_BYTES = 48;

  private record Member(IpSet set, int slot) {}

  private final SetHeader header;
  private final SetNamespace namespace;
  private final List<Member> members = new ArrayList<>();
  private ElementData data;
  private int slots;
  private int capacity = 16;

  ListContents(SetHeader header, SetNamespace namespace) {
    this.header = header;
    this.namespace = namespace;
    data = new ElementData(header, capacity);
  }

  private ListContents(ListContents of) {
    header = of.header;
    namespace = of.namespace;
    members.addAll(of.members);
    data = of.data.copy();
    slots = of.slots;
    capacity = of.capacity;
  }

  @Override
  Contents copy() {
    return new ListContents(this);
  }

  @Override
  void release() {
    members.forEach(member -> member.set().listed(-1));
  }

  private void collect(long now) {
    members.removeIf(member -> {
      boolean expired = data.isExpired(member.slot(), now);
      if (expired) {
        member.set().listed(-1);
      }
      return expired;
    });
  }

  private int find(@Nullable IpSet set) {
    for (int i = 0; i < members.size(); i++) {
      if (members.get(i).set() == set) {
        return i;
      }
    }
    return -1;
  }

  /** The sets that an entry names; what is wrong with them in the kernel's order. */
  private @Nullable SetError checkNames(SetEntry entry) {
    IpSet set = entry.name == null ? null : namespace.find(entry.name);
    if (set == null) {
      return SetError.NAME;
    }
    if (set.type().features().contains(SetFeature.NAME)) {
      return SetError.LOOP;
    }
    return entry.reference != null && namespace.find(entry.reference) == null
        ? SetError.REFERENCE_NAME
        : null;
  }

  private @Nullable IpSet named(@Nullable String name) {
    return name == null ? null : namespace.find(name);
  }

  @Override
  @Nullable SetError add(SetEntry entry, boolean exist, long now) {
    SetError error = data.check(entry);
    if (error == null) {
      error = checkNames(entry);
    }
    if (error != null) {
      return error;
    }
    if (header.hasTimeout()) {
      collect(now);
    }
    IpSet set = named(entry.name);
    if (set == null) {
      return SetError.NAME;
    }
    int reference = entry.place == null ? -1 : find(named(entry.reference));
    if (entry.place != null && (reference < 0 || named(entry.reference) == set)) {
      return SetError.REFERENCE_EXIST;
    }
    int present = find(set);
    if (present >= 0) {
      if (!exist) {
        return SetError.EXIST;
      }
      data.set(members.get(present).slot(), entry, now);
      return null;
    }
    Member member = new Member(set, slots++);
    if (slots > capacity) {
      capacity *= 2;
      data.grow(capacity);
    }
    data.set(member.slot(), entry, now);
    set.listed(1);
    SetEntry.Place place = entry.place;
    if (place == null) {
      members.add(member);
    } else {
      members.add(
          switch (place) {
            case BEFORE -> reference;
            case AFTER -> reference + 1;
          },
          member);
    }
    return null;
  }

  /** Whether the member at an index stands where the entry says. */
  private boolean isPlaced(int at, SetEntry entry) {
    SetEntry.Place place = entry.place;
    if (place == null) {
      return true;
    }
    int neighbour =
        switch (place) {
          case BEFORE -> at + 1;
          case AFTER -> at - 1;
        };
    return neighbour >= 0
        && neighbour < members.size()
        && members.get(neighbour).set() == named(entry.reference);
  }

  @Override
  @Nullable SetError delete(SetEntry entry, boolean exist, long now) {
    SetError error = checkNames(entry);
    if (error != null) {
      return error;
    }
    if (header.hasTimeout()) {
      collect(now);
    }
    int at = find(named(entry.name));
    if (at >= 0 && isPlaced(at, entry)) {
      members.remove(at).set().listed(-1);
      return null;
    }
    if (entry.place != null) {
      return SetError.REFERENCE_EXIST;
    }
    return exist ? null : SetError.EXIST;
  }

  @Override
  boolean test(SetEntry entry, long now) {
    if (checkNames(entry) != null) {
      return false;
    }
    int at = find(named(entry.name));
    return at >= 0 && !data.isExpired(members.get(at).slot(), now) && isPlaced(at, entry);
  }

  @Override
  void flush() {
    release();
    members.clear();
    slots = 0;
    data = new ElementData(header, capacity);
  }

  @Override
  int test(Packet packet, SetQuery query, long now) {
    boolean compares = query.comparesCounters;
    boolean updates = query.updates;
    query.comparesCounters = false;
    query.updates = updates && query.updatesSubcounters;
    IpSet found = null;
    for (int i = 0; i < members.size() && found == null; i++) {
      Member member = members.get(i);
      if (!data.isExpired(member.slot(), now) && member.set().contains(packet, query, now)) {
        query.comparesCounters = compares;
        query.updates = updates;
        if (data.matches(member.slot(), query, packet.totalLength(), now)) {
          found = member.set();
        }
        query.comparesCounters = false;
        query.updates = updates && query.updatesSubcounters;
      }
    }
    query.comparesCounters = compares;
    query.updates = updates;
    query.member = found;
    return found == null ? OUT : IN;
  }

  @Override
  boolean add(Packet packet, SetQuery query, boolean exist, long timeout, long now) {
    for (Member member : members) {
      if (!data.isExpired(member.slot(), now)
          && member.set().add(packet, query, exist, timeout, now)) {
        return true;
      }
    }
    return false;
  }

  @Override
  boolean delete(Packet packet, SetQuery query, long now) {
    for (Member member : members) {
      if (!data.isExpired(member.slot(), now) && member.set().delete(packet, query, now)) {
        return true;
      }
    }
    return false;
  }

  @Override
  int count(long now) {
    int count = 0;
    for (Member member : members) {
      count += data.isExpired(member.slot(), now) ? 0 : 1;
    }
    return count;
  }

  @Override
  long memoryBytes() {
    long comments = 0;
    for (Member member : members) {
      comments += data.commentBytes(member.slot());
    }
    return HEAD_BYTES
        + (long) members.size() * ElementData.elementBytes(header, MEMBER_BYTES, 8)
        + comments;
  }

  @Override
  void forEach(long now, Consumer<SetEntry> to) {
    SetEntry entry = new SetEntry();
    for (Member member : members) {
      if (!data.isExpired(member.slot(), now)) {
        entry.name = member.set().name();
        data.describe(member.slot(), entry, now);
        to.accept(entry);
      }
    }
  }
}
