/**
 * The library as programs use it: {@link org.netfilter4j.conformance.library.LibraryDocumentTest}
 * compiles and runs docs/library.md; {@link org.netfilter4j.conformance.library.RoundTripTest}
 * holds for every extension that what is printed is read back as the same rule.
 */
@NullMarked
package org.netfilter4j.conformance.library;

import org.jspecify.annotations.NullMarked;
