package io.busbar.standalone.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.standalone.jobs.FrameTopic.Received;
import io.busbar.standalone.kafka.FreshBroker;
import io.busbar.standalone.postgres.FreshDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Rows that the database itself refuses, here by a constraint that some of them break. */
@Tag("storage")
final class RefusedRowIT {

    @RegisterExtension
    static final FreshBroker KAFKA = new FreshBroker();

    @RegisterExtension
    static final FreshDatabase POSTGRES = new FreshDatabase();

    @RegisterExtension
    final JobBench bench = new JobBench(KAFKA, POSTGRES);

    @TempDir
    private Path checkpoints;

    @BeforeEach
    void addConstraint() throws Exception {
        bench.database()
                .execute("ALTER TABLE bms_sample ADD CONSTRAINT broken CHECK (voltage_mv NOT IN (400007, 400031))");
    }

    @AfterEach
    void dropConstraint() throws Exception {
        bench.database().execute("ALTER TABLE bms_sample DROP CONSTRAINT broken");
    }

    @Test
    void areSetApartWithTheirFrameAndStopNoOther() throws Exception {
        List<Received> frames = Fleet.frames(2, 50);
        bench.consume(checkpoints, frames);
        assertThat(bench.database().value("SELECT count(*) FROM bms_sample")).isEqualTo("96");
        assertThat(bench.database().value("SELECT count(*) FROM pack_sample")).isEqualTo("192");
        assertThat(bench.database()
                        .rows("SELECT device_sn || ' ' || reason FROM row_rejection WHERE logger_sn = 'L0'"
                                + " ORDER BY observed_at, device_sn"))
                .containsExactly(
                        "L0-BMS row-refused",
                        "L0-BMS-01 row-refused",
                        "L0-BMS-02 row-refused",
                        "L0-BMS row-refused",
                        "L0-BMS-01 row-refused",
                        "L0-BMS-02 row-refused");
        assertThat(bench.database().value("SELECT detail FROM row_rejection LIMIT 1"))
                .contains("broken");
    }

    @Test
    void areFoundInFewTransactionsAlsoWhenATriggerRefusesThem() throws Exception {
        bench.database().execute("CREATE SEQUENCE attempt");
        bench.database()
                .execute(
                        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                                + " IF TG_LEVEL = 'STATEMENT' THEN PERFORM nextval('attempt');"
                                + " ELSIF NEW.voltage_mv = 400333 THEN RAISE EXCEPTION 'not this one'; END IF; RETURN NEW; END $$");
        bench.database().execute("CREATE TRIGGER count BEFORE INSERT ON bms_sample EXECUTE FUNCTION refuse()");
        bench.database()
                .execute("CREATE TRIGGER row BEFORE INSERT ON bms_sample FOR EACH ROW EXECUTE FUNCTION refuse()");
        try {
            bench.consume(
                    checkpoints,
                    IntStream.range(100, 700)
                            .mapToObj(i -> Fleet.received(Fleet.frame("L0", i, 0, 3_300)))
                            .toList());
        } finally {
            bench.database().execute("DROP FUNCTION refuse() CASCADE");
        }
        assertThat(bench.database().value("SELECT count(*) FROM bms_sample")).isEqualTo("599");
        assertThat(bench.database().value("SELECT detail FROM row_rejection WHERE device_sn = 'L0-BMS'"))
                .contains("not this one");
        // about 2 log2 of the batch that holds it, and one for each of the other batches
        assertThat(Integer.parseInt(bench.database().value("SELECT last_value FROM attempt")))
                .isBetween(3, 100);
        bench.database().execute("DROP SEQUENCE attempt");
    }
}
