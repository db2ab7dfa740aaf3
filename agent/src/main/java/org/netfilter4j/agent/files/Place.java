package org.netfilter4j.agent.files;

/**
 * Where something stands in a directory's files.
 *
 * @param file its name
 * @param line its number, from 1
 */
public record Place(String file, int line) {
  @Override
  public String toString() {
    return file + ":" + line;
  }
}
