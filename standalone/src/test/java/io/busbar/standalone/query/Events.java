package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A stream of events as a client reads it, in a thread of its own. Opened and closed by one thread. */
final class Events implements AutoCloseable {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final HttpResponse<InputStream> response;
    private final Thread thread;

    private Events(HttpResponse<InputStream> response) {
        this.response = response;
        thread = new Thread(this::read, "events");
        thread.setDaemon(true);
        thread.start();
    }

    static Events open(ApiClient client, String path, @Nullable String lastEventId) throws Exception {
        HttpRequest.Builder request = client.request(path);
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        HttpResponse<InputStream> response =
                HttpClient.newHttpClient().send(request.GET().build(), BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
        return new Events(response);
    }

    List<String> lines() {
        return lines;
    }

    boolean told(String text) {
        return lines.stream().anyMatch(line -> line.contains(text));
    }

    boolean hasEnded() {
        return !thread.isAlive();
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            reader.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add("broken off");
        }
    }

    @Override
    public void close() throws IOException {
        response.body().close();
    }
}
