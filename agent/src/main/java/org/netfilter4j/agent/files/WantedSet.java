package org.netfilter4j.agent.files;

import org.netfilter4j.xt.set.SetHeader;
import org.netfilter4j.xt.set.SetType;

/**
 * A set that a file creates.
 *
 * @param draft as it is created
 * @param header the same with what it implies
 * @param created the line that creates it
 * @param elements all of them; in a list of sets their order counts
 */
public record WantedSet(
    String name,
    SetType type,
    SetHeader.Draft draft,
    SetHeader header,
    Place created,
    Elements elements) {}
