package org.netfilter4j.agent.files;

/** A file can't be read, or wants what can't be. */
final class BadFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient Place place;

  BadFileException(Place place, String message) {
    super(message, null, false, false);
    this.place = place;
  }

  Place place() {
    return place;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
