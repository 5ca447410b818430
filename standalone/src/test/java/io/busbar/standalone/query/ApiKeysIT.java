package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.standalone.query.ApiClient.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A key may never more than its owner may at that moment, and never more than it was made for. */
final class ApiKeysIT {

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest();

    private static final String KEYS = "/api/v1/api-keys";

    private static ApiClient manager = new ApiClient(0, null);
    private static ApiClient owner = new ApiClient(0, null);
    private static String first = "";
    private static String second = "";

    @BeforeAll
    static void fillsTheFleet() throws Exception {
        manager = API.loggedIn(ApiServerUnderTest.MANAGER, ApiServerUnderTest.MANAGER_PASSWORD);
        owner = API.member("owner@example.org", "END_USER");
        first = plant(owner, "First");
        second = plant(owner, "Second");
        API.operator().post("/api/v1/loggers", "{\"serialNumber\":\"L1\",\"plant\":\"" + first + "\"}");
        API.operator().post("/api/v1/loggers", "{\"serialNumber\":\"L2\",\"plant\":\"" + second + "\"}");
        API.operator().post("/api/v1/loggers", "{\"serialNumber\":\"L3\"}");
        API.sql("INSERT INTO measurement_group (public_id, organization_id, name) SELECT 'few', min(id), 'Few'"
                + " FROM organization");
        API.sql("INSERT INTO measurement_group_point SELECT id, 1, unnest(ARRAY[1400, 1800]) FROM measurement_group"
                + " WHERE public_id = 'few'");
    }

    @Test
    void seesWhatItsOwnerSees() {
        Response made = owner.post(KEYS, "{\"name\":\"dashboard\"}");
        assertThat(made.status()).isEqualTo(201);
        ApiClient key = client(made);
        assertThat(plants(key)).containsExactlyInAnyOrder(first, second);
        assertThat(key.get("/api/v1/me").json().get("capabilities").toString()).isEqualTo("{\"SEE_PLANTS\":\"OWN\"}");
        assertThat(key.post("/api/v1/plants", "{\"name\":\"x\"}").status()).isEqualTo(403);
        JsonNode listed = owner.get(KEYS).json().get("items");
        assertThat(listed.toString()).contains("dashboard").doesNotContain("bbk_");
    }

    @Test
    void staysWithinItsPlantsAndPoints() {
        ApiClient key =
                client(owner.post(KEYS, "{\"name\":\"narrow\",\"group\":\"Few\",\"plants\":[\"" + first + "\"]}"));
        assertThat(plants(key)).containsExactly(first);
        assertThat(key.get("/api/v1/plants/" + second).seen())
                .isEqualTo(key.get("/api/v1/plants/AAAAAAAAAAAAAAAA").seen())
                .startsWith("404");
        assertThat(key.get("/api/v1/loggers/L2").status()).isEqualTo(404);
        assertThat(key.get("/api/v1/me/points").json().get("items")).hasSize(2);
        ApiClient all = client(manager.post(
                KEYS, "{\"name\":\"one of all\",\"plants\":[\"" + first + "\"],\"capabilities\":[\"EDIT_FLEET\"]}"));
        assertThat(plants(all)).containsExactly(first);
        assertThat(all.get("/api/v1/loggers").json().get("items"))
                .as("nor loggers that have no plant")
                .hasSize(1);
        assertThat(all.patch("/api/v1/plants/" + first, "{\"capacityWh\":1}").status())
                .isEqualTo(200);
        assertThat(all.patch("/api/v1/plants/" + second, "{\"capacityWh\":1}").status())
                .isEqualTo(404);
    }

    @Test
    void losesWhatItsOwnerLoses() {
        ApiClient user = API.member("demoted@example.org", "OPERATION_MANAGER");
        ApiClient key = client(
                user.post(KEYS, "{\"name\":\"k\",\"group\":\"All point sets\",\"capabilities\":[\"EDIT_FLEET\"]}"));
        String member =
                "/api/v1/members/" + user.get("/api/v1/me").json().get("id").asText();
        assertThat(plants(key)).contains(first);
        assertThat(key.get("/api/v1/me/points").json().get("items")).hasSizeGreaterThan(200);
        manager.patch(member, "{\"group\":\"Few\"}");
        assertThat(key.get("/api/v1/me/points").json().get("items")).hasSize(2);
        manager.patch(member, "{\"role\":\"GENERAL_USER\"}");
        assertThat(key.post("/api/v1/plants", "{\"name\":\"x\"}").status()).isEqualTo(403);
        manager.patch(member, "{\"status\":\"DISABLED\"}");
        assertThat(key.get("/api/v1/me").status()).isEqualTo(401);
    }

    @Test
    void endsWhenItIsDeletedOrExpires() {
        Response made = owner.post(KEYS, "{\"name\":\"short\"}");
        ApiClient key = client(made);
        assertThat(key.get("/api/v1/me").status()).isEqualTo(200);
        String id = made.json().get("apiKey").get("id").asText();
        assertThat(manager.delete(KEYS + "/" + id).seen())
                .as("keys of others do not exist")
                .isEqualTo(manager.delete(KEYS + "/AAAAAAAAAAAAAAAA").seen())
                .startsWith("404");
        assertThat(owner.delete(KEYS + "/" + id).status()).isEqualTo(204);
        assertThat(key.get("/api/v1/me").status()).isEqualTo(401);
        ApiClient expiring = client(owner.post(
                KEYS,
                "{\"name\":\"expiring\",\"expiresAt\":\"%s\"}"
                        .formatted(Instant.now().plusSeconds(4))));
        assertThat(expiring.get("/api/v1/me").status()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> expiring.get("/api/v1/me").status() == 401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"capabilities\":[\"MANAGE_MEMBERS\"]",
                "\"capabilities\":[\"EDIT_GROUPS\"]",
                "\"capabilities\":[\"ASSIGN_QUARANTINE\"]",
                "\"capabilities\":[\"READ_AUDIT\"],\"plants\":[]",
                "\"capabilities\":[\"EVERYTHING\"]",
                "\"capabilities\":[\"EDIT_FLEET\",\"EDIT_FLEET\"]",
                "\"group\":\"no such group\"",
                "\"plants\":[\"AAAAAAAAAAAAAAAA\"]",
                "\"expiresAt\":\"2020-01-01T00:00:00Z\"",
                "\"role\":\"MANAGER\""
            })
    void isNotMadeForMore(String more) {
        assertThat(manager.post(KEYS, "{\"name\":\"k\"," + more + "}").status()).isEqualTo(400);
    }

    @Test
    void isNotMadeForMoreThanItsOwnerMay() {
        assertThat(owner.post(KEYS, "{\"name\":\"k\",\"capabilities\":[\"READ_AUDIT\"]}")
                        .body())
                .contains("READ_AUDIT is beyond yours");
        ApiClient other = API.member("other@example.org", "END_USER");
        assertThat(other.post(KEYS, "{\"name\":\"k\",\"plants\":[\"" + first + "\"]}")
                        .seen())
                .isEqualTo(other.post(KEYS, "{\"name\":\"k\",\"plants\":[\"AAAAAAAAAAAAAAAA\"]}")
                        .seen())
                .startsWith("400");
    }

    @Test
    void doesNothingThatIsDoneInPerson() {
        ApiClient key = client(manager.post(KEYS, "{\"name\":\"k\"}"));
        assertThat(key.post(KEYS, "{\"name\":\"another\"}").status()).isEqualTo(403);
        assertThat(key.get(KEYS).status()).isEqualTo(403);
        assertThat(key.patch("/api/v1/me", "{\"name\":\"x\"}").status()).isEqualTo(403);
        assertThat(key.get("/api/v1/members").status()).isEqualTo(403);
        assertThat(API.operator().get(KEYS).status()).isEqualTo(403);
        assertThat(new ApiClient(API.port(), "bbk_made-up").get("/api/v1/me").status())
                .isEqualTo(401);
    }

    private static ApiClient client(Response made) {
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return new ApiClient(API.port(), made.json().get("key").asText());
    }

    private static List<String> plants(ApiClient person) {
        List<String> plants = new ArrayList<>();
        person.get("/api/v1/plants")
                .json()
                .get("items")
                .forEach(plant -> plants.add(plant.get("id").asText()));
        return plants;
    }

    private static String plant(ApiClient person, String name) {
        return person.post("/api/v1/plants", "{\"name\":\"" + name + "\"}")
                .json()
                .get("id")
                .asText();
    }
}
