package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every change leaves an entry with what was before and what is after, and no entry ever changes. */
final class AuditIT {

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest();

    private static final String AUDIT = "/api/v1/audit";
    private static final String BMS = "BMS/Dyness/High Voltage";

    private static ApiClient manager = new ApiClient(0, null);

    @BeforeAll
    static void logsIn() {
        manager = API.loggedIn(ApiServerUnderTest.MANAGER, ApiServerUnderTest.MANAGER_PASSWORD);
    }

    @Test
    void tellsWhoChangedWhatFromWhatToWhat() {
        ApiClient user = API.member("changed@example.org", "END_USER");
        String id = user.get("/api/v1/me").json().get("id").asText();
        manager.patch("/api/v1/members/" + id, "{\"role\":\"INSTALLER\"}");
        JsonNode entry = entries("?subject=" + id + "&action=member.change").get(0);
        assertThat(entry.get("actor").asText())
                .isEqualTo(manager.get("/api/v1/me").json().get("id").asText());
        assertThat(entry.get("before").toString()).isEqualTo("{\"role\":\"END_USER\"}");
        assertThat(entry.get("after").toString()).isEqualTo("{\"role\":\"INSTALLER\"}");
        assertThat(entries("?subject=" + id)).hasSize(2);
        manager.patch("/api/v1/members/" + id, "{\"role\":\"INSTALLER\"}");
        assertThat(entries("?subject=" + id)).as("nothing was changed").hasSize(2);
    }

    @Test
    void hasAnEntryForEveryKindOfChange() {
        String plant = id(manager.post("/api/v1/plants", "{\"name\":\"Roof\"}").json());
        manager.patch("/api/v1/plants/" + plant, "{\"name\":\"Cellar\"}");
        manager.put(
                "/api/v1/plants/" + plant + "/visitors/guest@example.org", "{\"expiresAt\":\"2199-12-31T00:00:00Z\"}");
        manager.delete("/api/v1/plants/" + plant + "/visitors/guest@example.org");
        ApiClient installer = API.member("installer@example.org", "INSTALLER");
        String member = id(installer.get("/api/v1/me").json());
        manager.put("/api/v1/plants/" + plant + "/installers/" + member, "");
        manager.delete("/api/v1/plants/" + plant + "/installers/" + member);
        manager.post("/api/v1/loggers", "{\"serialNumber\":\"A1\",\"plant\":\"" + plant + "\"}");
        manager.patch("/api/v1/loggers/A1", "{\"alias\":\"x\"}");
        manager.post("/api/v1/loggers/A1:rotateKey", "");
        manager.post("/api/v1/loggers/A1:unbind", "");
        String group = id(
                manager.post("/api/v1/measurement-groups", "{\"name\":\"G\"}").json());
        String points = "{\"deviceType\":\"Batteries/Dyness/High Voltage\",\"points\":[10000001]}";
        for (String action : List.of("assign", "declassify", "remove")) {
            manager.post("/api/v1/measurement-groups/" + group + "/points:" + action, points);
        }
        manager.patch("/api/v1/measurement-groups/" + group, "{\"name\":\"H\"}");
        manager.delete("/api/v1/measurement-groups/" + group);
        String key =
                id(manager.post("/api/v1/api-keys", "{\"name\":\"k\"}").json().get("apiKey"));
        manager.delete("/api/v1/api-keys/" + key);
        manager.post("/api/v1/members/" + member + ":resetPassword", "");
        manager.delete("/api/v1/members/" + member);
        manager.patch("/api/v1/organization", "{\"name\":\"Renamed\"}");
        manager.patch("/api/v1/me", "{\"phone\":\"1\"}");
        List<String> actions = new ArrayList<>();
        entries("?limit=500").forEach(entry -> actions.add(entry.get("action").asText()));
        assertThat(actions)
                .contains(
                        "plant.create",
                        "plant.change",
                        "visit.grant",
                        "visit.end",
                        "member.add",
                        "installer.assign",
                        "installer.remove",
                        "logger.register",
                        "logger.change",
                        "logger.rotateKey",
                        "logger.unbind",
                        "group.create",
                        "group.assignPoints",
                        "group.declassifyPoints",
                        "group.removePoints",
                        "group.rename",
                        "group.delete",
                        "apiKey.create",
                        "apiKey.delete",
                        "member.resetPassword",
                        "member.remove",
                        "member.changeProfile",
                        "organization.change");
    }

    @Test
    void hasNothingOfWhatWasRefused() throws Exception {
        String before = API.value("SELECT count(*) FROM audit_entry");
        manager.post("/api/v1/members", "{\"email\":\"x@example.org\",\"role\":\"KING\",\"password\":\"1234567890\"}");
        manager.patch("/api/v1/plants/AAAAAAAAAAAAAAAA", "{\"name\":\"x\"}");
        assertThat(API.value("SELECT count(*) FROM audit_entry")).isEqualTo(before);
    }

    @Test
    void hasNoSecrets() throws Exception {
        ApiClient user = API.member("secretive@example.org", "END_USER");
        String id = id(user.get("/api/v1/me").json());
        manager.post("/api/v1/members/" + id + ":resetPassword", "{\"password\":\"very secret words\"}");
        String key = manager.post("/api/v1/loggers", "{\"serialNumber\":\"S1\",\"checkCode\":\"SECRET-CODE\"}")
                .json()
                .get("key")
                .asText();
        assertThat(API.value("SELECT string_agg(audit_entry::text, '') FROM audit_entry"))
                .contains("S1")
                .doesNotContain("very secret words", key, "SECRET-CODE", "argon2");
    }

    @Test
    void onlyGrows() {
        manager.post("/api/v1/plants", "{\"name\":\"Logged\"}");
        for (String statement : List.of(
                "UPDATE audit_entry SET actor = 'nobody'",
                "DELETE FROM audit_entry",
                "TRUNCATE audit_entry",
                "SET session_replication_role = replica; DELETE FROM audit_entry")) {
            assertThatThrownBy(() -> API.sqlUnheard(statement)).hasMessageContaining("the audit log only grows");
        }
    }

    @Test
    void pagesFromTheNewestToTheOldest() {
        for (int i = 0; i < 5; i++) {
            manager.post("/api/v1/plants", "{\"name\":\"Paged " + i + "\"}");
        }
        List<String> whole = new ArrayList<>();
        entries("?limit=500&action=plant.create").forEach(entry -> whole.add(id(entry)));
        List<String> paged = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page =
                    manager.get(AUDIT + "?action=plant.create&limit=2" + cursor).json();
            page.get("items").forEach(entry -> paged.add(id(entry)));
            cursor = page.get("next").isNull()
                    ? ""
                    : "&cursor=" + page.get("next").asText();
        } while (!cursor.isEmpty());
        assertThat(paged).isEqualTo(whole).hasSizeGreaterThanOrEqualTo(5);
        assertThat(manager.get(AUDIT + "?from=2199-01-01T00:00:00Z").json().get("items"))
                .isEmpty();
        assertThat(manager.get(AUDIT + "?from=yesterday").status()).isEqualTo(400);
    }

    @Test
    void showsAnAdministratorNothingOfHiddenPoints() {
        String few = id(
                manager.post("/api/v1/measurement-groups", "{\"name\":\"Few\"}").json());
        manager.post(
                "/api/v1/measurement-groups/" + few + "/points:assign",
                "{\"deviceType\":\"%s\",\"points\":[1400,1800]}".formatted(BMS));
        manager.post(
                "/api/v1/measurement-groups/" + few + "/points:remove",
                "{\"deviceType\":\"%s\",\"points\":[1800]}".formatted(BMS));
        ApiClient narrow = API.member("narrow@example.org", "ADMINISTRATOR");
        String narrowId = id(narrow.get("/api/v1/me").json());
        manager.patch("/api/v1/members/" + narrowId, "{\"group\":\"" + few + "\"}");
        String wide = id(manager.post("/api/v1/measurement-groups", "{\"name\":\"Wide\"}")
                .json());
        manager.post(
                "/api/v1/measurement-groups/" + wide + "/points:assign",
                "{\"deviceType\":\"%s\",\"points\":[1400,1500]}".formatted(BMS));
        String seen = narrow.get(AUDIT + "?limit=500").body();
        assertThat(seen)
                .contains("\"points\":[1400]", few, narrowId)
                .doesNotContain("1800", "1500", wide, "Wide", "All point sets");
        assertThat(manager.get(AUDIT + "?limit=500").body()).contains("1800", wide);
    }

    @Test
    void showsEachOrganizationItsOwnAndNobodyElseAnything() {
        ApiClient other = RegistrationIT.found(API, "other@example.org", "Other");
        List<String> actions = new ArrayList<>();
        other.get(AUDIT)
                .json()
                .get("items")
                .forEach(entry -> actions.add(entry.get("action").asText()));
        assertThat(actions).containsExactly("organization.found");
        assertThat(API.member("operations@example.org", "OPERATION_MANAGER")
                        .get(AUDIT)
                        .status())
                .isEqualTo(403);
    }

    private static JsonNode entries(String query) {
        return manager.get(AUDIT + query).json().get("items");
    }

    private static String id(JsonNode node) {
        return node.get("id").asText();
    }
}
