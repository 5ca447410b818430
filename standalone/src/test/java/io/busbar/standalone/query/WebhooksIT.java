package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.standalone.query.ApiClient.Response;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may make webhooks, and to where. No alarm happens, so nothing is sent to the public addresses that are named here. */
final class WebhooksIT {

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest();

    private static final String WEBHOOKS = "/api/v1/webhooks";
    private static final String GOOD = "{\"url\":\"https://1.1.1.1/T0/path-secret?q=1\"}";
    private static final String UNKNOWN = "AAAAAAAAAAAAAAAA";

    private static ApiClient manager = new ApiClient(0, null);
    private static ApiClient owner = new ApiClient(0, null);

    @BeforeAll
    static void logsIn() {
        manager = API.loggedIn(ApiServerUnderTest.MANAGER, ApiServerUnderTest.MANAGER_PASSWORD);
        owner = API.member("owner@example.org", "END_USER");
    }

    @Test
    void areMadeListedAndDeletedByTheirOwner() {
        ApiClient person = API.member("person@example.org", "END_USER");
        String plant = id(person.post("/api/v1/plants", "{\"name\":\"Mine\"}"));
        Response made = person.post(
                WEBHOOKS,
                "{\"url\":\"https://1.1.1.1/x\",\"severity\":\"FAULT\",\"plant\":\"" + plant
                        + "\",\"device\":\"B1\",\"description\":\"pager\"}");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(made.header("cache-control")).contains("no-store");
        String id = made.json().get("id").asText();
        assertThat(made.header("location")).isEqualTo(WEBHOOKS + "/" + id);
        String secret = made.json().get("secret").asText();
        assertThat(secret).startsWith("whsec_");
        assertThat(Base64.getDecoder().decode(secret.substring(6))).hasSize(32);
        Response found = person.get(WEBHOOKS + "/" + id);
        assertThat(found.body()).doesNotContain("secret").doesNotContain("whsec_");
        assertThat(found.json().get("state").asText()).isEqualTo("active");
        assertThat(found.json().get("plant").asText()).isEqualTo(plant);
        assertThat(found.json().get("deadLetters").asInt()).isZero();
        id(person.post(WEBHOOKS, GOOD));
        JsonNode page = person.get(WEBHOOKS + "?limit=1").json();
        assertThat(page.get("items")).hasSize(1);
        assertThat(person.get(WEBHOOKS + "?limit=1&cursor=" + page.get("next").asText())
                        .json()
                        .get("items"))
                .hasSize(1);
        assertThat(person.delete(WEBHOOKS + "/" + id).status()).isEqualTo(204);
        assertThat(person.get(WEBHOOKS).json().get("items")).hasSize(1);
    }

    @Test
    void ofOthersDoNotExist() {
        String id = id(owner.post(WEBHOOKS, GOOD));

        for (String path : List.of("", "/dead-letters")) {
            assertThat(manager.get(WEBHOOKS + "/" + id + path).seen())
                    .isEqualTo(manager.get(WEBHOOKS + "/" + UNKNOWN + path).seen())
                    .startsWith("404");
        }
        assertThat(manager.delete(WEBHOOKS + "/" + id).seen())
                .isEqualTo(manager.delete(WEBHOOKS + "/" + UNKNOWN).seen())
                .startsWith("404");
        assertThat(manager.get(WEBHOOKS).json().get("items")).isEmpty();
        assertThat(owner.delete(WEBHOOKS + "/" + id).status()).isEqualTo(204);
    }

    @Test
    void areNeitherForKeysNorForTheOperator() {
        String key = owner.post("/api/v1/api-keys", "{\"name\":\"k\"}")
                .json()
                .get("key")
                .asText();

        for (ApiClient other : List.of(new ApiClient(API.port(), key), API.operator())) {
            assertThat(other.post(WEBHOOKS, GOOD).status()).isEqualTo(403);
            assertThat(other.get(WEBHOOKS).status()).isEqualTo(403);
        }
        assertThat(new ApiClient(API.port(), key).post(WEBHOOKS, GOOD).body()).contains("log in");
        assertThat(API.anonymous().post(WEBHOOKS, GOOD).status()).isEqualTo(401);
    }

    @Test
    void areAtMostTenOfEach() {
        ApiClient person = API.member("many@example.org", "END_USER");
        for (int i = 0; i < 10; i++) {
            id(person.post(WEBHOOKS, GOOD));
        }

        Response refused = person.post(WEBHOOKS, GOOD);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body()).contains("you have 10 webhooks, which is the limit: delete one");
        assertThat(person.get("/api/v1/limits").json().at("/webhooks/value").asInt())
                .isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://1.1.1.1/|has no address that webhooks may go to",
                "https://127.0.0.1/|has no address that webhooks may go to",
                "https://2130706433/|has no address that webhooks may go to",
                "https://localhost:8080/|has no address that webhooks may go to",
                "https://[::1]/|has no address that webhooks may go to",
                "https://[::ffff:10.0.0.1]/|has no address that webhooks may go to",
                "https://169.254.169.254/latest/meta-data|has no address that webhooks may go to",
                "https://10.0.0.1/|has no address that webhooks may go to",
                "https://name.invalid/|has no address that webhooks may go to",
                "https://user:password@1.1.1.1/|is to have no user or password",
                "https://1.1.1.1/#fragment|is to have no fragment",
                "ftp://1.1.1.1/|is to begin with https://"
            })
    void goToPublicAddressesOverTlsAlone(String url, String why) {
        Response refused = owner.post(WEBHOOKS, "{\"url\":\"" + url + "\"}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().at("/errors/0/pointer").asText()).isEqualTo("/url");
        assertThat(refused.json().at("/errors/0/message").asText()).startsWith(why);
    }

    @Test
    void areOfWhatTheirOwnerSees() {
        String hidden = id(manager.post("/api/v1/plants", "{\"name\":\"Hidden\"}"));
        String url = "{\"url\":\"https://1.1.1.1/\",\"plant\":\"";

        assertThat(owner.post(WEBHOOKS, url + hidden + "\"}").seen())
                .isEqualTo(owner.post(WEBHOOKS, url + UNKNOWN + "\"}").seen())
                .startsWith("400");
        assertThat(owner.post(WEBHOOKS, "{\"url\":\"https://1.1.1.1/\",\"severity\":\"BAD\",\"secret\":\"mine\"}")
                        .body())
                .contains("/severity", "/secret", "is unknown");
    }

    @Test
    void areInTheAuditLogWithoutTheirSecrets() {
        Response made = owner.post(WEBHOOKS, GOOD);
        String id = made.json().get("id").asText();
        owner.delete(WEBHOOKS + "/" + id);

        Response log = manager.get("/api/v1/audit?subject=" + id);

        assertThat(log.json().get("items"))
                .extracting(entry -> entry.get("action").asText())
                .containsExactlyInAnyOrder("webhook.create", "webhook.delete");
        assertThat(log.body())
                .contains("1.1.1.1")
                .doesNotContain("path-secret")
                .doesNotContain(made.json().get("secret").asText().substring(6));
    }

    @Test
    void areLeftBehindByWhoMovesToAnotherOrganization() throws Exception {
        ApiClient person = API.member("moving@example.org", "END_USER");
        String member = person.get("/api/v1/me").json().get("id").asText();
        String id = id(person.post(WEBHOOKS, GOOD));
        ApiClient other = RegistrationIT.found(API, "founder@example.org", "Other");
        String code = other.get("/api/v1/organization").json().get("code").asText();

        assertThat(manager.post("/api/v1/members/" + member + ":transfer", "{\"organization\":\"" + code + "\"}")
                        .status())
                .isEqualTo(204);

        assertThat(API.value("SELECT count(*) FROM webhook WHERE public_id = '" + id + "'"))
                .isEqualTo("0");
    }

    private static String id(Response made) {
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return made.json().get("id").asText();
    }
}
