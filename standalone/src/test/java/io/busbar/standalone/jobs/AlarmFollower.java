package io.busbar.standalone.jobs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Follows the stream of alarms as the standard of server-sent events says, is broken off after a few lines again and again, in the middle of an event
 * too, and goes on with the id of the last event that it had whole. Started and closed by one thread.
 */
final class AlarmFollower implements AutoCloseable {

    private static final int MOST_LINES = 60;

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI stream;
    private final String token;
    private final Random random;
    private final List<String> ids = new CopyOnWriteArrayList<>();
    private final List<String> others = new CopyOnWriteArrayList<>();
    private final AtomicInteger breaks = new AtomicInteger();
    private final Thread thread = new Thread(this::run, "alarm-follower");
    private String lastId = "0";
    private volatile InputStream body = InputStream.nullInputStream();
    private volatile boolean closed;

    private AlarmFollower(URI stream, String token, long seed) {
        this.stream = stream;
        this.token = token;
        this.random = new Random(seed);
    }

    static AlarmFollower follow(URI stream, String token, long seed) {
        AlarmFollower follower = new AlarmFollower(stream, token, seed);
        follower.thread.setDaemon(true);
        follower.thread.start();
        return follower;
    }

    /** Of the events of alarms, as they came. */
    List<String> ids() {
        return ids;
    }

    /** Names of all other events. */
    List<String> others() {
        return others;
    }

    int breaks() {
        return breaks.get();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        body.close();
        thread.interrupt();
    }

    private void run() {
        while (!closed) {
            try {
                readUntilBroken();
            } catch (IOException | UncheckedIOException e) {
                // closed
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void readUntilBroken() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(stream)
                .header("Authorization", "Bearer " + token)
                .header("Last-Event-ID", lastId)
                .build();
        HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
        body = response.body();
        int linesLeft = 1 + random.nextInt(MOST_LINES);
        String event = "";
        String id = lastId;
        boolean hasData = false;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null && linesLeft-- > 0; line = lines.readLine()) {
                if (line.startsWith("event: ")) {
                    event = line.substring("event: ".length());
                } else if (line.startsWith("id: ")) {
                    id = line.substring("id: ".length());
                } else if (line.startsWith("data: ")) {
                    hasData = true;
                } else if (line.isEmpty()) {
                    lastId = id;
                    if (hasData) {
                        (event.equals("alarm") ? ids : others).add(event.equals("alarm") ? id : event);
                    }
                    event = "";
                    hasData = false;
                }
            }
        }
        breaks.incrementAndGet();
    }
}
