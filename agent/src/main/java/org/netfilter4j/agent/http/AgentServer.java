package org.netfilter4j.agent.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Answers GET and HEAD for a few paths. Nothing can be changed through it. */
public final class AgentServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** What is answered. */
  public static final class Answer {
    private final int status;
    private final String type;
    private final byte[] body;

    /**
     * An answer.
     *
     * @param status of HTTP
     * @param type the media type
     * @param body not to be changed any more
     */
    public Answer(int status, String type, byte[] body) {
      this.status = status;
      this.type = type;
      this.body = body;
    }

    /** Lines for people. */
    public static Answer text(int status, String text) {
      return new Answer(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** JSON. */
    public static Answer json(String text) {
      return new Answer(200, "application/json", text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Makes the answer for a path. Called from several threads. */
  public interface Page {
    /**
     * The answer as things are now.
     *
     * @param accepted the value of the header Accept; null where there is none
     */
    Answer answer(@Nullable String accepted) throws IOException;
  }

  /**
   * A server, which listens but does not answer yet.
   *
   * @param pages by their paths
   * @throws IOException where the address can't be listened at
   */
  public AgentServer(InetSocketAddress address, Map<String, Page> pages) throws IOException {
    Map<String, Page> known = Map.copyOf(pages);
    server = HttpServer.create(address, 16);
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(exchange, known));
  }

  /** Begins to answer. */
  public void start() {
    server.start();
  }

  /** Where it listens: with its port, where 0 was asked for. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private static void answer(HttpExchange exchange, Map<String, Page> pages) throws IOException {
    try (exchange) {
      Page page = pages.get(exchange.getRequestURI().getPath());
      String method = exchange.getRequestMethod();
      Answer answer;
      if (page == null) {
        answer = Answer.text(404, "there are " + String.join(", ", pages.keySet()) + "\n");
      } else if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        answer = Answer.text(405, "only GET and HEAD\n");
      } else {
        answer = page.answer(exchange.getRequestHeaders().getFirst("Accept"));
      }
      exchange.getResponseHeaders().set("Content-Type", answer.type);
      boolean body = !method.equals("HEAD") && answer.body.length > 0;
      exchange.sendResponseHeaders(answer.status, body ? answer.body.length : -1);
      if (body) {
        exchange.getResponseBody().write(answer.body);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }
}
