package org.netfilter4j.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the server answers. */
class AgentServerTest {
  private AgentServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        new AgentServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Map.of(
                "/a", accepted -> AgentServer.Answer.text(200, "accepts " + accepted + "\n"),
                "/b", accepted -> AgentServer.Answer.text(503, "not yet\n")));
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      try (InputStream in = socket.getInputStream()) {
        return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      }
    }
  }

  private String ask(String method, String path) throws IOException {
    return raw(
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: x\r\nAccept: text/x\r\nConnection: close\r\n\r\n");
  }

  @Test
  void aPage() throws IOException {
    assertThat(ask("GET", "/a"))
        .startsWith("HTTP/1.1 200 ")
        .contains("text/plain; charset=utf-8")
        .endsWith("\r\n\r\naccepts text/x\n");
    assertThat(ask("GET", "/b")).startsWith("HTTP/1.1 503 ").endsWith("not yet\n");
  }

  @Test
  void whatIsNotThere() throws IOException {
    assertThat(ask("GET", "/c")).startsWith("HTTP/1.1 404 ");
    assertThat(ask("GET", "/a/b")).startsWith("HTTP/1.1 404 ");
    assertThat(ask("POST", "/a")).startsWith("HTTP/1.1 405 ").doesNotContain("accepts");
    assertThat(ask("HEAD", "/a")).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n");
    assertThat(raw("nonsense\r\n\r\n")).doesNotContain("accepts");
  }

  @Test
  void aQuestion() throws IOException {
    assertThat(Question.ask(server.address(), "/a")).startsWith("accepts ");
    assertThatThrownBy(() -> Question.ask(server.address(), "/b"))
        .isInstanceOf(IOException.class)
        .hasMessage("the answer has status 503");
    InetSocketAddress address = server.address();
    server.close();
    assertThatThrownBy(() -> Question.ask(address, "/a")).isInstanceOf(IOException.class);
  }
}
