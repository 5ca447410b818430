package io.busbar.standalone.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.standalone.jobs.FrameTopic.Received;
import io.busbar.standalone.kafka.FreshBroker;
import io.busbar.standalone.postgres.FreshDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any fleet, in any order, with duplicates, against the plain expectation. */
@Tag("storage")
final class RandomFleetIT {

    /** Rows as {@code key=value}, in the words of {@link ExpectedTables}. */
    private static final List<String> SAMPLES = List.of(
            "SELECT 'pack ' || serial_number || ' ' || extract(epoch FROM time)::bigint * 1000 || '='"
                    + " || '[' || array_to_string(cell_mv, ', ', '-') || '] ' || coalesce(diff_mv::text, 'none')"
                    + " FROM pack_sample JOIN device ON id = pack_id",
            "SELECT 'bms ' || serial_number || ' ' || extract(epoch FROM time)::bigint * 1000 || '='"
                    + " || coalesce(voltage_mv::text, '-') FROM bms_sample JOIN device ON id = bms_id",
            "SELECT 'point ' || serial_number || ' ' || extract(epoch FROM time)::bigint * 1000 || ' ' || point_id || '='"
                    + " || value FROM point_sample JOIN device ON id = device_id",
            "SELECT 'text ' || serial_number || ' ' || extract(epoch FROM time)::bigint * 1000 || ' ' || point_id || '='"
                    + " || value FROM point_text JOIN device ON id = device_id");

    private static final List<String> LATEST = List.of(
            "SELECT 'pack ' || serial_number || '=[' || array_to_string(cell_mv, ', ', '-') || '] '"
                    + " || extract(epoch FROM time)::bigint * 1000 FROM latest_pack JOIN device ON id = pack_id",
            "SELECT 'point ' || serial_number || ' ' || point_id || '=' || coalesce(text, value::text) || ' '"
                    + " || extract(epoch FROM time)::bigint * 1000 FROM latest_reading JOIN device ON id = device_id"
                    + " WHERE point_id < 10000000");

    @RegisterExtension
    static final FreshBroker KAFKA = new FreshBroker();

    @RegisterExtension
    static final FreshDatabase POSTGRES = new FreshDatabase();

    @RegisterExtension
    final JobBench bench = new JobBench(KAFKA, POSTGRES);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void leavesTheTablesThatSortedFramesWouldLeave(long seed) throws Exception {
        List<Received> frames = new RandomFleet(seed).frames(5, 80);
        List<Received> sent = new ArrayList<>(frames);
        Random random = new Random(seed);
        for (int i = 0; i < 150; i++) {
            sent.add(frames.get(random.nextInt(frames.size())));
        }
        Collections.shuffle(sent, random);
        int firstPart = random.nextInt(sent.size());
        bench.consume(directory.resolve("a"), sent.subList(0, firstPart));
        bench.consume(directory.resolve("b"), sent.subList(firstPart, sent.size()));

        assertThat(rows(SAMPLES)).as("samples, seed %d", seed).isEqualTo(ExpectedTables.samples(frames));
        assertThat(rows(LATEST)).as("latest, seed %d", seed).isEqualTo(ExpectedTables.latest(frames));
    }

    private SortedMap<String, String> rows(List<String> queries) throws SQLException {
        SortedMap<String, String> rows = new TreeMap<>();
        for (String query : queries) {
            for (String row : bench.database().rows(query)) {
                int value = row.indexOf('=');
                rows.put(row.substring(0, value), row.substring(value + 1));
            }
        }
        return rows;
    }
}
