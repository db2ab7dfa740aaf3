package org.netfilter4j.xt.struct;

import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How an extension's normal form goes into the kernel's struct of one revision, and comes out.
 *
 * @param <T> the normal form
 * @param revision the struct's revision
 * @param size the struct's length as C's sizeof says it on 64-bit machines, in bytes
 * @param writer writes a value into zeroed bytes of that size, all that the C tool would write
 * @param reader reads a value; null where the struct is another extension's of the same kernel name
 *     ({@code state} leaves to {@code conntrack} what was not written by it). What the reader
 *     refuses as malformed it refuses with an IllegalArgumentException or
 *     IndexOutOfBoundsException; the match is then kept as unknown.
 */
public record Layout<T>(
    int revision,
    int size,
    BiConsumer<T, StructBytes> writer,
    Function<StructBytes, @Nullable T> reader) {}
