package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.standalone.query.ApiClient.Response;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Accounts without a mail server: codes go to the operator's console, and that is said. */
final class RegistrationIT {

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest();

    private static final String PASSWORD = "correct horse battery";

    @Test
    void joinsAnOrganizationByItsCode() {
        Response asked = register("ada@example.org", code(), "\"role\":\"INSTALLER\",\"timeZone\":\"Europe/Berlin\",");
        assertThat(asked.status()).isEqualTo(202);
        assertThat(asked.json().get("delivery").asText()).isEqualTo("console");
        assertThat(logIn("ada@example.org", PASSWORD).status())
                .as("nothing happens before the code is shown")
                .isEqualTo(401);
        assertThat(verify("ADA@example.org", API.codeOnTheConsole("ada@example.org"))
                        .status())
                .isEqualTo(204);
        JsonNode me =
                API.loggedIn("ada@example.org", PASSWORD).get("/api/v1/me").json();
        assertThat(me.get("role").asText()).isEqualTo("INSTALLER");
        assertThat(me.get("measurementGroup").asText()).isEqualTo("End User Group");
        assertThat(me.get("timeZone").asText()).isEqualTo("Europe/Berlin");
        assertThat(me.get("organization").get("code").asText()).isEqualTo(code());
    }

    @Test
    void foundsAnOrganizationThatSeesNothingOfOthers() {
        API.operator().post("/api/v1/plants", "{\"name\":\"Elsewhere\"}");
        ApiClient manager = found("grace@example.org", "Sunny roofs");
        JsonNode organization = manager.get("/api/v1/organization").json();
        assertThat(organization.get("name").asText()).isEqualTo("Sunny roofs");
        assertThat(organization.get("code").asText()).matches("[0-9A-F]{6}").isNotEqualTo(code());
        assertThat(manager.get("/api/v1/me").json().get("role").asText()).isEqualTo("MANAGER");
        assertThat(manager.get("/api/v1/plants").json().get("items")).isEmpty();
        assertThat(manager.get("/api/v1/members").json().get("items")).hasSize(1);
        assertThat(manager.get("/api/v1/me/points").json().get("items")).hasSizeGreaterThan(200);
    }

    @Test
    void answersTheSameWhetherThereIsAnAccountOrNot() {
        int told = API.console().size();
        Response unknown = forgot("nobody@example.org");
        assertThat(API.console()).hasSize(told);
        Response known = forgot(ApiServerUnderTest.MANAGER);
        assertThat(API.console()).hasSize(told + 1);
        assertThat(known.seen()).isEqualTo(unknown.seen());
        assertThat(register(ApiServerUnderTest.MANAGER, code(), "").seen())
                .isEqualTo(register("fresh@example.org", code(), "").seen());
        assertThat(verify(ApiServerUnderTest.MANAGER, "0000-0000").seen())
                .isEqualTo(verify("nobody@example.org", "0000-0000").seen());
        assertThat(reset(ApiServerUnderTest.MANAGER, "0000-0000", PASSWORD).seen())
                .isEqualTo(reset("nobody@example.org", "0000-0000", PASSWORD).seen());
    }

    @Test
    void takesACodeOnceAndInAnySpelling() {
        register("once@example.org", code(), "");
        String code = API.codeOnTheConsole("once@example.org");
        assertThat(reset("once@example.org", code, PASSWORD).status())
                .as("it is for something else")
                .isEqualTo(400);
        assertThat(verify("twice@example.org", code).status())
                .as("it is for somebody else")
                .isEqualTo(400);
        String spelt = code.toLowerCase(Locale.ROOT).replace("-", " ").replace('0', 'o');
        assertThat(verify("once@example.org", spelt).status()).isEqualTo(204);
        assertThat(verify("once@example.org", code).status()).isEqualTo(400);
    }

    @Test
    void takesNoCodeThatIsOld() throws Exception {
        register("late@example.org", code(), "");
        API.sql("UPDATE mailed_code SET expires_at = now() WHERE email = 'late@example.org'");
        assertThat(verify("late@example.org", API.codeOnTheConsole("late@example.org"))
                        .body())
                .contains("older than 30 minutes");
    }

    @Test
    void slowsWhoGuessesCodesOrFloodsMailboxes() {
        for (int i = 0; i < 10; i++) {
            assertThat(verify("guessed@example.org", "0000-000" + i).status()).isEqualTo(400);
        }
        assertThat(verify("guessed@example.org", "0000-0000").status()).isEqualTo(429);
        for (int i = 0; i < 5; i++) {
            assertThat(forgot("flooded@example.org").status()).isEqualTo(202);
        }
        assertThat(forgot("flooded@example.org").status()).isEqualTo(429);
    }

    @Test
    void setsALostPasswordAndEndsEveryLogIn() {
        API.member("lost@example.org", "GENERAL_USER");
        Response session = logIn("lost@example.org", "password of GENERAL_USER");
        ApiClient before =
                new ApiClient(API.port(), session.json().get("accessToken").asText());
        forgot("lost@example.org");
        String older = API.codeOnTheConsole("lost@example.org");
        forgot("lost@example.org");
        assertThat(reset("lost@example.org", API.codeOnTheConsole("lost@example.org"), "battery horse correct")
                        .status())
                .isEqualTo(204);
        assertThat(reset("lost@example.org", older, "what a thief wants").status())
                .as("a code that was sent before")
                .isEqualTo(400);
        assertThat(before.get("/api/v1/me").status())
                .as("the access token has not expired")
                .isEqualTo(401);
        assertThat(refresh(session).status()).isEqualTo(401);
        assertThat(logIn("lost@example.org", "password of GENERAL_USER").status())
                .isEqualTo(401);
        assertThat(logIn("lost@example.org", "battery horse correct").status()).isEqualTo(200);
    }

    @Test
    void logsOutAtOnce() {
        Response session = logIn(ApiServerUnderTest.MANAGER, ApiServerUnderTest.MANAGER_PASSWORD);
        ApiClient manager =
                new ApiClient(API.port(), session.json().get("accessToken").asText());
        assertThat(manager.get("/api/v1/me").status()).isEqualTo(200);
        String body =
                "{\"refreshToken\":\"" + session.json().get("refreshToken").asText() + "\"}";
        assertThat(API.anonymous().post("/api/v1/auth/logout", body).status()).isEqualTo(204);
        assertThat(manager.get("/api/v1/me").status()).isEqualTo(401);
    }

    @Test
    void changesWhatPeopleSayOfThemselves() {
        ApiClient user = API.member("profile@example.org", "END_USER");
        JsonNode me = user.patch(
                        "/api/v1/me",
                        "{\"name\":\"Ida\",\"phone\":\"+1 555\",\"timeZone\":\"Asia/Shanghai\",\"language\":\"zh\"}")
                .json();
        assertThat(me.get("language").asText()).isEqualTo("zh");
        assertThat(user.get("/api/v1/me").json()).isEqualTo(me);
        assertThat(user.patch("/api/v1/me", "{\"timeZone\":\"Mars/One\",\"language\":\"xx\",\"role\":\"MANAGER\"}")
                        .json()
                        .get("errors"))
                .hasSize(3);
        Response wrong = user.patch("/api/v1/me", "{\"currentPassword\":\"wrong\",\"password\":\"a new password\"}");
        assertThat(wrong.status()).isEqualTo(400);
        ApiClient other = API.loggedIn("profile@example.org", "password of END_USER");
        assertThat(user.patch(
                                "/api/v1/me",
                                "{\"currentPassword\":\"password of END_USER\",\"password\":\"a new password\"}")
                        .status())
                .isEqualTo(200);
        assertThat(user.get("/api/v1/me").status()).isEqualTo(200);
        assertThat(other.get("/api/v1/me").status())
                .as("the other log-ins of the person end")
                .isEqualTo(401);
        assertThat(API.operator().patch("/api/v1/me", "{\"name\":\"x\"}").status())
                .isEqualTo(403);
    }

    @Test
    void letsPeopleBeInSeveralOrganizations() {
        ApiClient first = found("both@example.org", "First");
        ApiClient other = found("other@example.org", "Other");
        String body = "{\"email\":\"both@example.org\",\"role\":\"GENERAL_USER\",\"password\":\"another password\"}";
        assertThat(other.post("/api/v1/members", body).status())
                .as("the other organization learns nothing of the first")
                .isEqualTo(201);
        assertThat(other.post("/api/v1/members", body).status()).isEqualTo(409);
        assertThat(me(logIn("both@example.org", PASSWORD))
                        .get("organization")
                        .get("name")
                        .asText())
                .isEqualTo("First");
        assertThat(me(logIn("both@example.org", "another password"))
                        .get("organization")
                        .get("name")
                        .asText())
                .isEqualTo("Other");
        String otherCode = other.get("/api/v1/organization").json().get("code").asText();
        assertThat(API.anonymous()
                        .post(
                                "/api/v1/auth/login",
                                "{\"email\":\"both@example.org\",\"password\":\"%s\",\"organization\":\"%s\"}"
                                        .formatted(PASSWORD, otherCode))
                        .status())
                .isEqualTo(401);
        assertThat(first.get("/api/v1/members").json().get("items")).hasSize(1);
    }

    @Test
    void letsTheOrganizationSayWhoMayJoin() {
        ApiClient manager = found("closed@example.org", "Closed");
        String code = manager.get("/api/v1/organization").json().get("code").asText();
        assertThat(register("joiner@example.org", code, "\"role\":\"MANAGER\",").body())
                .contains("is to be one of [END_USER, INSTALLER]");
        JsonNode changed = manager.patch(
                        "/api/v1/organization", "{\"joinRoles\":[\"END_USER\"],\"newCode\":true,\"name\":\"Shut\"}")
                .json();
        assertThat(changed.get("name").asText()).isEqualTo("Shut");
        assertThat(changed.get("code").asText()).isNotEqualTo(code);
        assertThat(register("joiner@example.org", code, "").status()).isEqualTo(400);
        String newCode = changed.get("code").asText();
        assertThat(register("joiner@example.org", newCode, "\"role\":\"INSTALLER\",")
                        .seen())
                .isEqualTo(register("joiner@example.org", code, "\"role\":\"INSTALLER\",")
                        .seen());
        assertThat(register("joiner@example.org", newCode, "").status()).isEqualTo(202);
    }

    @Test
    void letsNobodyInByACodeThatIsVoidByNow() {
        ApiClient manager = found("reshut@example.org", "Reshut");
        String code = manager.get("/api/v1/organization").json().get("code").asText();
        register("installs@example.org", code, "\"role\":\"INSTALLER\",");
        register("uses@example.org", code, "\"role\":\"END_USER\",");
        register("comes-late@example.org", code, "");
        manager.patch("/api/v1/organization", "{\"joinRoles\":[\"END_USER\"]}");
        assertThat(verify("installs@example.org", API.codeOnTheConsole("installs@example.org"))
                        .status())
                .isEqualTo(400);
        assertThat(verify("uses@example.org", API.codeOnTheConsole("uses@example.org"))
                        .status())
                .isEqualTo(204);
        manager.patch("/api/v1/organization", "{\"newCode\":true}");
        assertThat(verify("comes-late@example.org", API.codeOnTheConsole("comes-late@example.org"))
                        .status())
                .isEqualTo(400);
        assertThat(manager.get("/api/v1/members").json().get("items")).hasSize(2);
    }

    static ApiClient found(String email, String organization) {
        return found(API, email, organization);
    }

    static ApiClient found(ApiServerUnderTest api, String email, String organization) {
        api.anonymous()
                .post(
                        "/api/v1/organizations",
                        "{\"organization\":\"%s\",\"email\":\"%s\",\"password\":\"%s\",\"name\":\"Founder\"}"
                                .formatted(organization, email, PASSWORD));
        api.anonymous()
                .post(
                        "/api/v1/auth/verify",
                        "{\"email\":\"%s\",\"code\":\"%s\"}".formatted(email, api.codeOnTheConsole(email)));
        return api.loggedIn(email, PASSWORD);
    }

    private static String code() {
        return API.operator().get("/api/v1/organization").json().get("code").asText();
    }

    private static Response register(String email, String code, String more) {
        return API.anonymous()
                .post(
                        "/api/v1/auth/register",
                        "{%s\"organization\":\"%s\",\"email\":\"%s\",\"password\":\"%s\"}"
                                .formatted(more, code, email, PASSWORD));
    }

    private static Response verify(String email, String code) {
        return API.anonymous().post("/api/v1/auth/verify", "{\"email\":\"%s\",\"code\":\"%s\"}".formatted(email, code));
    }

    private static Response forgot(String email) {
        return API.anonymous().post("/api/v1/auth/forgot", "{\"email\":\"" + email + "\"}");
    }

    private static Response reset(String email, String code, String password) {
        return API.anonymous()
                .post(
                        "/api/v1/auth/reset",
                        "{\"email\":\"%s\",\"code\":\"%s\",\"password\":\"%s\"}".formatted(email, code, password));
    }

    private static Response logIn(String email, String password) {
        return API.anonymous()
                .post("/api/v1/auth/login", "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, password));
    }

    private static Response refresh(Response session) {
        return API.anonymous()
                .post(
                        "/api/v1/auth/refresh",
                        "{\"refreshToken\":\""
                                + session.json().get("refreshToken").asText() + "\"}");
    }

    private static JsonNode me(Response session) {
        List<String> fields = List.of("accessToken", "refreshToken", "expiresIn");
        assertThat(session.json().fieldNames()).toIterable().containsExactlyElementsOf(fields);
        return new ApiClient(API.port(), session.json().get("accessToken").asText())
                .get("/api/v1/me")
                .json();
    }
}
