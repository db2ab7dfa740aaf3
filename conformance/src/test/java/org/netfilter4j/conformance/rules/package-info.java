/**
 * The library as programs use it: {@link org.netfilter4j.conformance.rules.LibraryDocumentTest}
 * compiles and runs docs/library.md.
 */
@NullMarked
package org.netfilter4j.conformance.rules;

import org.jspecify.annotations.NullMarked;
