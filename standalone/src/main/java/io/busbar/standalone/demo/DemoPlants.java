package io.busbar.standalone.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.standalone.client.ApiClient;
import io.busbar.standalone.client.RunningSystem;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Makes the people and plants of the demo through the query API, once. Stateless. */
public final class DemoPlants {

    private static final List<String> CITIES =
            List.of("Lisbon", "Madrid", "Paris", "Berlin", "Rome", "Athens", "London", "Warsaw", "Prague", "Vienna");
    private static final List<String> ZONES = List.of(
            "Europe/Lisbon",
            "Europe/Madrid",
            "Europe/Paris",
            "Europe/Berlin",
            "Europe/Rome",
            "Europe/Athens",
            "Europe/London",
            "Europe/Warsaw",
            "Europe/Prague",
            "Europe/Vienna");

    private static final int CONFLICT = 409;
    private static final int LIST_LIMIT = 100;

    private DemoPlants() {}

    /** The ids of the plants, in the order of their numbers; the first belongs to the end user. */
    public static List<String> ensure(RunningSystem system, DemoLogIns people)
            throws IOException, InterruptedException {
        ApiClient api = new ApiClient(system);
        addMember(api, people.operator(), "Operation and maintenance", "OPERATION_AND_MAINTENANCE");
        String endUser = addMember(api, people.endUser(), "End user", "END_USER");
        Map<String, String> idByName = new TreeMap<>();
        for (JsonNode plant : api.require(api.get("/plants?limit=" + LIST_LIMIT), "listing plants")
                .path("items")) {
            idByName.put(plant.path("name").asText(), plant.path("id").asText());
        }
        List<String> names = names();
        for (int i = 0; i < names.size(); i++) {
            if (!idByName.containsKey(names.get(i))) {
                Map<String, Object> plant = new HashMap<>();
                plant.put("name", names.get(i));
                plant.put("zone", ZONES.get(i % ZONES.size()));
                plant.put("plantType", "battery storage");
                if (i == 0 && !endUser.isEmpty()) {
                    plant.put("owner", endUser);
                }
                JsonNode created = api.require(api.post("/plants", plant), "creating plant " + names.get(i));
                idByName.put(names.get(i), created.path("id").asText());
            }
        }
        return names.stream().map(idByName::get).toList();
    }

    /** The id of the member; empty when that person was there already. */
    private static String addMember(ApiClient api, DemoLogIns.LogIn logIn, String name, String role)
            throws IOException, InterruptedException {
        ApiClient.Answer answer = api.post(
                "/members", Map.of("email", logIn.email(), "password", logIn.password(), "name", name, "role", role));
        return answer.status() == CONFLICT
                ? ""
                : api.require(answer, "adding " + logIn.email()).path("id").asText();
    }

    private static List<String> names() {
        return IntStream.range(0, DemoFleet.plants())
                .mapToObj(i -> "Plant %02d %s".formatted(i + 1, CITIES.get(i % CITIES.size())))
                .toList();
    }
}
