package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.alarm.AlarmDeed;
import io.busbar.standalone.query.ApiClient.Response;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Alarms of two plants, as the tables have them; Kafka is away. */
final class AlarmsIT {

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest();

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String UNKNOWN = "00000000-0000-8000-8000-000000000000";

    private static ApiClient owner = new ApiClient(0, null);
    private static ApiClient visitor = new ApiClient(0, null);
    private static String cells = "";
    private static String soc = "";
    private static String silence = "";
    private static String foreign = "";
    private static String earlier = "";

    @BeforeAll
    static void fillsTheTables() throws Exception {
        owner = API.member("owner@example.org", "END_USER");
        visitor = API.member("visitor@example.org", "END_USER");
        String ownerId = owner.get("/api/v1/me").json().get("id").asText();
        for (String plant : List.of("Roof", "Shed")) {
            String id = API.operator()
                    .post("/api/v1/plants", "{\"name\":\"" + plant + "\"}")
                    .json()
                    .get("id")
                    .asText();
            API.operator()
                    .post("/api/v1/loggers", "{\"serialNumber\":\"LOGGER-" + plant + "\",\"plant\":\"" + id + "\"}");
            if (plant.equals("Roof")) {
                API.operator().patch("/api/v1/plants/" + id, "{\"owner\":\"" + ownerId + "\"}");
            }
        }
        API.sql("UPDATE logger_plant SET valid_from = '2026-02-01'");
        API.sql("INSERT INTO device (serial_number, type) VALUES ('B1', 1), ('P1', 11), ('B2', 1)");
        API.sql("INSERT INTO device_binding (device_id, logger_sn, parent_id) VALUES (1, 'LOGGER-Roof', null),"
                + " (2, 'LOGGER-Roof', 1), (3, 'LOGGER-Shed', null)");
        API.sql("INSERT INTO latest (device_id, version, time, received_at, precedence, point_id, value)"
                + " SELECT id, 1, now(), now(), gen_random_uuid(), '{1400}', '{95000}' FROM device");
        API.sql(
                "INSERT INTO measurement_group (public_id, organization_id, name) SELECT 'soc-only', min(id), 'SOC only'"
                        + " FROM organization");
        API.sql(
                "INSERT INTO measurement_group_point SELECT id, 1, 1400 FROM measurement_group WHERE public_id = 'soc-only'");
        API.sql("INSERT INTO plant_visitor SELECT p.id, 'visitor@example.org', g.id, now() + interval '1 hour'"
                + " FROM plant p, measurement_group g WHERE p.name = 'Roof' AND g.public_id = 'soc-only'");
        AlarmRows rows = new AlarmRows(API);
        rows.rule("cells", "'kind':'threshold','point':'CELL_VOLTAGE','condition':'high','raise':3.55,'clear':3.5");
        rows.rule("soc", "'kind':'threshold','point':'SOC','condition':'low','raise':10,'clear':15,'deviceTypes':[1]");
        rows.rule("silence", "'kind':'silence','deviceTypes':[1,21],'minSamples':3");
        foreign = rows.raise("B2", "soc", "FAULT", "2026-03-08T00:00:04Z");
        cells = rows.raise("P1", "cells", "PROTECTION", "2026-03-08T00:00:03Z");
        soc = rows.raise("B1", "soc", "WARNING", "2026-03-08T00:00:02Z");
        silence = rows.raise("LOGGER-Roof", "silence", "WARNING", "2026-03-08T00:00:01Z");
        earlier = rows.raise("B1", "soc", "WARNING", "2026-01-08T00:00:00Z");
        rows.event(soc, "acknowledged", "\"who\":\"Ana\",\"note\":\"on it\"");
        API.sqlUnheard("UPDATE alarm SET acknowledged_at = now(), acknowledged_by = 'Ana', acknowledgement = 'on it',"
                + " suppressed_why = 'PARENT', suppressed_by = '" + cells + "' WHERE id = '" + soc + "'");
        rows.event(soc, "suppressed", "\"why\":\"PARENT\",\"by\":\"" + cells + "\"");
    }

    @Test
    void listsWhatAPersonMayKnowOfTheNewestFirst() {
        assertThat(ids(owner, "")).containsExactly(cells, soc, silence);
        assertThat(ids(visitor, "")).containsExactly(soc, silence);
        assertThat(ids(API.operator(), "")).containsExactly(foreign, cells, soc, silence);
    }

    @Test
    void narrowsByWhatIsAskedFor() {
        assertThat(ids(owner, "?severity=PROTECTION")).containsExactly(cells);
        assertThat(ids(owner, "?device=B1&state=OPEN")).containsExactly(soc);
        assertThat(ids(owner, "?state=CLEARED")).isEmpty();
        assertThat(ids(owner, "?from=2026-03-08T00:00:02Z&to=2026-03-08T00:00:03Z"))
                .containsExactly(soc);
        assertThat(ids(owner, "?device=B2")).isEmpty();
        String roof = owner.get("/api/v1/plants").json().at("/items/0/id").asText();
        assertThat(ids(API.operator(), "?plant=" + roof)).containsExactly(cells, soc, silence);
        assertThat(owner.get("/api/v1/alarms?device=%00").status()).isEqualTo(400);
        assertThat(owner.get("/api/v1/alarms?state=BROKEN").body()).contains("OPEN, ACTIVE, CLEARING");
    }

    @Test
    void pagesPastWhatIsHidden() {
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = visitor.get("/api/v1/alarms?limit=1" + cursor).json();
            page.get("items").forEach(item -> seen.add(item.get("id").asText()));
            cursor = page.get("next").isNull()
                    ? ""
                    : "&cursor=" + page.get("next").asText();
            if (!cursor.isEmpty()) {
                assertThat(owner.get("/api/v1/alarms?limit=1" + cursor).status())
                        .isEqualTo(400);
            }
        } while (!cursor.isEmpty());
        assertThat(seen).containsExactly(soc, silence);
    }

    @Test
    void answersHiddenAlarmsLikeThoseThatDoNotExist() {
        for (String path : List.of("", ":acknowledge", ":unshelve")) {
            for (String hidden : List.of(foreign, earlier, cells, "nothing")) {
                ApiClient person = hidden.equals(cells) && path.isEmpty() ? visitor : owner;
                if (hidden.equals(cells) && !path.isEmpty()) {
                    continue; // the visitor may do nothing about any
                }
                assertThat(ask(person, hidden, path).status()).isEqualTo(404);
                assertThat(ask(person, hidden, path).seen())
                        .isEqualTo(ask(person, UNKNOWN, path).seen());
            }
        }
    }

    @Test
    void leavesOutWhatIsHiddenOfAnAlarm() {
        JsonNode whole = owner.get("/api/v1/alarms/" + soc).json();
        assertThat(whole.at("/alarm/suppressed/by").asText()).isEqualTo(cells);
        assertThat(whole.at("/alarm/acknowledged/by").asText()).isEqualTo("Ana");
        assertThat(types(whole)).containsExactly("raised", "acknowledged", "suppressed");
        assertThat(whole.at("/alarm/revision").asInt()).isEqualTo(3);

        Response part = visitor.get("/api/v1/alarms/" + soc);
        assertThat(part.body()).doesNotContain(cells, "Ana", "maxMillivolts").contains("\"socMillipercent\":88000");
        assertThat(part.json().at("/alarm/suppressed").isNull()).isTrue();
        assertThat(types(part.json())).containsExactly("raised", "acknowledged");
        assertThat(part.json().at("/alarm/revision").asInt())
                .as("of events that are seen")
                .isEqualTo(2);
    }

    @Test
    void countsFaultsOfVisibleAlarmsAlone() {
        assertThat(status(owner, "B1")).isEqualTo("FAULT");
        assertThat(status(owner, "P1")).isEqualTo("FAULT");
        assertThat(status(visitor, "B1")).isEqualTo("ONLINE");
        assertThat(subDevices(owner)).isEqualTo("{\"all\":1,\"online\":0,\"fault\":1,\"offline\":0}");
        assertThat(subDevices(visitor)).isEqualTo("{\"all\":1,\"online\":1,\"fault\":0,\"offline\":0}");
    }

    @Test
    void acceptsDeedsOfThoseWhoLookAfterThePlant() throws Exception {
        assertThat(visitor.post("/api/v1/alarms/" + soc + ":acknowledge", "{}").status())
                .as("a visitor looks")
                .isEqualTo(403);
        ApiClient user = API.member("looker@example.org", "GENERAL_USER");
        assertThat(user.post("/api/v1/alarms/" + soc + ":acknowledge", "{}").status())
                .isEqualTo(403);
        assertThat(owner.post("/api/v1/alarms/" + soc + ":acknowledge", "{}").status())
                .as("it is acknowledged already")
                .isEqualTo(200);

        Response accepted = owner.post("/api/v1/alarms/" + cells + ":acknowledge", "{\"note\":\"I look at it\"}");

        assertThat(accepted.status()).as("Kafka is away").isEqualTo(202);
        assertThat(accepted.header("location")).isEqualTo("/api/v1/alarms/" + cells);
        AlarmDeed deed = AlarmDeed.decode(outbox());
        assertThat(deed.occurrence()).isEqualTo(UUID.fromString(cells));
        assertThat(new String(deed.encode(), StandardCharsets.UTF_8))
                .contains("\"deed\":\"acknowledge\"", "\"who\":\"owner@example.org\"", "\"note\":\"I look at it\"");
        assertThat(owner.post("/api/v1/alarms/" + cells + ":acknowledge", "{\"note\":\"\\u0000\"}")
                        .body())
                .as("what no table holds would stop the stream job")
                .contains("U+0000");
        String shelve = "/api/v1/alarms/" + cells + ":shelve";
        assertThat(owner.post(shelve, "{\"why\":\"known\"}").body()).contains("/until", "is missing");
        assertThat(owner.post(shelve, "{\"why\":\"known\",\"until\":\"2020-01-01T00:00:00Z\"}")
                        .body())
                .contains("in the future");
    }

    @Test
    void tellsEventsInOrderAndGoesOnBehindTheLast() throws Exception {
        try (Events events = Events.open(owner, "/api/v1/alarms/stream?after=0", null)) {
            await().atMost(SOON).until(() -> alarms(events).size() == 5);
            assertThat(alarms(events))
                    .containsExactly(event(cells, 1), event(soc, 1), event(silence, 1), event(soc, 2), event(soc, 3));
            assertThat(events.lines()).contains("event: alarm").doesNotContain("event: resync");
        }
        try (Events events = Events.open(visitor, "/api/v1/alarms/stream?after=0", null)) {
            await().atMost(SOON).until(() -> alarms(events).size() == 3);
            assertThat(alarms(events))
                    .as("as the list")
                    .containsExactly(event(soc, 1), event(silence, 1), event(soc, 2));
            assertThat(events.lines()).noneMatch(line -> line.contains(cells) || line.contains("Ana"));
        }
        try (Events events = Events.open(owner, "/api/v1/alarms/stream?severity=WARNING", event(silence, 1))) {
            await().atMost(SOON).until(() -> alarms(events).size() == 2);
            assertThat(alarms(events)).containsExactly(event(soc, 2), event(soc, 3));
        }
    }

    @Test
    void asksWhoIsTooLateOrHasNoIdOfTheirsToReadTheList() throws Exception {
        API.sqlUnheard(
                "UPDATE alarm_event SET processed_at = now() - interval '25 hours' WHERE alarm_id = '" + foreign + "'");
        for (String id : List.of(event(foreign, 1), event(UNKNOWN, 1), "nonsense")) {
            ApiClient person = id.equals(event(foreign, 1)) ? API.operator() : owner;
            try (Events events = Events.open(person, "/api/v1/alarms/stream?device=B1&after=" + id, null)) {
                await().atMost(SOON).until(() -> events.told("data:"));
                assertThat(List.copyOf(events.lines()).subList(0, 5))
                        .as(id)
                        .containsExactly(":", "", "event: resync", "id: " + event(soc, 3), "data: {}");
            }
        }
    }

    @Test
    void givesANewClientAnIdAndEndsWithTheRightToSee() throws Exception {
        ApiClient guest = API.member("guest@example.org", "END_USER");
        String plant = owner.get("/api/v1/plants").json().at("/items/0/id").asText();
        String stream = "/api/v1/alarms/stream?plant=" + plant;
        assertThat(guest.get(stream).seen())
                .isEqualTo(guest.get("/api/v1/alarms/stream?plant=nowhere").seen());
        API.sql("INSERT INTO plant_visitor SELECT p.id, 'guest@example.org', g.id, now() + interval '1 hour'"
                + " FROM plant p, measurement_group g WHERE p.name = 'Roof' AND g.public_id = 'soc-only'");
        try (Events events = Events.open(guest, stream, null)) {
            await().atMost(SOON).until(() -> events.told("id: " + event(soc, 2)));
            assertThat(alarms(events)).isEmpty();
            API.sqlUnheard("DELETE FROM plant_visitor WHERE email = 'guest@example.org'");
            await().atMost(SOON).until(events::hasEnded);
        }
    }

    /** How the stream names one of the events of an alarm, from 1. */
    private static String event(String alarm, int revision) {
        return alarm + ":" + revision;
    }

    /** Ids of the events of alarms, in order. */
    private static List<String> alarms(Events events) {
        List<String> lines = List.copyOf(events.lines());
        List<String> ids = new ArrayList<>();
        for (int i = 0; i + 2 < lines.size(); i++) {
            if (lines.get(i).equals("event: alarm")) {
                ids.add(lines.get(i + 1).substring("id: ".length()));
            }
        }
        return ids;
    }

    private static byte[] outbox() throws Exception {
        try (Connection connection = API.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT value FROM outbox WHERE topic = 'alarm-deeds'")) {
            row.next();
            return row.getBytes(1);
        }
    }

    private static Response ask(ApiClient person, String id, String deed) {
        String path = "/api/v1/alarms/" + id + deed;
        return deed.isEmpty() ? person.get(path) : person.post(path, "{}");
    }

    private static List<String> ids(ApiClient person, String query) {
        List<String> ids = new ArrayList<>();
        person.get("/api/v1/alarms" + query)
                .json()
                .get("items")
                .forEach(item -> ids.add(item.get("id").asText()));
        return ids;
    }

    private static List<String> types(JsonNode story) {
        List<String> types = new ArrayList<>();
        story.get("events")
                .forEach(event -> types.add(event.get("type").asText().substring("io.busbar.alarm.".length())));
        return types;
    }

    private static String status(ApiClient person, String device) {
        return person.get("/api/v1/devices/" + device).json().get("status").asText();
    }

    private static String subDevices(ApiClient person) {
        return person.get("/api/v1/loggers/LOGGER-Roof")
                .json()
                .get("subDevices")
                .toString();
    }
}
