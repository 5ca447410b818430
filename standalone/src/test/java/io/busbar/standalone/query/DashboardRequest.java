package io.busbar.standalone.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.busbar.standalone.query.ApiClient.Response;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Stream;

/** What a panel or a variable of a dashboard in docs/grafana asks the API, and the fields that it takes out of the answer. Immutable. */
record DashboardRequest(String what, JsonNode target) {

    private static final Path DASHBOARDS = Path.of("..", "docs", "grafana", "dashboards");
    private static final ObjectMapper JSON = new ObjectMapper();

    static List<DashboardRequest> all() throws IOException {
        List<DashboardRequest> requests = new ArrayList<>();
        try (Stream<Path> files = Files.list(DASHBOARDS)) {
            for (Path file : files.sorted().toList()) {
                JsonNode dashboard = JSON.readTree(Files.readString(file));
                for (JsonNode variable : dashboard.at("/templating/list")) {
                    requests.add(new DashboardRequest(
                            file.getFileName() + " " + variable.get("name").asText(),
                            variable.at("/query/infinityQuery")));
                }
                for (JsonNode panel : dashboard.get("panels")) {
                    for (JsonNode target : panel.get("targets")) {
                        requests.add(new DashboardRequest(
                                file.getFileName() + " " + panel.get("title").asText(), target));
                    }
                }
            }
        }
        return requests;
    }

    Response ask(ApiClient person, Map<String, String> variables) {
        StringJoiner query = new StringJoiner("&", "?", "");
        query.setEmptyValue("");
        for (JsonNode parameter : target.at("/url_options/params")) {
            String value = with(variables, parameter.get("value").asText());
            query.add(parameter.get("key").asText() + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
        String accept = target.at("/url_options/headers/0/value").asText("application/json");
        return person.get(with(variables, target.get("url").asText()) + query, "Accept", accept);
    }

    /** Fields that the answer does not have, in its first row. */
    List<String> missing(Response answer) {
        List<String> missing = new ArrayList<>();
        boolean isCsv = target.get("type").asText().equals("csv");
        List<String> header = List.of(answer.body().split("\\R", 2)[0].split(","));
        JsonNode first = isCsv
                ? null
                : answer.json().path(target.get("root_selector").asText()).path(0);
        for (JsonNode column : target.get("columns")) {
            String field = column.get("selector").asText();
            boolean isThere = first == null
                    ? header.contains(field)
                    : first.at("/" + field.replace('.', '/')).isValueNode();
            if (!isThere) {
                missing.add(field);
            }
        }
        return missing;
    }

    @Override
    public String toString() {
        return what;
    }

    private static String with(Map<String, String> variables, String text) {
        String filled = text;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            filled = filled.replace("${" + variable.getKey() + "}", variable.getValue());
        }
        return filled;
    }
}
