package io.busbar.standalone.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.standalone.LongRun;
import io.busbar.standalone.jobs.FrameTopic.Received;
import io.busbar.standalone.kafka.FreshBroker;
import io.busbar.standalone.postgres.FreshDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The same frames in another order, more than once, or corrected. */
@LongRun
@Tag("storage")
final class DeliveryOrderIT {

    @RegisterExtension
    static final FreshBroker KAFKA = new FreshBroker();

    @RegisterExtension
    static final FreshDatabase POSTGRES = new FreshDatabase();

    @RegisterExtension
    final JobBench bench = new JobBench(KAFKA, POSTGRES);

    @TempDir
    private Path directory;

    @Test
    void writesEveryFrameThatCameInOrder() throws Exception {
        bench.consume(directory, Fleet.frames(3, 40));
        assertThat(bench.database().value("SELECT count(*) FROM pack_sample")).isEqualTo("240");
        assertThat(bench.database().value("SELECT count(*) FROM bms_sample")).isEqualTo("120");
        assertThat(bench.database()
                        .value(
                                "SELECT diff_mv || ' ' || max_cell || ' ' || min_cell || ' ' || cells_used || ' ' || smallint_at(cells, 3)"
                                        + " FROM pack_sample p JOIN device d ON d.id = p.pack_id"
                                        + " WHERE serial_number = 'L1-BMS-02' ORDER BY time LIMIT 1"))
                .isEqualTo("15 16 1 16 3304");
        assertThat(bench.database()
                        .value(
                                "SELECT concat_ws(' ', voltage_mv, current_ma, soc_millipercent, soh_millipercent, diff_max_mv, span_mv)"
                                        + " FROM bms_sample b JOIN device d ON d.id = b.bms_id"
                                        + " WHERE serial_number = 'L2-BMS' ORDER BY time LIMIT 1"))
                .isEqualTo("400000 -1500 95000 15 17");
        assertThat(bench.database()
                        .value("SELECT value FROM latest_reading JOIN device ON id = device_id"
                                + " WHERE serial_number = 'L0-BMS' AND point_id = 1800"))
                .isEqualTo("3339");
    }

    @Test
    void writesTheSameTablesInAnyOrderAndWithDuplicates() throws Exception {
        List<Received> frames = Fleet.frames(3, 60);
        bench.consume(directory.resolve("a"), frames);
        Map<String, List<String>> inOrder = bench.database().content();
        bench.topic().clear();
        bench.database().clear();

        List<Received> shuffled = new ArrayList<>(frames);
        shuffled.addAll(frames.subList(20, 120));
        Collections.shuffle(shuffled, new Random(7));
        bench.consume(directory.resolve("b"), shuffled);

        assertThat(bench.database().content()).isEqualTo(inOrder);
        assertThat(inOrder)
                .allSatisfy(
                        (table, rows) -> assertThat(rows.isEmpty()).as(table).isEqualTo(table.equals("row_rejection")));
    }

    @Test
    void keepsTheHighestRevisionWhicheverCameFirst() throws Exception {
        Received original = Fleet.received(Fleet.frame("L0", 1, 0, 3_300));
        Received corrected = Fleet.received(Fleet.frame("L0", 1, 2, 3_310));
        Received between = Fleet.received(Fleet.frame("L0", 1, 1, 3_305));
        bench.consume(directory.resolve("a"), List.of(original));
        bench.consume(directory.resolve("b"), List.of(corrected));
        Map<String, List<String>> rising = bench.database().content();
        assertThat(rising.get("pack_sample")).hasSize(2);
        assertThat(bench.database().value("SELECT min(min_mv) FROM pack_sample"))
                .isEqualTo("3310");
        assertThat(bench.database().value("SELECT value FROM point_reading WHERE point_id = 1800"))
                .isEqualTo("3310");
        assertThat(bench.database().value("SELECT value FROM latest_reading WHERE point_id = 1800"))
                .isEqualTo("3310");

        bench.consume(directory.resolve("c"), List.of(between));
        assertThat(bench.database().content()).isEqualTo(rising);

        bench.topic().clear();
        bench.database().clear();
        bench.consume(directory.resolve("d"), List.of(corrected));
        bench.consume(directory.resolve("e"), List.of(between, original));
        assertThat(bench.database().content()).isEqualTo(rising);
    }

    @Test
    void changesNoRowWhenTheWholeTopicIsReadAgain() throws Exception {
        bench.consume(directory.resolve("a"), Fleet.frames(3, 60));
        Map<String, List<String>> before = bench.database().versions();
        bench.topic().forgetProgress();
        bench.consume(directory.resolve("b"), List.of());
        assertThat(bench.database().versions()).isEqualTo(before);
    }
}
