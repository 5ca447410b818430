package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.query.QueryApi;
import io.busbar.query.webhook.WebhookNetworks;
import io.busbar.standalone.query.ApiClient.Response;
import io.busbar.standalone.query.WebhookReceiver.Delivery;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Webhooks of people who see more and less of two plants, with a receiver that checks signatures by itself. Each test has
 * a device and a receiver of its own, and leaves no webhook.
 */
final class WebhookDeliveryIT {

    private static final MovableClock CLOCK = new MovableClock();

    @RegisterExtension
    static final ApiServerUnderTest API =
            new ApiServerUnderTest(config -> config.with(WebhookNetworks.parse("127.0.0.0/8")), CLOCK);

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String WEBHOOKS = "/api/v1/webhooks";
    private static final String RAISED_AT = "2026-03-08T00:00:00Z";

    private static final AlarmRows ROWS = new AlarmRows(API);
    private static String plant = "";

    private final List<Runnable> deletions = new ArrayList<>();
    private final WebhookReceiver receiver;
    private String device = "";

    WebhookDeliveryIT() throws Exception {
        receiver = new WebhookReceiver();
    }

    @BeforeAll
    static void fillsTheTables() throws Exception {
        API.member("owner@example.org", "END_USER");
        API.member("visitor@example.org", "END_USER");
        String owner = owner().get("/api/v1/me").json().get("id").asText();
        plant = id(API.operator().post("/api/v1/plants", "{\"name\":\"Roof\"}"));
        String shed = id(API.operator().post("/api/v1/plants", "{\"name\":\"Shed\"}"));
        API.operator().patch("/api/v1/plants/" + plant, "{\"owner\":\"" + owner + "\"}");
        API.operator().post("/api/v1/loggers", "{\"serialNumber\":\"LOGGER-Roof\",\"plant\":\"" + plant + "\"}");
        API.operator().post("/api/v1/loggers", "{\"serialNumber\":\"LOGGER-Shed\",\"plant\":\"" + shed + "\"}");
        API.sql("UPDATE logger_plant SET valid_from = '2026-02-01'");
        API.sql("INSERT INTO device (serial_number, type) VALUES ('B2', 1)");
        API.sql("INSERT INTO device_binding (device_id, logger_sn) VALUES (1, 'LOGGER-Shed')");
        API.sql("INSERT INTO measurement_group (public_id, organization_id, name)"
                + " SELECT 'soc-only', min(id), 'SOC only' FROM organization");
        API.sql(
                "INSERT INTO measurement_group_point SELECT id, 1, 1400 FROM measurement_group WHERE public_id = 'soc-only'");
        API.sql("INSERT INTO plant_visitor SELECT p.id, 'visitor@example.org', g.id, now() + interval '10 days'"
                + " FROM plant p, measurement_group g WHERE p.name = 'Roof' AND g.public_id = 'soc-only'");
        ROWS.rule(
                "amps",
                "'kind':'threshold','point':'CURRENT','condition':'high','raise':50,'clear':40,'deviceTypes':[1]");
        ROWS.rule("soc", "'kind':'threshold','point':'SOC','condition':'low','raise':10,'clear':15,'deviceTypes':[1]");
    }

    /** A BMS of the test, at the roof. */
    @BeforeEach
    void bindsADevice(TestInfo info) throws Exception {
        device = "BMS-" + info.getTestMethod().orElseThrow().getName();
        API.sql("INSERT INTO device (serial_number, type) VALUES ('" + device + "', 1)");
        API.sql("INSERT INTO device_binding (device_id, logger_sn) SELECT id, 'LOGGER-Roof' FROM device"
                + " WHERE serial_number = '" + device + "'");
    }

    @AfterEach
    void deletesTheWebhooks() {
        deletions.forEach(Runnable::run);
        receiver.close();
        assertThat(receiver.faults()).isEmpty();
    }

    @AfterAll
    static void tellsNothingInFigures() {
        assertThat(API.anonymous().get("/metrics").body())
                .contains("busbar_query_webhook_lag_seconds")
                .contains("busbar_query_webhook_attempts_total{outcome=\"delivered\"}")
                .contains("busbar_query_webhook_dead_letters_total")
                .doesNotContain("BMS-")
                .doesNotContain("/hook");
    }

    @Test
    void deliversWhatHappensFromNowOnInOrder() throws Exception {
        String alarm = ROWS.raise(device, "soc", "WARNING", RAISED_AT);
        hook(owner(), "/hook", ofDevice());

        ROWS.event(alarm, "acknowledged", "\"who\":\"Ana\"");
        ROWS.event(alarm, "shelved", "\"why\":\"x\"");
        ROWS.event(alarm, "cleared", "\"from\":\"ACTIVE\",\"to\":\"NORMAL\",\"cause\":\"VALUE\"");

        await().atMost(SOON).until(() -> receiver.at("/hook").size() == 3);
        assertThat(receiver.idsAt("/hook")).isEqualTo(told(device, 1));
        JsonNode first = receiver.at("/hook").get(0).event();
        assertThat(first.get("type").asText()).isEqualTo("io.busbar.alarm.acknowledged");
        assertThat(first.at("/data/who").asText()).isEqualTo("Ana");
        assertThat(first.get("specversion").asText()).isEqualTo("1.0");
    }

    @Test
    void triesAgainUntilItIsTaken() throws Exception {
        String hook = hook(owner(), "/hook", ofDevice());
        receiver.answer("/hook", 503, 500, 429);

        String alarm = ROWS.raise(device, "soc", "WARNING", RAISED_AT);
        ROWS.event(alarm, "acknowledged", "\"note\":\"n\"");
        await().atMost(SOON).until(() -> state(hook).equals("failing"));
        assertThat(webhook(hook).get("lastFailure").asText()).startsWith("status ");
        assertThat(webhook(hook).get("failingSince").isNull()).isFalse();
        afterAPause(() -> receiver.at("/hook").size() == 5);

        List<String> told = told(device, 0);
        assertThat(receiver.idsAt("/hook"))
                .containsExactly(told.get(0), told.get(0), told.get(0), told.get(0), told.get(1));
        await().atMost(SOON).until(() -> state(hook).equals("active"));
        assertThat(webhook(hook).get("lastFailure").isNull()).isTrue();
        assertThat(webhook(hook).get("deadLetters").asInt()).isZero();
    }

    @Test
    void setsApartWhatIsRefused() throws Exception {
        String hook = hook(owner(), "/hook", ofDevice());
        receiver.answer("/hook", 400, 404, 302);

        String alarm = ROWS.raise(device, "soc", "WARNING", RAISED_AT);
        ROWS.event(alarm, "acknowledged", "\"note\":\"n\"");
        afterAPause(() -> receiver.at("/hook").size() == 4);

        List<String> told = told(device, 0);
        assertThat(receiver.idsAt("/hook")).containsExactly(told.get(0), told.get(0), told.get(0), told.get(1));
        await().atMost(SOON).until(() -> state(hook).equals("active"));
        assertThat(webhook(hook).get("deadLetters").asInt()).isEqualTo(1);
        JsonNode letter = deadLetters(owner(), hook).get(0);
        assertThat(letter.get("eventId").asText()).isEqualTo(told.get(0));
        assertThat(letter.get("attempts").asInt()).isEqualTo(3);
        assertThat(letter.get("reason").asText()).isEqualTo("status 302");
        assertThat(letter.at("/event/subject").asText()).isEqualTo(device);
        assertThat(letter.get("event"))
                .as("as it was sent")
                .isEqualTo(receiver.at("/hook").get(0).event());
    }

    @Test
    void setsApartWhatWasNotTakenForADay() throws Exception {
        String hook = hook(owner(), "/hook", ofDevice());
        receiver.answer("/hook", 503, 503);

        ROWS.raise(device, "soc", "WARNING", RAISED_AT);
        await().atMost(SOON).until(() -> state(hook).equals("failing"));
        CLOCK.forward(Duration.ofHours(24));
        await().atMost(SOON).until(() -> webhook(hook).get("deadLetters").asInt() == 1);

        JsonNode letter = deadLetters(owner(), hook).get(0);
        assertThat(letter.get("attempts").asInt()).isEqualTo(2);
        assertThat(letter.get("reason").asText()).isEqualTo("status 503");
        assertThat(receiver.at("/hook")).hasSize(2);
    }

    @Test
    void showsDeadLettersOnlyAsFarAsTheirOwnerSees() throws Exception {
        String hook = hook(visitor(), "/hook", ofDevice());
        receiver.answer("/hook", 400, 400, 400);
        ROWS.raise(device, "soc", "WARNING", RAISED_AT);
        afterAPause(() -> deadLetters(visitor(), hook).size() == 1);
        assertThat(deadLetters(visitor(), hook).get(0).at("/event/subject").asText())
                .isEqualTo(device);

        API.sql("UPDATE plant_visitor SET expires_at = now() WHERE email = 'visitor@example.org'");
        try {
            assertThat(deadLetters(visitor(), hook).get(0).get("event").isNull())
                    .isTrue();
        } finally {
            API.sql("UPDATE plant_visitor SET expires_at = now() + interval '10 days'");
        }
    }

    @Test
    void endsWhenTheReceiverIsGone() throws Exception {
        String gone = hook(owner(), "/gone", ofDevice());
        hook(owner(), "/hook", ofDevice());
        receiver.answer("/gone", 410);

        String alarm = ROWS.raise(device, "soc", "WARNING", RAISED_AT);
        await().atMost(SOON).until(() -> state(gone).equals("disabled"));
        ROWS.event(alarm, "acknowledged", "\"note\":\"n\"");
        await().atMost(SOON).until(() -> receiver.at("/hook").size() == 2);

        assertThat(receiver.at("/gone")).hasSize(1);
        assertThat(webhook(gone).get("lastFailure").asText()).isEqualTo("status 410");
    }

    @Test
    void tellsEachWhatTheyMayKnowOf() throws Exception {
        hook(owner(), "/owner", ",\"plant\":\"" + plant + "\"");
        hook(visitor(), "/visitor", "");
        hook(owner(), "/severe", ofDevice() + ",\"severity\":\"FAULT\"");

        try (Events stream = Events.open(visitor(), "/api/v1/alarms/stream", null)) {
            await().atMost(SOON).until(() -> stream.told("id: "));
            ROWS.raise("B2", "soc", "WARNING", RAISED_AT); // at the shed
            ROWS.raise(device, "amps", "WARNING", RAISED_AT); // of a point that the visitor does not see
            String soc = ROWS.raise(device, "soc", "WARNING", RAISED_AT);
            ROWS.event(soc, "acknowledged", "\"who\":\"Ana\",\"note\":\"on it\"");
            String fault = ROWS.raise(device, "soc", "FAULT", RAISED_AT);
            await().atMost(SOON)
                    .until(() -> receiver.at("/owner").size() == 4
                            && receiver.at("/visitor").size() == 3
                            && receiver.at("/severe").size() == 1
                            && data(stream).size() == 3);

            assertThat(receiver.at("/severe")
                            .get(0)
                            .event()
                            .at("/data/occurrence")
                            .asText())
                    .isEqualTo(fault);
            assertThat(receiver.at("/visitor").stream().map(each -> each.event().toString()))
                    .as("as the stream tells them")
                    .isEqualTo(data(stream));
        }
        assertThat(receiver.at("/owner"))
                .allMatch(delivery -> delivery.event().get("subject").asText().equals(device))
                .anyMatch(delivery -> delivery.event().toString().contains("Ana"))
                .anyMatch(delivery -> delivery.event().toString().contains("amps"));
        assertThat(receiver.at("/visitor"))
                .noneMatch(delivery -> delivery.event().toString().matches(".*(Ana|amps).*"));
    }

    @Test
    void passesALongStretchOfWhatIsHidden() throws Exception {
        hook(owner(), "/hook", "");
        String hidden = ROWS.raise("B2", "soc", "WARNING", RAISED_AT);
        API.sqlUnheard("INSERT INTO alarm_event (id, alarm_id, revision, type, at, processed_at, retroactive, event)"
                + " SELECT gen_random_uuid(), alarm_id, revision + n, type, at, processed_at, false, event"
                + " FROM alarm_event, generate_series(1, 2500) n WHERE alarm_id = '" + hidden + "'");
        ROWS.raise(device, "soc", "WARNING", RAISED_AT);

        await().atMost(SOON).until(() -> receiver.at("/hook").size() == 1);

        assertThat(receiver.idsAt("/hook")).isEqualTo(told(device, 0));
    }

    @Test
    void tellsNothingToWhoMayNotSeeItAtThatMoment() throws Exception {
        ApiClient blocked = API.member("blocked@example.org", "GENERAL_USER");
        String member = blocked.get("/api/v1/me").json().get("id").asText();
        hook(blocked, "/blocked", ofDevice());
        hook(owner(), "/hook", ofDevice());
        String alarm = ROWS.raise(device, "soc", "WARNING", RAISED_AT);
        await().atMost(SOON).until(() -> receiver.at("/blocked").size() == 1);

        receiver.answer("/blocked", 503);
        ROWS.event(alarm, "acknowledged", "\"note\":\"on its way\"");
        await().atMost(SOON).until(() -> receiver.at("/blocked").size() == 2);
        API.operator().patch("/api/v1/members/" + member, "{\"status\":\"DISABLED\"}");
        ROWS.event(alarm, "shelved", "\"why\":\"hidden\"");
        CLOCK.forward(Duration.ofSeconds(30));
        await().atMost(SOON).until(() -> receiver.at("/hook").size() == 3);
        await().atMost(SOON).until(() -> position("/blocked").equals(position("/hook")));
        API.operator().patch("/api/v1/members/" + member, "{\"status\":\"ACTIVE\"}");
        ROWS.event(alarm, "unshelved", "\"why\":\"again\"");
        await().atMost(SOON).until(() -> receiver.at("/blocked").size() == 3);

        List<String> told = told(device, 0);
        assertThat(receiver.idsAt("/blocked")).containsExactly(told.get(0), told.get(1), told.get(3));
        API.operator().delete("/api/v1/members/" + member);
        assertThat(API.value("SELECT count(*) FROM webhook WHERE url LIKE '%/blocked'"))
                .isEqualTo("0");
    }

    @Test
    void wakesNobodyForWhatLateDataAmends() throws Exception {
        hook(owner(), "/hook", ofDevice());
        String alarm = ROWS.raise(device, "soc", "WARNING", RAISED_AT);

        ROWS.event(alarm, "amended", "\"withdrawn\":false", true);
        ROWS.event(alarm, "cleared", "\"from\":\"ACTIVE\",\"to\":\"NORMAL\",\"cause\":\"VALUE\"", true);
        ROWS.event(alarm, "acknowledged", "\"note\":\"n\"");
        await().atMost(SOON).until(() -> receiver.at("/hook").size() == 2);
        ROWS.event(alarm, "amended", "\"withdrawn\":true", true);
        await().atMost(SOON).until(() -> position("/hook").equals(API.value("SELECT max(seq) FROM alarm_event")));

        List<String> told = told(device, 0);
        assertThat(receiver.idsAt("/hook")).containsExactly(told.get(0), told.get(3));
    }

    @Test
    void letsASlowReceiverDelayNobodyElse() throws Exception {
        List<CountDownLatch> latches = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            latches.add(receiver.hold("/slow" + i));
            hook(owner(), "/slow" + i, ofDevice());
        }
        hook(owner(), "/hook", ofDevice());

        String alarm = ROWS.raise(device, "soc", "WARNING", RAISED_AT);
        for (int i = 0; i < 20; i++) {
            ROWS.event(alarm, "acknowledged", "\"note\":\"" + i + "\"");
        }
        await().atMost(SOON).until(() -> receiver.at("/hook").size() == 21);

        assertThat(receiver.idsAt("/hook")).isEqualTo(told(device, 0));
        latches.forEach(CountDownLatch::countDown);
        for (int i = 0; i < 9; i++) {
            String path = "/slow" + i;
            afterAPause(() -> distinct(path).equals(told(device, 0)));
        }
    }

    @Test
    void goesOnAfterARestartWithoutLoss() throws Exception {
        hook(owner(), "/hook", ofDevice());
        String alarm = ROWS.raise(device, "soc", "WARNING", RAISED_AT);
        await().atMost(SOON).until(() -> receiver.at("/hook").size() == 1);
        CountDownLatch latch = receiver.hold("/hook");
        for (int i = 0; i < 5; i++) {
            ROWS.event(alarm, "acknowledged", "\"note\":\"" + i + "\"");
        }
        await().atMost(SOON).until(() -> receiver.at("/hook").size() == 2);

        API.stop(); // in the middle of an attempt
        ROWS.event(alarm, "shelved", "\"why\":\"meanwhile\"");
        // as one leaves it who was killed
        API.sqlUnheard("UPDATE webhook SET lease = 'dead', leased_until = now() + interval '2 seconds'");
        latch.countDown();
        API.startAgain();
        await().atMost(SOON).until(() -> distinct("/hook").size() == 7);

        assertThat(distinct("/hook")).isEqualTo(told(device, 0));
        assertThat(receiver.idsAt("/hook"))
                .as("the one that was under way comes twice")
                .hasSize(8);
    }

    @Test
    void isDeliveredOnceByTwoServers() throws Exception {
        QueryApi second = API.start();
        try {
            for (String path : List.of("/one", "/two", "/three")) {
                hook(owner(), path, ofDevice());
            }
            String alarm = ROWS.raise(device, "soc", "WARNING", RAISED_AT);
            for (int i = 0; i < 60; i++) {
                ROWS.event(alarm, "acknowledged", "\"note\":\"" + i + "\"");
            }
            List<String> told = told(device, 0);
            for (String path : List.of("/one", "/two", "/three")) {
                await().atMost(SOON).until(() -> receiver.at(path).size() >= 61);
                assertThat(receiver.idsAt(path)).isEqualTo(told);
            }
        } finally {
            second.close();
        }
        assertThat(receiver.at("/one")).hasSize(61);
    }

    @Test
    void tellsAtOnceWhatAReceiverAnswers() throws Exception {
        String hook = hook(owner(), "/hook", ofDevice());
        receiver.answer("/hook", 204, 503);

        JsonNode taken = owner().post(WEBHOOKS + "/" + hook + ":test", "").json();
        JsonNode refused = owner().post(WEBHOOKS + "/" + hook + ":test", "").json();

        assertThat(taken.toString()).isEqualTo("{\"delivered\":true,\"status\":204,\"failure\":null}");
        assertThat(refused.toString()).isEqualTo("{\"delivered\":false,\"status\":503,\"failure\":\"status 503\"}");
        assertThat(receiver.at("/hook"))
                .allMatch(delivery -> delivery.event().get("type").asText().equals("io.busbar.webhook.test"));
        assertThat(state(hook)).as("nothing of it counts").isEqualTo("active");
        assertThat(visitor().post(WEBHOOKS + "/" + hook + ":test", "").seen())
                .isEqualTo(
                        visitor().post(WEBHOOKS + "/AAAAAAAAAAAAAAAA:test", "").seen())
                .startsWith("404");
    }

    @Test
    void refusesAtTheDeliveryWhatItsAddressForbids() throws Exception {
        String hook = hook(owner(), "/hook", ofDevice());
        // as if the name had come to mean something else since
        API.sqlUnheard("UPDATE webhook SET url = replace(url, '127.0.0.1', '[::1]')");

        ROWS.raise(device, "soc", "WARNING", RAISED_AT);
        await().atMost(SOON).until(() -> state(hook).equals("failing"));

        assertThat(webhook(hook).get("lastFailure").asText()).isEqualTo("no address that webhooks may go to");
        assertThat(receiver.at("/hook")).isEmpty();
    }

    /** Waits, with the pauses of the deliverer made short. */
    private static void afterAPause(Callable<Boolean> condition) {
        await().atMost(SOON.multipliedBy(2)).until(() -> {
            CLOCK.forward(Duration.ofSeconds(2));
            return condition.call();
        });
    }

    private String ofDevice() {
        return ",\"device\":\"" + device + "\"";
    }

    /** Makes one and returns its id. */
    private String hook(ApiClient person, String path, String more) {
        Response made = person.post(WEBHOOKS, "{\"url\":\"" + receiver.url(path) + "\"" + more + "}");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        receiver.expect(path, made.json().get("secret").asText());
        String id = made.json().get("id").asText();
        deletions.add(() -> {
            try {
                API.sqlUnheard("DELETE FROM webhook WHERE public_id = '" + id + "'");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        return id;
    }

    private static JsonNode webhook(String id) {
        return owner().get(WEBHOOKS + "/" + id).json();
    }

    private static String state(String id) {
        return webhook(id).get("state").asText();
    }

    private static JsonNode deadLetters(ApiClient person, String id) {
        return person.get(WEBHOOKS + "/" + id + "/dead-letters").json().get("items");
    }

    private String position(String path) throws Exception {
        return API.value("SELECT position FROM webhook WHERE url = '" + receiver.url(path) + "'");
    }

    /** Ids of the events of a device in order, without the first few. */
    private static List<String> told(String device, int offset) throws Exception {
        String ids = API.value("SELECT string_agg(id, ',') FROM (SELECT e.id::text FROM alarm_event e JOIN alarm a ON"
                + " a.id = e.alarm_id WHERE a.device_sn = '" + device + "' ORDER BY e.seq OFFSET " + offset + ") t");
        return List.of(ids.split(","));
    }

    private List<String> distinct(String path) {
        return receiver.at(path).stream().map(Delivery::id).distinct().toList();
    }

    private static List<String> data(Events stream) {
        return stream.lines().stream()
                .filter(line -> line.startsWith("data: {\""))
                .map(line -> line.substring("data: ".length()))
                .toList();
    }

    /** Tokens age with the clock. */
    private static ApiClient owner() {
        return API.loggedIn("owner@example.org", "password of END_USER");
    }

    private static ApiClient visitor() {
        return API.loggedIn("visitor@example.org", "password of END_USER");
    }

    private static String id(Response made) {
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return made.json().get("id").asText();
    }
}
