/**
 * The folders that become the layers of the container image.
 *
 * <p>An image without a base has nothing: no loader, no libc, no shell. {@link Assemble} makes
 * three folders, which jib packs as a layer each:
 *
 * <ul>
 *   <li>{@code system}: the loader and the libraries that the runtime names in its ELF headers
 *       ({@link ElfFile}), a shell, the files of {@code /etc} that names are looked up in ({@link
 *       SystemLayer});
 *   <li>{@code runtime}: the JDK's modules that are needed and no others, linked by its own jlink
 *       ({@link RuntimeLayer});
 *   <li>{@code program}: our classes in one jar, the libraries' jars, an AOT cache, trained by that
 *       runtime, and a launcher under each program's name ({@link ProgramLayer}).
 * </ul>
 *
 * <p>A JDK is made for one libc, and dies without a word that helps on another: so the JDK's libc
 * is read twice, from what it says of itself and from its ELF interpreter, and compared with the
 * one asked for ({@link Jdk}).
 */
@NullMarked
package org.netfilter4j.image;

import org.jspecify.annotations.NullMarked;
