package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.standalone.query.ApiClient.Response;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A log-in or a password that is ended is over, also for what was under way in that moment. */
final class ConcurrentLogInsIT {

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest();

    private static final String AUTH = "/api/v1/auth/";
    private static final String MEMBERS = "/api/v1/members/";

    /** What whoever stores a refresh token waits for, just before. */
    private static final String NO_TOKENS = "SELECT pg_advisory_xact_lock(1)";

    @BeforeAll
    static void letsTokensWait() throws Exception {
        API.sqlUnheard("CREATE FUNCTION wait_a_moment() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NEW; END $$;"
                + " CREATE TRIGGER waits BEFORE INSERT ON refresh_token FOR EACH ROW EXECUTE FUNCTION wait_a_moment()");
    }

    @Test
    void aPasswordThatIsReplacedWhileItIsComparedOpensNothing() throws Exception {
        Person person = person("compared@example.org");
        Response wrong = logIn(person.email(), "not the password");
        try (HeldTransaction other = new HeldTransaction(API, replaced(person))) {
            CompletableFuture<Response> answer = other.ask(person::logIn);
            other.commit();
            assertThat(answer.join().seen()).isEqualTo(wrong.seen()).startsWith("401");
        }
    }

    @Test
    void aPasswordThatIsReplacedWhileItIsComparedReplacesNothing() throws Exception {
        Person person = person("replaced@example.org");
        try (HeldTransaction other = new HeldTransaction(API, replaced(person))) {
            CompletableFuture<Response> answer = other.ask(() -> person.client()
                    .patch(
                            "/api/v1/me",
                            "{\"currentPassword\":\"" + person.password() + "\",\"password\":\"a new password\"}"));
            other.commit();
            assertThat(answer.join().status()).isEqualTo(400);
        }
        assertThat(API.value("SELECT password_hash FROM member WHERE email = '" + person.email() + "'"))
                .isEqualTo("another");
    }

    @Test
    void whoLogsInWhileAllLogInsAreEndedIsOutWithThem() throws Exception {
        Person person = person("begins@example.org");
        requireEnded(person::logIn, () -> resetPassword(person));
    }

    @Test
    void whoGoesOnWhileAllLogInsAreEndedIsOutWithThem() throws Exception {
        Person person = person("goes-on@example.org");
        String token = refreshToken(person.logIn());
        requireEnded(() -> refresh(token), () -> resetPassword(person));
    }

    @Test
    void whoGoesOnWhileTheyLogOutIsOut() throws Exception {
        String token = refreshToken(person("logs-out@example.org").logIn());
        requireEnded(() -> refresh(token), () -> API.anonymous()
                .post(AUTH + "logout", "{\"refreshToken\":\"" + token + "\"}"));
    }

    @Test
    void whoTradesATokenTwiceInOneMomentIsOut() throws Exception {
        String token = refreshToken(person("twice@example.org").logIn());
        requireEnded(() -> refresh(token), () -> refresh(token));
    }

    /** Whoever is just being given a token when another request ends the log-in has nothing of it, not even when that is long ago. */
    private static void requireEnded(Supplier<Response> given, Supplier<Response> ended) throws Exception {
        try (HeldTransaction other = new HeldTransaction(API, NO_TOKENS)) {
            CompletableFuture<Response> first = other.ask(given);
            CompletableFuture<Response> second = other.ask(ended);
            other.commit();
            second.join();
            API.sql("DELETE FROM ended_session");
            Response answer = first.join();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(refresh(refreshToken(answer)).status()).isEqualTo(401);
        }
    }

    private static String replaced(Person person) {
        return "UPDATE member SET password_hash = 'another' WHERE email = '" + person.email() + "'";
    }

    private static Response resetPassword(Person person) {
        return API.operator().post(MEMBERS + person.id() + ":resetPassword", "");
    }

    private static Response refresh(String token) {
        return API.anonymous().post(AUTH + "refresh", "{\"refreshToken\":\"" + token + "\"}");
    }

    private static Response logIn(String email, String password) {
        return API.anonymous()
                .post(AUTH + "login", "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, password));
    }

    private static String refreshToken(Response answer) {
        return answer.json().get("refreshToken").asText();
    }

    private static Person person(String email) {
        ApiClient client = API.member(email, "END_USER");
        return new Person(
                email,
                "password of END_USER",
                client.get("/api/v1/me").json().get("id").asText(),
                client);
    }

    /** Somebody with an account, logged in. Immutable. */
    private record Person(String email, String password, String id, ApiClient client) {

        Response logIn() {
            return ConcurrentLogInsIT.logIn(email, password);
        }
    }
}
