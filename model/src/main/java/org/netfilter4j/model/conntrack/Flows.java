package org.netfilter4j.model.conntrack;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;

/**
 * A table of connections: the kernel's, or an embedded host's. Every method throws a {@link
 * FlowsException} where it is refused, and then nothing has changed.
 */
public interface Flows extends AutoCloseable {
  /** Hands on the connections that are selected, one by one. */
  void list(FlowSelection selection, Consumer<Flow> to);

  /**
   * The connection one of whose tuples is the request's original one, or else its reply.
   *
   * @throws FlowsException with ENOENT where there is none
   */
  Flow get(@Nullable Family family, FlowRequest request);

  /**
   * Makes a connection.
   *
   * @throws FlowsException with EEXIST where there is one with either tuple
   */
  void create(@Nullable Family family, FlowRequest request);

  /** Changes the connection whose tuple is the request's original one, or else its reply. */
  void update(@Nullable Family family, FlowRequest request);

  /**
   * Deletes a connection that was listed.
   *
   * @throws FlowsException with ENOENT where it has gone since
   */
  void delete(Flow flow);

  /** Deletes all connections of a family, or of both. */
  void flush(@Nullable Family family);

  /** How many connections there are. */
  long count();

  /** What each processor has counted. */
  List<CpuCounters> statistics();

  /** Hands on all expectations of a family, or of both. */
  void listExpectations(@Nullable Family family, Consumer<Expectation> to);

  /**
   * The first expectation of that tuple.
   *
   * @param byMaster whether the tuple is the master's
   */
  Expectation getExpectation(Family family, Tuple tuple, boolean byMaster);

  void createExpectation(Family family, Expectation expectation);

  void deleteExpectation(Family family, Tuple tuple);

  void flushExpectations(@Nullable Family family);

  List<CpuCounters> expectationStatistics();

  /**
   * Begins to listen for what happens to connections.
   *
   * @param receiveRoom bytes that the kernel may keep for a slow listener; 0 for the usual
   */
  Watch<Flow> watch(Set<FlowEvent.Kind> kinds, long receiveRoom);

  /** Begins to listen for what happens to expectations. */
  Watch<Expectation> watchExpectations(Set<FlowEvent.Kind> kinds);

  @Override
  void close();

  /**
   * Events as they come.
   *
   * @param <T> what they are about
   */
  interface Watch<T> extends AutoCloseable {
    /**
     * Waits for events and hands them on; returns at times without any.
     *
     * @return false where events were lost since the last call, for they came too fast
     */
    boolean await(Consumer<FlowEvent<T>> to);

    /** The room that the kernel keeps events in, in bytes; 0 where there is no such thing. */
    long room();

    @Override
    void close();
  }
}
