package io.busbar.benchmarks.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.function.DoubleSupplier;

/** Busbar's query API over HTTP, in JSON: who asks, what they may see, then the tables. Thread-safe. */
public final class BusbarAnswers implements Answers {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int MOST_ALARMS_OF_A_PAGE = 500;

    private final String name;
    private final Question question;
    private final int port;
    private final String token;
    private final Instant from;
    private final Instant to;
    private final DoubleSupplier cpuSeconds;

    /**
     * @param name in the figures
     * @param token of who asks
     * @param cpuSeconds of the query API and its database so far
     */
    public BusbarAnswers(
            String name,
            Question question,
            int port,
            String token,
            Instant from,
            Instant to,
            DoubleSupplier cpuSeconds) {
        this.name = name;
        this.question = question;
        this.port = port;
        this.token = token;
        this.from = from;
        this.to = to;
        this.cpuSeconds = cpuSeconds;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return switch (question) {
            case DAY -> "GET /devices/SN/history?points=cells&bucket=raw in JSON";
            case ROLLUP -> "POST /query, the maximum of point 1400, bucket=5m, in JSON";
            case IMBALANCE -> "GET /analytics/imbalance?top=" + Question.TOP;
            case ALARMS -> "GET /alarms, in pages of " + MOST_ALARMS_OF_A_PAGE;
        };
    }

    @Override
    public double cpuSeconds() {
        return cpuSeconds.getAsDouble();
    }

    @Override
    public Line open() {
        HttpClient client = HttpClient.newHttpClient();
        return new Line() {
            @Override
            public Reply ask(String pack) throws IOException, InterruptedException {
                JsonReply reply = new JsonReply();
                JsonNode answer;
                String cursor = "";
                do {
                    answer = JSON.readTree(client.send(request(pack, cursor), BodyHandlers.ofByteArray())
                            .body());
                    add(answer, reply);
                    cursor = answer.path("next").asText();
                } while (answer.path("next").isTextual());
                return reply.reply();
            }

            @Override
            public void close() {
                // nothing to end: the connection goes with the client
            }
        };
    }

    private HttpRequest request(String pack, String cursor) {
        String api = "http://127.0.0.1:" + port + "/api/v1";
        HttpRequest.Builder request = HttpRequest.newBuilder().header("Authorization", "Bearer " + token);
        return switch (question) {
            case DAY ->
                request.uri(URI.create(api + "/devices/" + pack + "/history?points=cells&bucket=raw&from=" + from
                                + "&to=" + to))
                        .build();
            case ROLLUP ->
                request.uri(URI.create(api + "/query"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(
                                "{\"points\":[{\"point\":1400,\"aggregate\":\"max\"}],\"bucket\":\"5m\",\"from\":\"%s\",\"to\":\"%s\"}"
                                        .formatted(from, to)))
                        .build();
            case IMBALANCE ->
                request.uri(URI.create(api + "/analytics/imbalance?top=" + Question.TOP))
                        .build();
            case ALARMS ->
                request.uri(URI.create(api + "/alarms?from=" + from + "&to=" + to + "&limit=" + MOST_ALARMS_OF_A_PAGE
                                + (cursor.isEmpty() ? "" : "&cursor=" + cursor)))
                        .build();
        };
    }

    private void add(JsonNode answer, JsonReply reply) throws IOException {
        if (answer.has("status")) {
            throw new IOException("Busbar refused " + question + ": " + answer);
        }
        for (JsonNode series : answer.path("series")) {
            series.path("rows").forEach(reply::add);
        }
        for (JsonNode item : answer.path("items")) {
            reply.add(question == Question.ALARMS ? item.path("cell") : item.at("/differential/value"));
        }
    }
}
