package org.netfilter4j.command;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;

/** What there is to be named on a host. What can't be read is as if it were not there. */
public interface CompletionHost {
  /** The users' chains of a table. */
  List<String> chains(Family family, Mode mode, TableName table);

  /** The names of the sets. */
  List<String> sets();

  /** The type of a set, or null. */
  @Nullable String setType(String set);

  /** The elements of a set, at most so many, as {@code ipset save} prints them. */
  List<String> elements(String set, int most);

  /** The names in a file of names as /etc has them: services, passwd, group. */
  List<String> names(String file);

  /** The names of the interfaces. */
  List<String> interfaces();
}
