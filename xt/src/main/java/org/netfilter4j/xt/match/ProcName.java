package org.netfilter4j.xt.match;

/** The names of tables that the kernel shows as files below /proc (xt_check_proc_name). */
final class ProcName {
  private ProcName() {}

  static boolean isValid(String name) {
    return !name.isEmpty() && !name.equals(".") && !name.equals("..") && name.indexOf('/') < 0;
  }
}
