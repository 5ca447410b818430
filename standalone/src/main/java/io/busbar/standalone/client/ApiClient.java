package io.busbar.standalone.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Asks the query API of a running system as its operator. Thread-safe. */
public final class ApiClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final ObjectMapper json = new ObjectMapper();
    private final String base;
    private final String token;

    public ApiClient(RunningSystem system) {
        this.base = system.httpUrl() + "/api/v1";
        this.token = system.operatorToken();
    }

    /** Status and body of an answer. Immutable. */
    public record Answer(int status, JsonNode body) {

        boolean isSuccess() {
            return status / 100 == 2;
        }
    }

    public Answer get(String path) throws IOException, InterruptedException {
        return send(request(path).GET().build());
    }

    public Answer post(String path, Map<String, ?> body) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body)))
                .build());
    }

    public Answer delete(String path) throws IOException, InterruptedException {
        return send(request(path).DELETE().build());
    }

    /** Adds to a file what it lacks of the one that the path answers with. */
    public void download(String path, Path into) throws IOException, InterruptedException {
        long have = Files.exists(into) ? Files.size(into) : 0;
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .header("Authorization", "Bearer " + token)
                .header("Range", "bytes=" + have + "-")
                .GET()
                .build();
        HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body();
                OutputStream out = Files.newOutputStream(into, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            if (response.statusCode() / 100 != 2) {
                throw new CommandFailure("the file is not there any more: status " + response.statusCode());
            }
            body.transferTo(out);
        }
    }

    /** The body of an answer that must be a success. */
    public JsonNode require(Answer answer, String what) {
        if (!answer.isSuccess()) {
            throw new CommandFailure(what + " failed: status " + answer.status() + ": " + reasons(answer.body()));
        }
        return answer.body();
    }

    /** What an answer says of why, and of each fault where it is. */
    private static String reasons(JsonNode problem) {
        StringBuilder reasons = new StringBuilder(problem.path("detail").asText(problem.toString()));
        for (JsonNode fault : problem.path("errors")) {
            reasons.append(System.lineSeparator())
                    .append("  ")
                    .append(fault.path("pointer").asText())
                    .append(' ')
                    .append(fault.path("message").asText());
        }
        return reasons.toString();
    }

    /**
     * Makes sure that the logger exists.
     *
     * @return its key when it is new; nothing when it was there already: its key is known to its owner alone
     */
    public Optional<String> registerLogger(Map<String, ?> logger) throws IOException, InterruptedException {
        String serialNumber = String.valueOf(logger.get("serialNumber"));
        if (get("/loggers/" + serialNumber).isSuccess()) {
            return Optional.empty();
        }
        JsonNode created = require(post("/loggers", logger), "registering logger " + serialNumber);
        return Optional.of(created.path("key").asText());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(TIMEOUT)
                .header("Accept", "application/json")
                .header("Authorization", "Bearer " + token);
    }

    private Answer send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response;
        try {
            response = http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (ConnectException e) {
            throw new CommandFailure("the query API at " + base + " does not answer: is Busbar still running?", e);
        }
        JsonNode body = response.body().isBlank() ? json.createObjectNode() : json.readTree(response.body());
        return new Answer(response.statusCode(), body);
    }
}
