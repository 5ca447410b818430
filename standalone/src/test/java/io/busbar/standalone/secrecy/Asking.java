package io.busbar.standalone.secrecy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.busbar.standalone.secrecy.Question.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;

/** Asks one world as one person. Confined to one thread at a time. */
final class Asking {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final int MAX_PAGES = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A stream is told of what there is at once, at the latest after a second. */
    private static final long FIRST_MILLIS = 1_300;

    private static final long QUIET_MILLIS = 150;

    /** Once a machine with other work made streams look silent, it gets so many times as long. */
    private static final long PATIENTLY = 10;

    private final int port;
    private final String credentials;
    private final long times;

    Asking(int port, String credentials) {
        this(port, credentials, 1);
    }

    private Asking(int port, String credentials, long times) {
        this.port = port;
        this.credentials = credentials;
        this.times = times;
    }

    /** One that waits longer before it takes a stream to have told all. */
    Asking patiently() {
        return new Asking(port, credentials, PATIENTLY);
    }

    /**
     * All that comes back but the date; the id of a new export, which is random, is left out, and the tag of what has it. Immutable.
     *
     * @param body a letter a byte
     */
    record Answer(int status, Map<String, List<String>> headers, String body) {

        Answer without(String random) {
            Map<String, List<String>> rest = new TreeMap<>();
            headers.forEach((name, values) -> rest.put(
                    name,
                    values.stream().map(value -> value.replace(random, "*")).toList()));
            rest.remove("etag"); // of a body that has the id
            return new Answer(status, rest, body.replace(random, "*"));
        }
    }

    List<Answer> ask(Question question) {
        return switch (question.kind()) {
            case ANSWER -> pages(question);
            case STREAM -> List.of(stream(question));
            case EXPORT -> export(question);
        };
    }

    private List<Answer> pages(Question question) {
        List<Answer> pages = new ArrayList<>();
        String path = question.path();
        for (String next = ""; next != null && pages.size() < MAX_PAGES; ) {
            String more = next.isEmpty() ? "" : (path.contains("?") ? "&" : "?") + "cursor=" + next;
            Answer page = once(
                    new Question(question.method(), path + more, question.headers(), question.body(), Kind.ANSWER));
            pages.add(page);
            next = question.method().equals("GET") && page.status() == 200 ? next(page.body()) : null;
        }
        return pages;
    }

    private static @org.jspecify.annotations.Nullable String next(String body) {
        if (!body.startsWith("{")) {
            return null;
        }
        try {
            JsonNode next = JSON.readTree(body).path("next");
            return next.isTextual() ? next.asText() : null;
        } catch (IOException e) {
            return null;
        }
    }

    private List<Answer> export(Question question) {
        Answer started = once(question);
        if (started.status() != 202) {
            return List.of(started);
        }
        String location =
                Objects.requireNonNull(started.headers().get("location")).get(0);
        String id = location.substring(location.lastIndexOf('/') + 1);
        Answer[] state = {once(Question.get(location))};
        Awaitility.await().pollInterval(Duration.ofMillis(5)).atMost(PATIENCE).until(() -> {
            state[0] = once(Question.get(location));
            return state[0].status() != 200
                    || state[0].body().contains("\"DONE\"")
                    || state[0].body().contains("\"FAILED\"");
        });
        Answer file = once(Question.get(location + "/file"));
        Answer part = once(Question.get(location + "/file").with("Range", "bytes=3-40"));
        once(Question.send("DELETE", location, null));
        return List.of(state[0].without(id), file.without(id), part.without(id));
    }

    /** The patience of a request is for its headers; an answer that goes on for ever is none either. */
    private Answer once(Question question) {
        try {
            return answer(CLIENT.sendAsync(request(question), BodyHandlers.ofByteArray())
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("no whole answer to " + question, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Answer stream(Question question) {
        try {
            HttpResponse<InputStream> response = CLIENT.send(request(question), BodyHandlers.ofInputStream());
            BlockingQueue<byte[]> pieces = new LinkedBlockingQueue<>();
            Thread reader = new Thread(() -> read(response.body(), pieces), "stream-reader");
            reader.setDaemon(true);
            reader.start();
            StringBuilder said = new StringBuilder();
            byte[] piece = pieces.poll(times * FIRST_MILLIS, TimeUnit.MILLISECONDS);
            while (piece != null && piece.length > 0) {
                said.append(new String(piece, StandardCharsets.ISO_8859_1));
                boolean isBegun = said.indexOf("data:") >= 0;
                piece = pieces.poll(times * (isBegun ? QUIET_MILLIS : FIRST_MILLIS), TimeUnit.MILLISECONDS);
            }
            response.body().close();
            return new Answer(response.statusCode(), headers(response), said.toString());
        } catch (IOException e) {
            throw new IllegalStateException("no answer to " + question, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Piece by piece, and an empty one at the end, which comes at once when a stream is refused. */
    private static void read(InputStream in, BlockingQueue<byte[]> pieces) {
        byte[] buffer = new byte[65_536];
        try {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                pieces.add(java.util.Arrays.copyOf(buffer, count));
            }
            pieces.add(new byte[0]);
        } catch (IOException e) {
            // closed: nobody listens any more
        }
    }

    private HttpRequest request(Question question) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + question.path().replace(' ', '+')))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + credentials);
        question.headers().forEach(request::header);
        String body = question.body();
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        return request.method(question.method(), body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
    }

    private static Answer answer(HttpResponse<byte[]> response) {
        return new Answer(
                response.statusCode(), headers(response), new String(response.body(), StandardCharsets.ISO_8859_1));
    }

    private static Map<String, List<String>> headers(HttpResponse<?> response) {
        Map<String, List<String>> headers = new TreeMap<>();
        response.headers().map().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
        headers.remove("date");
        return headers;
    }
}
