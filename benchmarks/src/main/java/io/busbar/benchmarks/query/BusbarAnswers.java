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

/** Busbar's query API over HTTP, in JSON: who asks, what they may see, then the tables. Thread-safe. */
public final class BusbarAnswers implements Answers {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Question question;
    private final int port;
    private final String token;
    private final Instant from;
    private final Instant to;

    /** @throws IllegalArgumentException for alarms: {@code GET /alarms} is to be asked here when it is there */
    public BusbarAnswers(Question question, int port, String token, Instant from, Instant to) {
        if (question == Question.ALARMS) {
            throw new IllegalArgumentException("Busbar has no route for " + question);
        }
        this.question = question;
        this.port = port;
        this.token = token;
        this.from = from;
        this.to = to;
    }

    @Override
    public String name() {
        return "busbar";
    }

    @Override
    public String description() {
        return switch (question) {
            case DAY -> "GET /devices/SN/history?points=cells&bucket=raw in JSON";
            case ROLLUP -> "POST /query, the maximum of point 1400, bucket=5m, in JSON";
            case IMBALANCE -> "GET /analytics/imbalance?top=" + Question.TOP;
            case ALARMS -> "";
        };
    }

    @Override
    public Line open() {
        HttpClient client = HttpClient.newHttpClient();
        return new Line() {
            @Override
            public Reply ask(String pack) throws IOException, InterruptedException {
                return read(JSON.readTree(
                        client.send(request(pack), BodyHandlers.ofByteArray()).body()));
            }

            @Override
            public void close() {
                // nothing to end: the connection goes with the client
            }
        };
    }

    private HttpRequest request(String pack) {
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
            case ALARMS -> throw new IllegalStateException("no route");
        };
    }

    private Reply read(JsonNode answer) throws IOException {
        JsonReply reply = new JsonReply();
        if (answer.has("status")) {
            throw new IOException("Busbar refused " + question + ": " + answer);
        }
        for (JsonNode series : answer.path("series")) {
            series.path("rows").forEach(reply::add);
        }
        for (JsonNode item : answer.path("items")) {
            reply.add(item.at("/differential/value"));
        }
        return reply.reply();
    }
}
