package io.busbar.standalone.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.measure.Catalogue;
import io.busbar.query.QueryApi;
import io.busbar.query.QueryApiConfig;
import io.busbar.standalone.postgres.TestDatabase;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Asks the query API of a database everything about its devices that a person can ask. Confined to one thread. */
final class Questions {

    private static final String NO_KAFKA = "127.0.0.1:1";
    private static final String TOKEN = "operator-token-of-the-tests-0123456789";
    private static final String RANGE = "from=2024-01-01T00:00:00Z&to=2027-01-01T00:00:00Z";
    private static final String JSON = "application/json";
    private static final String CSV = "text/csv";

    /** Whole hours from UTC, with and without a change of the clocks, and three quarters of an hour. */
    private static final List<String> ZONES = List.of("UTC", "Europe/Berlin", "Asia/Kathmandu");

    private final TestDatabase database;
    private final HttpClient client = HttpClient.newHttpClient();

    Questions(TestDatabase database) {
        this.database = database;
    }

    /**
     * Answers by media type and path. How long ago something was is left out, for the servers are asked one after the other, and which answers were made
     * of roll-ups, for these come in their own time.
     */
    Map<String, String> ask(List<String> loggers, List<String> devices) throws Exception {
        QueryApiConfig config = new QueryApiConfig(
                "127.0.0.1",
                0,
                database.jdbcUrl(),
                database.user(),
                database.password(),
                NO_KAFKA,
                TOKEN,
                "manager@example.org",
                "correct horse battery");
        try (QueryApi api =
                QueryApi.start(config, Catalogue.load(), new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))) {
            String base = "http://127.0.0.1:" + api.port();
            for (String logger : loggers) {
                send(HttpRequest.newBuilder(URI.create(base + "/api/v1/loggers"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"serialNumber\":\"" + logger + "\"}")));
            }
            Map<String, String> answers = new TreeMap<>();
            for (String device : devices) {
                for (String path : jsonPaths(device)) {
                    answers.put(JSON + " " + path, get(base + path, JSON));
                }
                for (String path : csvPaths(device)) {
                    answers.put(CSV + " " + path, get(base + path, CSV));
                }
            }
            return answers;
        }
    }

    private static List<String> jsonPaths(String device) {
        String path = "/api/v1/devices/" + device;
        String history = history(device);
        List<String> paths = new ArrayList<>(List.of(path, path + "/latest", history));
        paths.add(history + "&bucket=raw");
        paths.add(history + "&bucket=raw&limit=10");
        paths.add(history + "&bucket=5m");
        for (String bucket : List.of("1h", "1d")) {
            for (String aggregate : List.of("min", "max", "mean", "last")) {
                paths.add(history + "&bucket=" + bucket + "&aggregate=" + aggregate);
            }
        }
        ZONES.forEach(zone -> paths.add(history + "&bucket=1d&zone=" + zone));
        return paths;
    }

    private static List<String> csvPaths(String device) {
        return Stream.of("raw", "5m", "1h", "1d")
                .map(bucket -> history(device) + "&bucket=" + bucket)
                .toList();
    }

    private static String history(String device) {
        return "/api/v1/devices/" + device + "/history?" + RANGE;
    }

    private String get(String url, String mediaType) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(url)).header("Accept", mediaType))
                .replaceAll("\"ageSeconds\":\\d+", "\"ageSeconds\":0")
                .replaceAll("\"source\":\"[^\"]+\"", "\"source\":\"\"");
    }

    private String send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> response =
                client.send(request.header("Authorization", "Bearer " + TOKEN).build(), BodyHandlers.ofString());
        assertThat(response.statusCode())
                .as("%s: %s", response.uri(), response.body())
                .isBetween(200, 201);
        return response.body();
    }
}
