package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.standalone.query.ApiClient.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Owners let visitors and installers in to their plants, and nobody further than they see themselves. */
final class SharingIT {

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest();

    private static final String FOREVER = "2199-12-31T00:00:00Z";

    private static ApiClient manager = new ApiClient(0, null);
    private static ApiClient owner = new ApiClient(0, null);
    private static ApiClient stranger = new ApiClient(0, null);
    private static String plant = "";

    @BeforeAll
    static void fillsTheFleet() throws Exception {
        manager = API.loggedIn(ApiServerUnderTest.MANAGER, ApiServerUnderTest.MANAGER_PASSWORD);
        owner = API.member("owner@example.org", "END_USER");
        stranger = API.member("stranger@example.org", "END_USER");
        plant = owner.post("/api/v1/plants", "{\"name\":\"Roof\"}")
                .json()
                .get("id")
                .asText();
        API.sql("INSERT INTO measurement_group (public_id, organization_id, name) SELECT 'few', min(id), 'Few'"
                + " FROM organization");
        API.sql(
                "INSERT INTO measurement_group_point SELECT id, 1, 1400 FROM measurement_group WHERE public_id = 'few'");
        API.sql("DELETE FROM measurement_group_point p USING measurement_group g WHERE g.id = p.group_id"
                + " AND g.built_in = 'END_USER' AND p.point_id = 1800");
    }

    @Test
    void letsAVisitorInUntilTheVisitExpires() {
        ApiClient visitor = API.member("visitor@example.org", "END_USER");
        assertThat(visitor.get("/api/v1/plants/" + plant).status()).isEqualTo(404);
        Response granted = owner.put(
                visits("Visitor@example.org"),
                "{\"group\":\"few\",\"expiresAt\":\"%s\"}"
                        .formatted(Instant.now().plusSeconds(4)));
        assertThat(granted.json().get("group").asText()).isEqualTo("Few");
        assertThat(visitor.get("/api/v1/plants/" + plant).json().get("owner").isNull())
                .as("who owns it is nothing for visitors")
                .isTrue();
        assertThat(visitor.get("/api/v1/me/points?plant=" + plant).json().get("items"))
                .hasSize(1);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> visitor.get("/api/v1/plants/" + plant).status() == 404);
        owner.put(visits("visitor@example.org"), "{\"expiresAt\":\"" + FOREVER + "\"}");
        assertThat(visitor.get("/api/v1/plants/" + plant).status()).isEqualTo(200);
        assertThat(owner.delete(visits("visitor%40example.org")).status()).isEqualTo(204);
        assertThat(visitor.get("/api/v1/plants/" + plant).status()).isEqualTo(404);
        assertThat(owner.get(visits("visitor@example.org")).seen())
                .isEqualTo(owner.get(visits("nobody@example.org")).seen())
                .startsWith("404");
    }

    @Test
    void answersTheSameForWhoHasAnAccountAndWhoHasNone() {
        String body = "{\"expiresAt\":\"" + FOREVER + "\"}";
        Response known = owner.put(visits("stranger@example.org"), body);
        Response unknown = owner.put(visits("nobody+x@example.org"), body);
        assertThat(known.seen().replace("stranger@", "nobody+x@").replace("106", "107"))
                .isEqualTo(unknown.seen().replace("106", "107"));
        assertThat(owner.get("/api/v1/plants/" + plant + "/visitors").json().get("items"))
                .hasSizeGreaterThanOrEqualTo(2);
        owner.delete(visits("stranger@example.org"));
    }

    @Test
    void letsNobodyGrantMoreThanTheySee() {
        String wide = "{\"group\":\"All point sets\",\"expiresAt\":\"" + FOREVER + "\"}";
        String none = "{\"group\":\"no such group\",\"expiresAt\":\"" + FOREVER + "\"}";
        assertThat(owner.put(visits("guest@example.org"), wide).seen())
                .isEqualTo(owner.put(visits("guest@example.org"), none).seen())
                .startsWith("400");
        assertThat(manager.put(visits("guest@example.org"), wide).status()).isEqualTo(200);
        JsonNode shown = owner.get(visits("guest@example.org")).json();
        assertThat(shown.get("group").isNull()).isTrue();
        assertThat(owner.delete(visits("guest@example.org")).status()).isEqualTo(204);
    }

    @Test
    void letsNoVisitorShareFurther() {
        ApiClient guest = API.member("sharer@example.org", "END_USER");
        owner.put(visits("sharer@example.org"), "{\"expiresAt\":\"" + FOREVER + "\"}");
        assertThat(guest.get("/api/v1/plants/" + plant).status()).isEqualTo(200);
        for (Response answer : List.of(
                guest.put(visits("friend@example.org"), "{\"expiresAt\":\"" + FOREVER + "\"}"),
                guest.get("/api/v1/plants/" + plant + "/visitors"),
                guest.delete(visits("sharer@example.org")),
                guest.patch("/api/v1/plants/" + plant, "{\"name\":\"mine\"}"))) {
            assertThat(answer.status()).isEqualTo(403);
        }
    }

    @Test
    void answersForeignPlantsLikePlantsThatDoNotExist() {
        for (String path : List.of("/visitors", "/visitors/a@example.org", "/installers")) {
            assertThat(stranger.get("/api/v1/plants/" + plant + path).seen())
                    .isEqualTo(stranger.get("/api/v1/plants/AAAAAAAAAAAAAAAA" + path)
                            .seen())
                    .startsWith("404");
        }
        String body = "{\"expiresAt\":\"" + FOREVER + "\"}";
        assertThat(stranger.put(visits("a@example.org"), body).seen())
                .isEqualTo(stranger.put("/api/v1/plants/AAAAAAAAAAAAAAAA/visitors/a@example.org", body)
                        .seen())
                .startsWith("404");
    }

    @Test
    void refusesVisitsWithoutAnEndInTheFuture() {
        assertThat(owner.put(visits("x@example.org"), "{}").body()).contains("/expiresAt", "is missing");
        assertThat(owner.put(visits("x@example.org"), "{\"expiresAt\":\"2020-01-01T00:00:00Z\"}")
                        .body())
                .contains("in the future");
        assertThat(owner.put(visits("no-address"), "{\"expiresAt\":\"" + FOREVER + "\"}")
                        .status())
                .isEqualTo(400);
        assertThat(owner.put(visits("a%0d%0aBcc:b@example.org"), "{\"expiresAt\":\"" + FOREVER + "\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void letsAnInstallerLookAfterAPlant() {
        ApiClient installer = API.member("installer@example.org", "INSTALLER");
        String assigned = "/api/v1/plants/" + plant + "/installers/" + id(installer);
        assertThat(installer.get("/api/v1/plants/" + plant).status()).isEqualTo(404);
        assertThat(owner.put(assigned, "").status())
                .as("an installer may do more than an end user")
                .isEqualTo(403);
        assertThat(manager.put(assigned, "").status()).isEqualTo(204);
        assertThat(installer.get("/api/v1/plants/" + plant).status()).isEqualTo(200);
        assertThat(installer
                        .patch("/api/v1/plants/" + plant, "{\"capacityWh\":14200}")
                        .status())
                .isEqualTo(200);
        assertThat(installer
                        .put(visits("x@example.org"), "{\"expiresAt\":\"" + FOREVER + "\"}")
                        .status())
                .as("visits are granted by owners")
                .isEqualTo(403);
        assertThat(manager.get("/api/v1/plants/" + plant + "/installers").json().get("items"))
                .hasSize(1);
        assertThat(owner.delete(assigned).status()).isEqualTo(204);
        assertThat(owner.delete(assigned).status()).isEqualTo(404);
        assertThat(installer.get("/api/v1/plants/" + plant).status()).isEqualTo(404);
    }

    @Test
    void assignsOnlyInstallersOfTheOrganization() {
        String installers = "/api/v1/plants/" + plant + "/installers/";
        assertThat(manager.put(installers + id(stranger), "").seen())
                .as("a member who is no installer")
                .isEqualTo(manager.put(installers + "AAAAAAAAAAAAAAAA", "").seen())
                .startsWith("404");
    }

    @Test
    void letsOnlyThoseNameAnOwnerWhoMayLetPeopleIn() {
        ApiClient operations = API.member("operations@example.org", "OPERATION_AND_MAINTENANCE");
        String body = "{\"name\":\"Given\",\"owner\":\"" + id(stranger) + "\"}";
        assertThat(operations.post("/api/v1/plants", body).status()).isEqualTo(400);
        assertThat(operations.post("/api/v1/plants", "{\"name\":\"Nobody's\"}").status())
                .isEqualTo(201);
        assertThat(manager.post("/api/v1/plants", body).status()).isEqualTo(201);
    }

    private static String visits(String email) {
        return "/api/v1/plants/" + plant + "/visitors/" + email;
    }

    private static String id(ApiClient person) {
        return person.get("/api/v1/me").json().get("id").asText();
    }
}
