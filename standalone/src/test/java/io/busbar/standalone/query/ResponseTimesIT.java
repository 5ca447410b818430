package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.standalone.LongRun;
import io.busbar.standalone.query.ApiClient.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What is hidden in the own organization, what is another's and what there never was give one answer, and take as long: that they give one answer is
 * tested here, how long they take is told and not tested, for it depends on the machine. {@code -Dbusbar.rounds=2000} asks more often.
 *
 * <pre>
 *  round: hidden, foreign, none in a random order ──▶ query API ──▶ median of each; for each pair how well one time tells one from the other
 * </pre>
 */
@LongRun
final class ResponseTimesIT {

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest();

    private static final int WARM_UP = 200;
    private static final int DEVICES = 200;
    private static final String UNKNOWN_ALARM = "00000000-0000-8000-8000-000000000000";

    private static ApiClient asker = new ApiClient(0, null);
    private static final Map<Kind, String> PLANTS = new EnumMap<>(Kind.class);
    private static final Map<Kind, String> ALARMS = new EnumMap<>(Kind.class);

    /** What the asker asks for, and does not get. Immutable. */
    private enum Kind {
        /** At another plant of the organization. */
        HIDDEN,
        /** Of another organization. */
        FOREIGN,
        /** There is no such thing. */
        NONE
    }

    /** Two hundred devices with samples, alarms and roll-ups at each of three plants; the asker owns one of them, and sees few points of it. */
    @BeforeAll
    static void fillsTheTables() throws Exception {
        asker = API.member("asker@example.org", "END_USER");
        String own = asker.post("/api/v1/plants", "{\"name\":\"Own\"}")
                .json()
                .get("id")
                .asText();
        API.sql("INSERT INTO organization (public_id, code, name) VALUES ('foreign-org', 'AAAAAA', 'Foreign')");
        for (Kind kind : Kind.values()) {
            PLANTS.put(kind, plant(kind.name()));
        }
        API.sql("UPDATE plant SET organization_id = (SELECT id FROM organization WHERE public_id = 'foreign-org')"
                + " WHERE name = 'FOREIGN'");
        API.sql("DELETE FROM plant WHERE name = 'NONE'");
        API.sql("INSERT INTO measurement_group (public_id, organization_id, name) SELECT 'few', organization_id, 'few'"
                + " FROM member WHERE email = 'asker@example.org'");
        API.sql("INSERT INTO measurement_group_point SELECT id, 1, 1100 FROM measurement_group WHERE public_id ="
                + " 'few'");
        API.sql("UPDATE member SET group_id = (SELECT id FROM measurement_group WHERE public_id = 'few') WHERE email ="
                + " 'asker@example.org'");
        for (Map.Entry<String, String> place : Map.of(
                        "OWN", own, "HIDDEN", PLANTS.get(Kind.HIDDEN), "FOREIGN", PLANTS.get(Kind.FOREIGN))
                .entrySet()) {
            fill(place.getKey(), place.getValue());
        }
        ALARMS.put(Kind.HIDDEN, API.value("SELECT id FROM alarm WHERE device_sn = 'HIDDEN7' LIMIT 1"));
        ALARMS.put(Kind.FOREIGN, API.value("SELECT id FROM alarm WHERE device_sn = 'FOREIGN7' LIMIT 1"));
        ALARMS.put(Kind.NONE, UNKNOWN_ALARM);
    }

    @Test
    void tellNoDevicesApart() {
        compare("device", kind -> asker.get("/api/v1/devices/" + kind + "7"));
        compare("latest", kind -> asker.get("/api/v1/devices/" + kind + "7/latest"));
        compare("history", kind -> asker.get("/api/v1/devices/" + kind + "7/history?points=1100&bucket=1h"));
        compare(
                "query",
                kind -> asker.post("/api/v1/query", "{\"devices\":[\"" + kind + "7\"],\"points\":[{\"point\":1100}]}"));
        compare("logger", kind -> asker.get("/api/v1/loggers/L" + kind));
    }

    @Test
    void tellNoPlantsApart() {
        compare("plant", kind -> asker.get("/api/v1/plants/" + PLANTS.get(kind)));
        compare("devices of a plant", kind -> asker.get("/api/v1/devices?plant=" + PLANTS.get(kind)));
        compare("soc of a plant", kind -> asker.get("/api/v1/analytics/soc?plant=" + PLANTS.get(kind)));
        compare("visitors of a plant", kind -> asker.get("/api/v1/plants/" + PLANTS.get(kind) + "/visitors"));
    }

    @Test
    void tellNoAlarmsApart() throws Exception {
        compare("alarm", kind -> asker.get("/api/v1/alarms/" + ALARMS.get(kind)));
        compare("alarms of a device", kind -> asker.get("/api/v1/alarms?device=" + kind + "7"));
        String own = API.value("SELECT id FROM alarm WHERE device_sn = 'OWN7' LIMIT 1");
        compare(
                "alarm of the own device",
                kind -> asker.get("/api/v1/alarms/" + (kind == Kind.HIDDEN ? own : ALARMS.get(kind))));
    }

    /** Of own devices: one whose alarms are all hidden, for their rule looks at a hidden point, and two that have none. */
    @Test
    void tellNoHiddenAlarmsOfOwnDevices() throws Exception {
        API.sql("DELETE FROM alarm WHERE device_sn IN ('OWN8', 'OWN9')");
        Map<Kind, String> devices = Map.of(Kind.HIDDEN, "OWN7", Kind.FOREIGN, "OWN8", Kind.NONE, "OWN9");
        compare("alarms of the own", kind -> asker.get("/api/v1/alarms?device=" + devices.get(kind)));
        compare("own device", kind -> {
            Response answer = asker.get("/api/v1/devices/" + devices.get(kind));
            return new Response(answer.status(), answer.body().replace(devices.get(kind), "*"), answer.headers());
        });
    }

    /** Of the own device: a point that is stored and hidden, one that the catalogue has and nobody says, one that there is not. */
    @Test
    void tellNoPointsApart() {
        Map<Kind, String> points = Map.of(Kind.HIDDEN, "1400", Kind.FOREIGN, "1700", Kind.NONE, "999");
        compare("history of a point", kind -> {
            Response answer = asker.get("/api/v1/devices/OWN7/history?bucket=1h&points=" + points.get(kind));
            return new Response(answer.status(), answer.body().replace(points.get(kind), "*"), answer.headers());
        });
    }

    private static void compare(String what, Function<Kind, Response> question) {
        int rounds = Integer.getInteger("busbar.rounds", 400);
        Map<Kind, double[]> micros = new EnumMap<>(Kind.class);
        List<Kind> order = new ArrayList<>(List.of(Kind.values()));
        order.forEach(kind -> micros.put(kind, new double[rounds]));
        Random random = new Random(what.hashCode());
        for (int round = -WARM_UP; round < rounds; round++) {
            Collections.shuffle(order, random);
            String seen = null;
            for (Kind kind : order) {
                long began = System.nanoTime();
                Response answer = question.apply(kind);
                double took = (System.nanoTime() - began) / 1e3;
                if (round >= 0) {
                    micros.getOrDefault(kind, new double[0])[round] = took;
                }
                seen = seen == null ? answer.status() + answer.body() : seen;
                assertThat(answer.status() + answer.body())
                        .as(what + " " + kind)
                        .isEqualTo(seen);
            }
        }
        tell(what, micros);
    }

    private static void tell(String what, Map<Kind, double[]> micros) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "response times: %-24s", what));
        micros.forEach((kind, times) -> line.append(
                String.format(Locale.ROOT, " %s %.0f µs", kind.name().toLowerCase(Locale.ROOT), median(times))));
        for (Kind one : Kind.values()) {
            for (Kind other : Kind.values()) {
                if (one.compareTo(other) < 0) {
                    line.append(String.format(
                            Locale.ROOT,
                            "; %s or %s %.3f",
                            one.name().toLowerCase(Locale.ROOT),
                            other.name().toLowerCase(Locale.ROOT),
                            areaUnderCurve(
                                    micros.getOrDefault(one, new double[0]),
                                    micros.getOrDefault(other, new double[0]))));
                }
            }
        }
        System.out.println(line);
    }

    private static double median(double[] times) {
        double[] sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** How often a time of {@code one} is the longer: Mann and Whitney's U by the number of pairs. 0.5 tells nothing apart, 0 and 1 everything. */
    private static double areaUnderCurve(double[] one, double[] other) {
        double[] sorted = other.clone();
        Arrays.sort(sorted);
        double shorter = Arrays.stream(one)
                .map(time -> {
                    int at = Arrays.binarySearch(sorted, time);
                    return at < 0 ? -at - 1 : at + 0.5;
                })
                .sum();
        return shorter / one.length / other.length;
    }

    private static String plant(String name) {
        return API.operator()
                .post("/api/v1/plants", "{\"name\":\"" + name + "\"}")
                .json()
                .get("id")
                .asText();
    }

    private static void fill(String name, String plant) throws Exception {
        API.sql("INSERT INTO logger (serial_number, organization_id, zone, key_sha256) SELECT 'L" + name
                + "', organization_id, 'UTC', sha256('" + name + "') FROM plant WHERE public_id = '" + plant + "'");
        API.sql("INSERT INTO logger_plant (logger_id, organization_id, plant_id) SELECT l.id, p.organization_id, p.id"
                + " FROM logger l, plant p WHERE l.serial_number"
                + " = 'L" + name + "' AND p.public_id = '" + plant + "'");
        API.sql("INSERT INTO device (serial_number, type) SELECT '" + name + "' || n, 1 FROM generate_series(1, "
                + DEVICES + ") n");
        API.sql("INSERT INTO device_binding (device_id, logger_sn) SELECT id, 'L" + name
                + "' FROM device WHERE serial_number LIKE '" + name + "%'");
        API.sql("INSERT INTO latest (device_id, version, time, received_at, precedence, point_id, value) SELECT id, 1,"
                + " now(), now(), gen_random_uuid(), '{1100,1400}', '{390000,95000}' FROM device WHERE serial_number LIKE"
                + " '"
                + name
                + "%'");
        API.sql("INSERT INTO bms_sample (bms_id, time, received_at, precedence, flags, quality, voltage_mv,"
                + " soc_millipercent) SELECT d.id, t, t, gen_random_uuid(), 0, 0, 390000, 95000 FROM device d,"
                + " generate_series(now() - interval '1 day', now(), interval '15 minutes') t WHERE"
                + " d.serial_number LIKE '"
                + name + "%'");
        API.sql("INSERT INTO alarm (id, device_id, device_sn, logger_sn, rule_id, rule_version, kind, severity, cell,"
                + " state, raised_at, evidence, sequence, retroactive, revision, changed_at) SELECT"
                + " gen_random_uuid(), d.id, d.serial_number, 'L"
                + name
                + "', 'soc-low-warning', 1, 'value', 'WARNING', 0, 'ACTIVE', now() - n * interval '1 minute',"
                + " '{}', 1, false, 1, now() FROM device d, generate_series(1, 5) n WHERE d.serial_number LIKE"
                + " '" + name + "%'");
    }
}
