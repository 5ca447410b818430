package io.busbar.standalone.query;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Ten days of one BMS and one pack at irregular times, with gaps, readings that come seldom, and a change of owner in the middle of a quarter of
 * an hour. Stateless.
 */
final class OldPlant {

    private static final Instant FROM = Instant.parse("2026-03-26T03:00:00Z");
    private static final Instant TO = Instant.parse("2026-04-05T18:00:00Z");
    private static final long SEED = 20_260_326;

    private OldPlant() {}

    static void fill(ApiServerUnderTest api) throws SQLException {
        api.operator().post("/api/v1/plants", "{\"name\":\"Roof\",\"zone\":\"Europe/Berlin\"}");
        String roof =
                api.operator().get("/api/v1/plants").json().at("/items/0/id").asText();
        api.operator().post("/api/v1/loggers", "{\"serialNumber\":\"L1\",\"plant\":\"" + roof + "\"}");
        api.sql("INSERT INTO device (serial_number, type) VALUES ('B1', 1), ('P1', 11)");
        api.sql("INSERT INTO device_binding (device_id, logger_sn, parent_id) VALUES (1, 'L1', null), (2, 'L1', 1)");
        api.member("limited@example.org", "GENERAL_USER");
        api.sql("INSERT INTO measurement_group (public_id, organization_id, name) SELECT 'few', min(id), 'Few'"
                + " FROM organization");
        api.sql(
                "INSERT INTO measurement_group_point SELECT id, 1, 1800 FROM measurement_group WHERE public_id = 'few'");
        api.sql("INSERT INTO measurement_group_point SELECT id, 11, unnest(ARRAY[11200, 11400])"
                + " FROM measurement_group WHERE public_id = 'few'");
        api.sql("UPDATE member SET group_id = (SELECT id FROM measurement_group WHERE public_id = 'few')"
                + " WHERE email = 'limited@example.org'");
        sell(api);
        try (Connection connection = api.connect()) {
            insert(connection);
        }
    }

    /** Sees the plant as it is since the change of owner. */
    static ApiClient buyer(ApiServerUnderTest api) {
        return api.loggedIn("buyer@example.org", "password of END_USER");
    }

    /** Sees one point of the BMS and two cells. */
    static ApiClient limited(ApiServerUnderTest api) {
        return api.loggedIn("limited@example.org", "password of GENERAL_USER");
    }

    private static void sell(ApiServerUnderTest api) throws SQLException {
        ApiClient buyer = api.member("buyer@example.org", "END_USER");
        String plant = buyer.post("/api/v1/plants", "{\"name\":\"New home\",\"zone\":\"Asia/Kolkata\"}")
                .json()
                .get("id")
                .asText();
        api.operator().patch("/api/v1/loggers/L1", "{\"plant\":\"" + plant + "\"}");
        api.sql("UPDATE logger_plant SET valid_to = '2026-03-30T10:07Z' WHERE valid_to <> 'infinity'");
        api.sql("UPDATE logger_plant SET valid_from = '2026-03-30T10:07Z' WHERE valid_from <> '-infinity'");
    }

    private static void insert(Connection connection) throws SQLException {
        Random random = new Random(SEED);
        connection.setAutoCommit(false);
        try (PreparedStatement bms = connection.prepareStatement(
                        "INSERT INTO bms_sample (bms_id, time, received_at, precedence, flags, quality, voltage_mv, current_ma,"
                                + " soc_millipercent, diff_max_mv) VALUES (1, ?, now(), ?, 0, 0, ?, ?, ?, ?)");
                PreparedStatement pack = connection.prepareStatement(
                        "INSERT INTO pack_sample (pack_id, time, received_at, precedence, flags, cells, temperatures, diff_mv,"
                                + " max_mv, min_mv, max_cell, min_cell, cells_used, cells_expected)"
                                + " VALUES (2, ?, now(), ?, 0, ?, ?, ?, ?, ?, 1, 2, 4, 4)");
                PreparedStatement point =
                        connection.prepareStatement("INSERT INTO point_sample VALUES (1, ?, ?, ?, ?)");
                PreparedStatement text =
                        connection.prepareStatement("INSERT INTO point_text VALUES (1, 50, ?, ?, ?)")) {
            for (Instant at = FROM; at.isBefore(TO); at = at.plusMillis(step(random))) {
                key(bms, 1, at, random);
                bms.setObject(3, random.nextInt(380_000, 420_000));
                bms.setObject(4, random.nextInt(4) == 0 ? null : random.nextInt(-50_000, 50_000));
                bms.setObject(5, random.nextInt(100_001));
                bms.setObject(6, random.nextInt(3) == 0 ? null : (short) random.nextInt(300), java.sql.Types.SMALLINT);
                bms.addBatch();
                key(pack, 1, at, random);
                pack.setBytes(3, numbers(random, at.getEpochSecond() % 7 == 0 ? 5 : 4, 3_000, 3_600));
                pack.setBytes(4, numbers(random, 2, -500, 4_000));
                pack.setInt(5, random.nextInt(300));
                pack.setInt(6, random.nextInt(3_300, 3_600));
                pack.setInt(7, random.nextInt(3_000, 3_300));
                pack.addBatch();
                List<Integer> ids = new ArrayList<>();
                List<Long> values = new ArrayList<>();
                for (int id : new int[] {1600, 1800}) {
                    if (random.nextInt(id == 1800 ? 40 : 2) == 0) {
                        ids.add(id);
                        values.add(sometimesImplausible(random.nextLong(-1L << 40, 1L << 40)));
                    }
                }
                if (!ids.isEmpty()) {
                    key(point, 1, at, random);
                    point.setArray(3, connection.createArrayOf("int4", ids.toArray()));
                    point.setArray(4, connection.createArrayOf("int8", values.toArray()));
                    point.addBatch();
                }
                if (random.nextInt(100) == 0) {
                    key(text, 1, at, random);
                    text.setString(3, "V" + random.nextInt(9) + ",\n\"x\"");
                    text.addBatch();
                }
            }
            bms.executeBatch();
            pack.executeBatch();
            point.executeBatch();
            text.executeBatch();
        }
        connection.commit();
    }

    private static long sometimesImplausible(long drawn) {
        return drawn % 20 == 0 ? drawn : Math.floorMod(drawn, 100_000L);
    }

    /** Minutes; now and then hours, once in a while more than a day. */
    private static long step(Random random) {
        int dice = random.nextInt(300);
        int seconds = dice == 0 ? random.nextInt(130_000) : dice < 8 ? random.nextInt(9_000) : random.nextInt(1, 900);
        return seconds * 1_000L + random.nextInt(1_000);
    }

    private static void key(PreparedStatement statement, int from, Instant at, Random random) throws SQLException {
        statement.setObject(from, at.atOffset(ZoneOffset.UTC));
        statement.setObject(from + 1, new UUID(random.nextLong(), random.nextLong()));
    }

    /** Two bytes each, now and then none. */
    private static byte[] numbers(Random random, int count, int from, int to) {
        ByteBuffer numbers = ByteBuffer.allocate(count * Short.BYTES);
        for (int i = 0; i < count; i++) {
            numbers.putShort(random.nextInt(10) == 0 ? Short.MIN_VALUE : (short) random.nextInt(from, to));
        }
        return numbers.array();
    }
}
