package org.netfilter4j.agent.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Asks a server of this machine, past any proxy. */
public final class Question {
  private static final int PATIENCE_MILLIS = 5000;

  private Question() {}

  /**
   * What stands on a page.
   *
   * @throws IOException where nobody answers, or with another status than 200
   */
  public static String ask(InetSocketAddress server, String path) throws IOException {
    String host = server.getHostString();
    String name = host.contains(":") ? "[" + host + "]" : host;
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://" + name + ":" + server.getPort() + path)
                .toURL()
                .openConnection(Proxy.NO_PROXY);
    connection.setConnectTimeout(PATIENCE_MILLIS);
    connection.setReadTimeout(PATIENCE_MILLIS);
    int status = connection.getResponseCode();
    if (status != 200) {
      throw new IOException("the answer has status " + status);
    }
    try (InputStream in = connection.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
