package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.standalone.query.ApiClient.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Loggers change hands by serial number and check code; each owner sees their own time, and a wrong code tells nothing. */
final class LoggerClaimsIT {

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest();

    private static final String LOGGERS = "/api/v1/loggers";

    private static ApiClient seller = new ApiClient(0, null);
    private static ApiClient buyer = new ApiClient(0, null);
    private static String sellersPlant = "";
    private static String buyersPlant = "";

    @BeforeAll
    static void addsPeople() {
        seller = API.member("seller@example.org", "END_USER");
        buyer = RegistrationIT.found(API, "buyer@example.org", "Buyers");
        sellersPlant = plant(seller);
        buyersPlant = plant(buyer);
    }

    @Test
    void addsALoggerOfTheOrganizationByItsCheckCode() {
        String code = API.operator()
                .post(LOGGERS, "{\"serialNumber\":\"STOCK1\"}")
                .json()
                .get("checkCode")
                .asText();
        assertThat(seller.get(LOGGERS + "/STOCK1").status()).isEqualTo(404);
        Response added = claim(seller, "STOCK1", code.toLowerCase(Locale.ROOT), sellersPlant);
        assertThat(added.status()).isEqualTo(201);
        assertThat(added.json().get("key").asText()).matches("[0-9a-f]{64}");
        assertThat(seller.get(LOGGERS + "/STOCK1").json().get("plant").get("id").asText())
                .isEqualTo(sellersPlant);
    }

    @Test
    void tellsNothingToWhoHasNotTheRightCode() {
        API.operator().post(LOGGERS, "{\"serialNumber\":\"TAKEN1\",\"checkCode\":\"AAAA-AAAA\"}");
        String code = API.operator()
                .post(LOGGERS, "{\"serialNumber\":\"FREE01\"}")
                .json()
                .get("checkCode")
                .asText();
        API.operator().post(LOGGERS + "/FREE01:unbind", "");
        claim(seller, "TAKEN1", "AAAA-AAAA", sellersPlant);
        ApiClient installer = API.member("prober@example.org", "INSTALLER");
        String plant = plant(installer);
        String unknown = claim(installer, "NONE01", "BBBB-BBBB", plant).seen();
        assertThat(unknown).startsWith("409");
        assertThat(claim(installer, "TAKEN1", "BBBB-BBBB", plant).seen()).isEqualTo(unknown);
        assertThat(claim(installer, "FREE01", "BBBB-BBBB", plant).seen()).isEqualTo(unknown);
        assertThat(claim(installer, "TAKEN1", "AAAA-AAAA", plant).seen())
                .as("the right code of a logger that somebody has")
                .isEqualTo(unknown);
        assertThat(installer
                        .post(LOGGERS, "{\"serialNumber\":\"NONE01\",\"plant\":\"" + plant + "\"}")
                        .seen())
                .isEqualTo(installer
                        .post(LOGGERS, "{\"serialNumber\":\"TAKEN1\",\"plant\":\"" + plant + "\"}")
                        .seen())
                .startsWith("400");
        assertThat(claim(installer, "FREE01", code, plant).status()).isEqualTo(201);
    }

    @Test
    void slowsWhoGuessesCheckCodes() {
        API.operator().post(LOGGERS, "{\"serialNumber\":\"GUESS1\"}");
        ApiClient guesser = API.member("guesser@example.org", "END_USER");
        String plant = plant(guesser);
        for (int i = 0; i < 20; i++) {
            assertThat(claim(guesser, "GUESS1", "0000-00" + (10 + i), plant).status())
                    .isEqualTo(409);
        }
        assertThat(claim(guesser, "GUESS1", "0000-0000", plant).status()).isEqualTo(429);
        assertThat(claim(guesser, "GUESS2", "0000-0000", plant).status()).isEqualTo(429);
    }

    @Test
    void givesEachOwnerTheirOwnTime() throws Exception {
        String code = API.operator()
                .post(LOGGERS, "{\"serialNumber\":\"MOVES1\",\"alias\":\"stock\"}")
                .json()
                .get("checkCode")
                .asText();
        claim(seller, "MOVES1", code, sellersPlant);
        seller.patch(
                LOGGERS + "/MOVES1", "{\"alias\":\"cellar\",\"labels\":[\"private\"],\"uploadIntervalSeconds\":60}");
        API.sql("INSERT INTO device (serial_number, type) VALUES ('MOVES1-BMS', 1)");
        API.sql(
                "INSERT INTO device_binding (device_id, logger_sn) SELECT id, 'MOVES1' FROM device WHERE serial_number = 'MOVES1-BMS'");
        API.sql("INSERT INTO logger_activity VALUES ('MOVES1', now(), now())");
        sample("MOVES1-BMS", "now() - interval '1 hour'", 11_000);
        assertThat(values(seller, "MOVES1-BMS")).containsExactly(11_000L);
        Response freed = seller.post(LOGGERS + "/MOVES1:unbind", "");
        assertThat(freed.json().get("checkCode").asText()).isEqualTo(code);
        assertThat(seller.get(LOGGERS + "/MOVES1").status())
                .as("it is nobody's now")
                .isEqualTo(404);
        assertThat(values(seller, "MOVES1-BMS")).containsExactly(11_000L);
        Response claimed = claim(buyer, "MOVES1", code, buyersPlant);
        assertThat(claimed.status()).isEqualTo(201);
        JsonNode logger = buyer.get(LOGGERS + "/MOVES1").json();
        assertThat(logger.get("alias").asText()).as("nothing of the seller").isEmpty();
        assertThat(logger.get("labels")).isEmpty();
        assertThat(logger.get("lastUpdate").isNull()).isTrue();
        assertThat(values(buyer, "MOVES1-BMS")).isEmpty();
        sample("MOVES1-BMS", "now()", 22_000);
        assertThat(values(buyer, "MOVES1-BMS")).containsExactly(22_000L);
        assertThat(values(seller, "MOVES1-BMS")).containsExactly(11_000L);
    }

    @Test
    void showsTheFormerOwnerNothingOfWhatTheNextOneSets() throws Exception {
        String code = API.operator()
                .post(LOGGERS, "{\"serialNumber\":\"MOVES2\",\"zone\":\"Europe/Berlin\"}")
                .json()
                .get("checkCode")
                .asText();
        claim(seller, "MOVES2", code, sellersPlant);
        API.sql("INSERT INTO device (serial_number, type) VALUES ('MOVES2-BMS', 1)");
        API.sql(
                "INSERT INTO device_binding (device_id, logger_sn) SELECT id, 'MOVES2' FROM device WHERE serial_number = 'MOVES2-BMS'");
        sample("MOVES2-BMS", "now() - interval '10 minutes'", 11_000);
        seller.post(LOGGERS + "/MOVES2:unbind", "");
        String to = Instant.now().toString();
        String question = "/api/v1/devices/MOVES2-BMS/history?bucket=5m&points=1400&from=2020-01-01T00:00:00Z&to=" + to;
        String before = seller.get(question).seen()
                + seller.get("/api/v1/devices/MOVES2-BMS").seen();
        claim(buyer, "MOVES2", code, buyersPlant);
        buyer.patch(LOGGERS + "/MOVES2", "{\"uploadIntervalSeconds\":1,\"zone\":\"Asia/Tokyo\",\"alias\":\"secret\"}");
        assertThat(seller.get(question).seen()
                        + seller.get("/api/v1/devices/MOVES2-BMS").seen())
                .isEqualTo(before);
    }

    @Test
    void untiesADeviceWithWhatIsPartOfIt() throws Exception {
        API.operator().post(LOGGERS, "{\"serialNumber\":\"TIES01\"}");
        API.sql("INSERT INTO device (serial_number, type) VALUES ('TIES01-BMS', 1), ('TIES01-PACK', 11)");
        API.sql(
                "INSERT INTO device_binding (device_id, logger_sn, parent_id) SELECT id, 'TIES01', CASE WHEN type = 11 THEN"
                        + " (SELECT id FROM device WHERE serial_number = 'TIES01-BMS') END FROM device WHERE serial_number LIKE 'TIES01-%'");
        ApiClient looker = API.member("tie-looker@example.org", "GENERAL_USER");
        assertThat(looker.post("/api/v1/devices/TIES01-BMS:unbind", "").status())
                .isEqualTo(403);
        assertThat(buyer.post("/api/v1/devices/TIES01-BMS:unbind", "").seen())
                .isEqualTo(buyer.post("/api/v1/devices/NONE:unbind", "").seen())
                .startsWith("404");
        assertThat(API.operator().post("/api/v1/devices/TIES01-BMS:unbind", "").status())
                .isEqualTo(204);
        assertThat(API.operator().post("/api/v1/devices/TIES01-PACK:unbind", "").status())
                .as("it was untied with its BMS")
                .isEqualTo(409);
        assertThat(API.value("SELECT count(*) FROM device_binding WHERE logger_sn = 'TIES01' AND valid_to <= now()"))
                .isEqualTo("2");
        assertThat(API.operator().get("/api/v1/devices/TIES01-BMS").status())
                .as("its past stays")
                .isEqualTo(200);
    }

    private static Response claim(ApiClient person, String serialNumber, String checkCode, String plant) {
        return person.post(
                LOGGERS,
                "{\"serialNumber\":\"%s\",\"checkCode\":\"%s\",\"plant\":\"%s\"}"
                        .formatted(serialNumber, checkCode, plant));
    }

    private static void sample(String device, String time, int millipercent) throws Exception {
        API.sql("INSERT INTO bms_sample (bms_id, time, received_at, precedence, flags, quality, soc_millipercent)"
                + " SELECT id, " + time + ", now(), gen_random_uuid(), 0, 0, " + millipercent
                + " FROM device WHERE serial_number = '" + device + "'");
    }

    /** Every state of charge that the person sees. */
    private static List<Long> values(ApiClient person, String device) {
        List<Long> values = new ArrayList<>();
        person.get("/api/v1/devices/" + device + "/history?bucket=raw&points=1400&from=2020-01-01T00:00:00Z")
                .json()
                .get("series")
                .get(0)
                .get("rows")
                .forEach(row -> values.add(row.get(1).asLong()));
        return values;
    }

    private static String plant(ApiClient person) {
        return person.post("/api/v1/plants", "{\"name\":\"Plant\"}")
                .json()
                .get("id")
                .asText();
    }
}
