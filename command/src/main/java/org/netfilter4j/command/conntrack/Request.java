package org.netfilter4j.command.conntrack;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.conntrack.FlowEvent;
import org.netfilter4j.model.conntrack.FlowSelection;
import org.netfilter4j.model.conntrack.Labels;

/** What a command line asks for; filled while it is read. */
final class Request {
  Verb verb = Verb.NONE;
  FlowSelection.List table = FlowSelection.List.CONFIRMED;
  final Set<Parameter> given = EnumSet.noneOf(Parameter.class);
  @Nullable Family family;

  /** The protocol of {@code -p} where it has options, and its number in any case. */
  @Nullable ProtocolWords protocol;

  int protocolNumber;
  String protocolName = "";

  final FlowDraft draft = new FlowDraft();

  /** An expectation's tuple and mask; the mask's addresses also mask those of connections. */
  final TupleDraft expected = new TupleDraft();

  final TupleDraft mask = new TupleDraft();

  /** Which of the protocol's options were given. */
  final Set<ProtocolField> fields = EnumSet.noneOf(ProtocolField.class);

  long mark;
  long markMask;

  /** Status bits that shall not be set. */
  long unset;

  final Set<FlowEvent.Kind> events = EnumSet.noneOf(FlowEvent.Kind.class);
  long bufferSize;

  @Nullable Labels labels;
  @Nullable Labels changedLabels;

  /** Networks that addresses of the original direction shall be in; null for any. */
  @Nullable Network sourceNetwork;

  @Nullable Network destinationNetwork;

  /** An address and which of its bits count. */
  record Network(Address network, Address mask) {
    boolean contains(@Nullable Address address) {
      return address != null
          && address.family() == mask.family()
          && address.and(mask).equals(network);
    }
  }

  boolean has(Parameter parameter) {
    return given.contains(parameter);
  }

  /** Whether connections are compared with the draft. */
  boolean compares() {
    for (Parameter parameter : given) {
      if (parameter.isCompared()) {
        return true;
      }
    }
    return false;
  }
}
