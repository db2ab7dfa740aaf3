/**
 * The library as programs use it: {@link org.netfilter4j.conformance.library.LibraryDocumentTest}
 * compiles and runs docs/library.md.
 */
@NullMarked
package org.netfilter4j.conformance.library;

import org.jspecify.annotations.NullMarked;
