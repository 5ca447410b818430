package io.busbar.benchmarks.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.busbar.query.QueryApiConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Makes, as the first manager over HTTP, a key that sees less than everything. Confined to one thread. */
public final class NarrowKey {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String END_USERS = "End User Group";

    private final HttpClient client = HttpClient.newHttpClient();
    private final String api;
    private final String manager;

    private NarrowKey(int port, String password) throws IOException, InterruptedException {
        this.api = "http://127.0.0.1:" + port + "/api/v1";
        this.manager = post(
                        "/auth/login",
                        "{\"email\":\"" + QueryApiConfig.DEFAULT_MANAGER_EMAIL + "\",\"password\":\"" + password
                                + "\"}",
                        "")
                .path("accessToken")
                .asText();
    }

    /** One that sees what end users see, less two points of BMSs. */
    public static String make(int port, String password) throws IOException, InterruptedException {
        NarrowKey maker = new NarrowKey(port, password);
        String group = maker.group();
        maker.post(
                "/measurement-groups/" + group + "/points:remove",
                "{\"deviceType\":\"BMS/Dyness/High Voltage\",\"points\":[1600,1800]}",
                maker.manager);
        return maker.post("/api-keys", "{\"name\":\"narrow\",\"group\":\"" + group + "\"}", maker.manager)
                .path("key")
                .asText();
    }

    private String group() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(api + "/measurement-groups"))
                .header("Authorization", "Bearer " + manager)
                .build();
        for (JsonNode group : answer(request).path("items")) {
            if (group.path("name").asText().equals(END_USERS)) {
                return group.path("id").asText();
            }
        }
        throw new IOException("no measurement group " + END_USERS);
    }

    private JsonNode post(String path, String body, String token) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return answer(request.build());
    }

    private JsonNode answer(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new IOException("Busbar refused " + request.uri().getPath() + ": " + response.body());
        }
        return JSON.readTree(response.body());
    }
}
