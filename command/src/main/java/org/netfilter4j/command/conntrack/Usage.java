package org.netfilter4j.command.conntrack;

import java.io.PrintStream;

/** What {@code -h} prints. */
final class Usage {
  private static final String TEXT =
      """
      conntrack v1.4.7, of netfilter4j: lists and changes tracked connections.

      conntrack -L [TABLE] [FILTERS] [-z] [-o FORMAT]  list; -z sets counters to zero
      conntrack -G [TABLE] TUPLE                       show one
      conntrack -I [TABLE] TUPLE -t SECONDS            make one, where there is none
      conntrack -A TUPLE -t SECONDS                    make one, unless there is one
      conntrack -U [FILTERS] [CHANGES]                 change those that are meant
      conntrack -D [TABLE] [FILTERS]                   delete those that are meant
      conntrack -E [TABLE] [FILTERS] [-e EVENTS]       show what happens, until interrupted
      conntrack -F [TABLE]                             delete all
      conntrack -C [TABLE]                             print how many there are
      conntrack -S [TABLE]                             print what each processor counted
      conntrack -R FILE                                carry out a file of commands; - is stdin
      TABLE: conntrack, expect; with -L also dying, unconfirmed

        -s, --src, --orig-src IP[/LENGTH]   address that the connection began at
        -d, --dst, --orig-dst IP[/LENGTH]   address that it went to
        -r, --reply-src IP                  address that replies come from
        -q, --reply-dst IP                  address that replies go to
            --mask-src IP, --mask-dst IP    which bits of -s and -d count
        -p, --protonum PROTOCOL             name or number; see -h -p PROTOCOL
        -f, --family FAMILY                 ipv4 or ipv6
        -n, --src-nat [IP[:PORT]]           whose source is translated
        -g, --dst-nat [IP[:PORT]]           whose destination is translated
        -j, --any-nat [IP[:PORT]]           either
        -m, --mark MARK[/MASK]              mark, to look for or to set
        -u, --status STATUS[,...]           ASSURED, SEEN_REPLY, FIXED_TIMEOUT, EXPECTED, UNSET;
                                            after ! or as UNREPLIED: those without
        -l, --label LABEL[,...]             which have all of these labels
            --label-add LABEL[,...]         give them labels
            --label-del [LABEL[,...]]       take labels from them; all where none is named
        -w, --zone ZONE                     zone; --orig-zone and --reply-zone for one direction
        -t, --timeout SECONDS               time left
        -i ID                               number of the connection
        -c, --secmark NUMBER                security mark
        -o, --output FORMAT[,...]           extended, id, ktimestamp, labels, save, timestamp, xml
        -e, --event-mask EVENTS             ALL or of NEW, UPDATES, DESTROY
        -b, --buffer-size BYTES             room for events
            --tuple-src IP, --tuple-dst IP  addresses of an expectation
      """;

  private Usage() {}

  static void print(PrintStream out, Request request) {
    out.print(TEXT);
    if (!request.has(Parameter.PROTOCOL)) {
      return;
    }
    ProtocolWords protocol = request.protocol;
    if (protocol == null) {
      out.print("\n-p " + request.protocolName + " has no options of its own\n");
      return;
    }
    out.print("\n-p " + protocol.word() + " has options of its own:\n");
    for (ProtocolField field : protocol.fields()) {
      out.print("      --" + protocol.word(field) + "\n");
    }
  }
}
