package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.standalone.query.ApiClient.Response;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever looks after members finds them, changes them, and never gives more than they have. */
final class MembersIT {

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest();

    private static final String MEMBERS = "/api/v1/members";

    private static ApiClient manager = new ApiClient(0, null);
    private static ApiClient administrator = new ApiClient(0, null);

    /** Sees nothing but 1400. */
    private static ApiClient narrow = new ApiClient(0, null);

    @BeforeAll
    static void addsPeople() throws Exception {
        manager = API.loggedIn(ApiServerUnderTest.MANAGER, ApiServerUnderTest.MANAGER_PASSWORD);
        administrator = API.member("administrator@example.org", "ADMINISTRATOR");
        API.sql("INSERT INTO measurement_group (public_id, organization_id, name) SELECT 'few', min(id), 'Few'"
                + " FROM organization");
        API.sql(
                "INSERT INTO measurement_group_point SELECT id, 1, 1400 FROM measurement_group WHERE public_id = 'few'");
        narrow = API.member("narrow@example.org", "ADMINISTRATOR");
        API.sql("UPDATE member SET group_id = (SELECT id FROM measurement_group WHERE public_id = 'few')"
                + " WHERE email = 'narrow@example.org'");
    }

    @Test
    void findsMembersByNamePhoneAndEmail() {
        add(manager, "searched@example.org", "GENERAL_USER", ",\"name\":\"Dr. 100%_Ohm\",\"phone\":\"+49 171 5550\"");
        for (String query : List.of(
                "search=100%25_",
                "search=5550",
                "search=SEARCHED@",
                "name=ohm",
                "phone=171",
                "email=searched",
                "search=searched&role=GENERAL_USER&status=ACTIVE")) {
            assertThat(found(query)).as(query).containsExactly("searched@example.org");
        }
        assertThat(found("search=100%25x")).isEmpty();
        assertThat(found("search=searched&role=INSTALLER")).isEmpty();
        assertThat(manager.get(MEMBERS + "?role=KING").status()).isEqualTo(400);
        assertThat(manager.get(MEMBERS + "?status=DEAD").status()).isEqualTo(400);
    }

    @Test
    void pagesThroughMembers() {
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = manager.get(MEMBERS + "?limit=2" + cursor).json();
            page.get("items").forEach(item -> seen.add(item.get("id").asText()));
            cursor = page.get("next").isNull()
                    ? ""
                    : "&cursor=" + page.get("next").asText();
        } while (!cursor.isEmpty());
        assertThat(seen).doesNotHaveDuplicates().isSorted().hasSizeGreaterThan(2);
    }

    @Test
    void changesARoleWithEffectFromTheNextRequest() {
        ApiClient user = API.member("promoted@example.org", "END_USER");
        String id = id(user);
        assertThat(user.get("/api/v1/loggers").json().get("items")).isEmpty();
        assertThat(user.get(MEMBERS).status()).isEqualTo(403);
        Response changed = manager.patch(MEMBERS + "/" + id, "{\"role\":\"ADMINISTRATOR\",\"name\":\"Boss\"}");
        assertThat(changed.json().get("role").asText()).isEqualTo("ADMINISTRATOR");
        assertThat(user.get(MEMBERS).status()).isEqualTo(200);
        manager.patch(MEMBERS + "/" + id, "{\"role\":\"END_USER\"}");
        assertThat(user.get(MEMBERS).status()).isEqualTo(403);
    }

    @Test
    void shutsOutAndLetsInAgain() {
        ApiClient user = API.member("barred@example.org", "GENERAL_USER");
        String member = MEMBERS + "/" + id(user);
        manager.patch(member, "{\"status\":\"DISABLED\"}");
        assertThat(user.get("/api/v1/me").status()).isEqualTo(401);
        assertThat(logIn("barred@example.org", "password of GENERAL_USER").status())
                .isEqualTo(401);
        manager.patch(member, "{\"status\":\"ACTIVE\"}");
        assertThat(user.get("/api/v1/me").status()).as("its log-in has ended").isEqualTo(401);
        assertThat(logIn("barred@example.org", "password of GENERAL_USER").status())
                .isEqualTo(200);
    }

    @Test
    void givesAPasswordThatIsShownOnce() {
        ApiClient user = API.member("forgetful@example.org", "GENERAL_USER");
        Response made = manager.post(MEMBERS + "/" + id(user) + ":resetPassword", "");
        assertThat(made.status()).isEqualTo(200);
        assertThat(user.get("/api/v1/me").status()).isEqualTo(401);
        String password = made.json().get("password").asText();
        assertThat(logIn("forgetful@example.org", password).status()).isEqualTo(200);
        String id = API.loggedIn("forgetful@example.org", password)
                .get("/api/v1/me")
                .json()
                .get("id")
                .asText();
        manager.post(MEMBERS + "/" + id + ":resetPassword", "{\"password\":\"chosen password\"}");
        assertThat(logIn("forgetful@example.org", "chosen password").status()).isEqualTo(200);
    }

    @Test
    void removesAMemberAndLeavesTheirPlantsBehind() {
        ApiClient user = API.member("leaver@example.org", "END_USER");
        String plant = user.post("/api/v1/plants", "{\"name\":\"Left behind\"}")
                .json()
                .get("id")
                .asText();
        assertThat(manager.delete(MEMBERS + "/" + id(user)).status()).isEqualTo(204);
        assertThat(user.get("/api/v1/me").status()).isEqualTo(401);
        assertThat(manager.get("/api/v1/plants/" + plant).json().get("owner").isNull())
                .isTrue();
        assertThat(found("search=leaver")).isEmpty();
    }

    @Test
    void movesAMemberToAnotherOrganizationWithNothingOfTheOld() {
        ApiClient other = RegistrationIT.found(API, "other@example.org", "Other");
        String code = other.get("/api/v1/organization").json().get("code").asText();
        ApiClient user = API.member("mover@example.org", "OPERATION_MANAGER");
        String id = id(user);
        String transfer = MEMBERS + "/" + id + ":transfer";
        assertThat(manager.post(transfer, "{\"organization\":\"NOSUCH\"}").status())
                .isEqualTo(400);
        assertThat(manager.post(transfer, "{\"organization\":\"" + code + "\"}").status())
                .isEqualTo(204);
        assertThat(user.get("/api/v1/me").status()).isEqualTo(401);
        JsonNode me = API.loggedIn("mover@example.org", "password of OPERATION_MANAGER")
                .get("/api/v1/me")
                .json();
        assertThat(me.get("organization").get("name").asText()).isEqualTo("Other");
        assertThat(me.get("role").asText()).isEqualTo("END_USER");
        assertThat(manager.get(MEMBERS + "/" + id).status()).isEqualTo(404);
        assertThat(other.get(MEMBERS + "/" + id).status()).isEqualTo(200);
    }

    @Test
    void doesNotTellWhetherSomebodyIsInTheOtherOrganizationAlready() {
        ApiClient other = RegistrationIT.found(API, "third@example.org", "Third");
        String code = other.get("/api/v1/organization").json().get("code").asText();
        String known = add(manager, "known@example.org", "END_USER", "");
        add(other, "known@example.org", "GENERAL_USER", "");
        String unknown = add(manager, "unknown@example.org", "END_USER", "");
        String body = "{\"organization\":\"" + code + "\"}";
        assertThat(manager.post(MEMBERS + "/" + known + ":transfer", body).seen())
                .isEqualTo(manager.post(MEMBERS + "/" + unknown + ":transfer", body)
                        .seen());
        assertThat(other.get(MEMBERS + "?search=known@&role=GENERAL_USER")
                        .json()
                        .get("items"))
                .as("the account that was there stays as it is")
                .hasSize(1);
    }

    @Test
    void keepsAManager() {
        String id = id(manager);
        for (String change : List.of("{\"role\":\"END_USER\"}", "{\"status\":\"DISABLED\"}")) {
            assertThat(manager.patch(MEMBERS + "/" + id, change).status()).isEqualTo(409);
        }
        assertThat(manager.delete(MEMBERS + "/" + id).status()).isEqualTo(409);
        assertThat(manager.get(MEMBERS).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATCH", "DELETE", ":transfer", ":resetPassword", "GET"})
    void answersForeignMembersLikeMembersThatDoNotExist(String what) {
        ApiClient other = RegistrationIT.found(API, "o" + what.hashCode() + "@example.org", "Another");
        String foreign = MEMBERS + "/" + id(other);
        String unknown = MEMBERS + "/AAAAAAAAAAAAAAAA";
        assertThat(send(what, foreign).seen())
                .isEqualTo(send(what, unknown).seen())
                .startsWith("404");
    }

    @Test
    void letsNoAdministratorReachBeyondTheirRole() {
        String boss = MEMBERS + "/" + id(manager);
        assertThat(administrator.patch(boss, "{\"name\":\"x\"}").status()).isEqualTo(403);
        assertThat(administrator.delete(boss).status()).isEqualTo(403);
        assertThat(administrator.post(boss + ":resetPassword", "").status()).isEqualTo(403);
        assertThat(administrator
                        .patch(MEMBERS + "/" + id(administrator), "{\"role\":\"MANAGER\"}")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void letsNobodyReachBeyondTheirMeasurementGroup() {
        String wide = add(manager, "wide@example.org", "GENERAL_USER", "");
        String self = MEMBERS + "/" + id(narrow);
        String other = MEMBERS + "/" + wide;
        assertThat(narrow.patch(self, "{\"group\":\"All point sets\"}").seen())
                .as("a group beyond one's own does not exist")
                .isEqualTo(narrow.patch(self, "{\"group\":\"no such group\"}").seen())
                .startsWith("400");
        assertThat(narrow.post(other + ":resetPassword", "").status()).isEqualTo(403);
        assertThat(narrow.patch(other, "{\"role\":\"END_USER\"}").status()).isEqualTo(403);
        assertThat(narrow.post(MEMBERS, body("beyond@example.org", "GENERAL_USER", ""))
                        .status())
                .as("the usual group of the role is beyond the administrator")
                .isEqualTo(400);
        assertThat(narrow.post(MEMBERS, body("within@example.org", "GENERAL_USER", ",\"group\":\"Few\""))
                        .status())
                .isEqualTo(201);
        JsonNode shown = narrow.get(other).json();
        assertThat(shown.get("group").isNull()).isTrue();
        assertThat(shown.get("groupId").isNull()).isTrue();
        assertThat(narrow.get(self).json().get("group").asText()).isEqualTo("Few");
    }

    @Test
    void letsNobodyBecomeTheVisitorThatSeesMore() throws Exception {
        API.operator().post("/api/v1/plants", "{\"name\":\"Visited\"}");
        API.sql(
                "INSERT INTO plant_visitor SELECT p.id, 'awaited@example.org', g.id, 'infinity' FROM plant p,"
                        + " measurement_group g WHERE p.name = 'Visited' AND g.built_in = 'ALL' AND g.organization_id = p.organization_id");
        assertThat(narrow.post(MEMBERS, body("awaited@example.org", "END_USER", ",\"group\":\"Few\""))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void countsForeignVisitsOnlyOfWhoHasProvenTheirAddress() throws Exception {
        ApiClient other = RegistrationIT.found(API, "fourth@example.org", "Fourth");
        String plant = other.post("/api/v1/plants", "{\"name\":\"Abroad\"}")
                .json()
                .get("id")
                .asText();
        API.sql(
                "INSERT INTO plant_visitor SELECT p.id, 'guest@example.org', g.id, 'infinity' FROM plant p,"
                        + " measurement_group g WHERE p.name = 'Abroad' AND g.built_in = 'ALL' AND g.organization_id = p.organization_id");
        add(manager, "guest@example.org", "END_USER", "");
        ApiClient claimed = API.loggedIn("guest@example.org", "long enough password");
        assertThat(claimed.get("/api/v1/plants/" + plant).status()).isEqualTo(404);
        API.anonymous().post("/api/v1/auth/forgot", "{\"email\":\"guest@example.org\"}");
        API.anonymous()
                .post(
                        "/api/v1/auth/reset",
                        "{\"email\":\"guest@example.org\",\"code\":\"%s\",\"password\":\"my own password\"}"
                                .formatted(API.codeOnTheConsole("guest@example.org")));
        ApiClient guest = API.loggedIn("guest@example.org", "my own password");
        assertThat(guest.get("/api/v1/plants/" + plant).status()).isEqualTo(200);
        manager.post(MEMBERS + "/" + id(guest) + ":resetPassword", "{\"password\":\"known to two people\"}");
        ApiClient overtaken = API.loggedIn("guest@example.org", "known to two people");
        assertThat(overtaken.get("/api/v1/plants/" + plant).status()).isEqualTo(404);
    }

    private static Response send(String what, String member) {
        return switch (what) {
            case "GET" -> manager.get(member);
            case "PATCH" -> manager.patch(member, "{\"name\":\"x\"}");
            case "DELETE" -> manager.delete(member);
            case ":transfer" -> manager.post(member + what, "{\"organization\":\"ABCDEF\"}");
            default -> manager.post(member + what, "");
        };
    }

    private static List<String> found(String query) {
        List<String> emails = new ArrayList<>();
        manager.get(MEMBERS + "?" + query)
                .json()
                .get("items")
                .forEach(item -> emails.add(item.get("email").asText()));
        return emails;
    }

    private static String add(ApiClient who, String email, String role, String more) {
        Response added = who.post(MEMBERS, body(email, role, more));
        assertThat(added.status()).as(added.body()).isEqualTo(201);
        return added.json().get("id").asText();
    }

    private static String body(String email, String role, String more) {
        return "{\"email\":\"%s\",\"role\":\"%s\",\"password\":\"long enough password\"%s}"
                .formatted(email, role, more);
    }

    private static Response logIn(String email, String password) {
        return API.anonymous()
                .post("/api/v1/auth/login", "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, password));
    }

    private static String id(ApiClient person) {
        return person.get("/api/v1/me").json().get("id").asText();
    }
}
