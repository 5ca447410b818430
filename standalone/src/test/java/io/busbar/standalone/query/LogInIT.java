package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.standalone.query.ApiClient.Response;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class LogInIT {

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest();

    private static final String LOG_IN = "/api/v1/auth/login";

    @Test
    void givesTokensThatSayWhoIAm() {
        Response answer = logIn(ApiServerUnderTest.MANAGER, ApiServerUnderTest.MANAGER_PASSWORD);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("expiresIn").asInt()).isEqualTo(900);
        ApiClient manager =
                new ApiClient(API.port(), answer.json().get("accessToken").asText());
        JsonNode me = manager.get("/api/v1/me").json();
        assertThat(me.get("email").asText()).isEqualTo(ApiServerUnderTest.MANAGER);
        assertThat(me.get("role").asText()).isEqualTo("MANAGER");
        assertThat(me.get("organization").get("code").asText()).matches("[0-9A-F]{6}");
        assertThat(me.get("capabilities").get("EDIT_GROUPS").asText()).isEqualTo("ALL");
    }

    @Test
    void answersAnUnknownAccountLikeAWrongPassword() {
        Response wrong = logIn(ApiServerUnderTest.MANAGER, "not the password");
        Response unknown = logIn("nobody@example.org", "not the password");
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(unknown.seen()).isEqualTo(wrong.seen());
    }

    @Test
    void throttlesAnAccountAfterTenFailures() {
        for (int i = 0; i < 10; i++) {
            assertThat(logIn("guessed@example.org", "guess " + i).status()).isEqualTo(401);
        }
        Response throttled = logIn("guessed@example.org", "guess 10");
        assertThat(throttled.status()).isEqualTo(429);
        assertThat(throttled.json().get("type").asText()).isEqualTo("/problems/too-many-requests");
    }

    @Test
    void rotatesRefreshTokensAndEndsTheFamilyOfOneUsedTwice() {
        String first = refreshToken(logIn(ApiServerUnderTest.MANAGER, ApiServerUnderTest.MANAGER_PASSWORD));
        Response second = refresh(first);
        assertThat(second.status()).isEqualTo(200);
        assertThat(refresh(first).status()).isEqualTo(401);
        assertThat(refresh(refreshToken(second)).status()).isEqualTo(401);
    }

    @Test
    void logsOut() {
        String token = refreshToken(logIn(ApiServerUnderTest.MANAGER, ApiServerUnderTest.MANAGER_PASSWORD));
        assertThat(API.anonymous()
                        .post("/api/v1/auth/logout", "{\"refreshToken\":\"" + token + "\"}")
                        .status())
                .isEqualTo(204);
        assertThat(refresh(token).status()).isEqualTo(401);
    }

    @Test
    void refusesTokensThatItDidNotSign() {
        String id = API.loggedIn(ApiServerUnderTest.MANAGER, ApiServerUnderTest.MANAGER_PASSWORD)
                .get("/api/v1/me")
                .json()
                .get("id")
                .asText();
        String claims = base64("{\"sub\":\"" + id + "\",\"iss\":\"busbar\",\"exp\":4000000000}");
        String unsigned = base64("{\"alg\":\"none\",\"typ\":\"JWT\"}") + '.' + claims + '.';
        String forged = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + '.' + claims + '.' + base64("signature");
        for (String token : new String[] {unsigned, forged, "nonsense", "a.b.c"}) {
            Response answer = new ApiClient(API.port(), token).get("/api/v1/me");
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("www-authenticate")).isEqualTo("Bearer");
        }
    }

    @Test
    void letsTheOperatorActAsManager() {
        assertThat(API.operator().get("/api/v1/me").json().get("role").asText()).isEqualTo("MANAGER");
    }

    @Test
    void shutsOutADisabledMemberAtOnce() throws Exception {
        ApiClient user = API.member("disabled@example.org", "GENERAL_USER");
        assertThat(user.get("/api/v1/me").status()).isEqualTo(200);
        API.sql("UPDATE member SET status = 'DISABLED' WHERE email = 'disabled@example.org'");
        assertThat(user.get("/api/v1/me").status()).isEqualTo(401);
    }

    @Test
    void letsNobodyGiveMoreThanTheyHave() {
        ApiClient administrator = API.member("administrator@example.org", "ADMINISTRATOR");
        String body = "{\"email\":\"x@example.org\",\"role\":\"%s\",\"password\":\"long enough password\"}";
        assertThat(administrator
                        .post("/api/v1/members", body.formatted("MANAGER"))
                        .status())
                .isEqualTo(403);
        assertThat(administrator
                        .post("/api/v1/members", body.formatted("INSTALLER"))
                        .status())
                .isEqualTo(201);
        ApiClient user = API.member("general@example.org", "GENERAL_USER");
        assertThat(user.post("/api/v1/members", body.formatted("GENERAL_USER")).status())
                .isEqualTo(403);
    }

    @Test
    void namesAllFaultsOfABodyAtOnce() {
        JsonNode problem =
                API.anonymous().post(LOG_IN, "{\"email\":7,\"pasword\":\"x\"}").json();
        assertThat(problem.get("status").asInt()).isEqualTo(400);
        assertThat(problem.get("errors").toString())
                .contains("\"/email\"", "\"/password\"", "\"/pasword\"", "allowed are email, organization, password");
    }

    @Test
    void refusesBodiesThatAreNotOneJsonObject() {
        for (String body : new String[] {"", "[]", "{\"email\":\"a\",\"email\":\"b\"}", "{} {}", "[".repeat(5_000)}) {
            assertThat(API.anonymous().post(LOG_IN, body).status()).isEqualTo(400);
        }
        assertThat(API.anonymous().post(LOG_IN, "x".repeat(70_000)).status()).isEqualTo(413);
        assertThat(API.anonymous().get(LOG_IN).status()).isEqualTo(405);
    }

    private static Response logIn(String email, String password) {
        return API.anonymous().post(LOG_IN, "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, password));
    }

    private static Response refresh(String token) {
        return API.anonymous().post("/api/v1/auth/refresh", "{\"refreshToken\":\"" + token + "\"}");
    }

    private static String refreshToken(Response answer) {
        return answer.json().get("refreshToken").asText();
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
