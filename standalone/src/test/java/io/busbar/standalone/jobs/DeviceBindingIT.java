package io.busbar.standalone.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.frame.Frame;
import io.busbar.standalone.jobs.FrameTopic.Received;
import io.busbar.standalone.kafka.FreshBroker;
import io.busbar.standalone.postgres.FreshDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Which logger may write which device, and when. */
final class DeviceBindingIT {

    private static final String PACK_TIMES = "SELECT (extract(epoch FROM time) * 1000)::bigint - " + Fleet.START_MILLIS
            + " FROM pack_sample JOIN device ON id = pack_id WHERE serial_number = 'SHARED' ORDER BY time";

    private static final String REJECTIONS =
            "SELECT device_sn || ' from ' || logger_sn || ': ' || reason || ', ' || detail FROM row_rejection"
                    + " ORDER BY observed_at";

    @RegisterExtension
    static final FreshBroker KAFKA = new FreshBroker();

    @RegisterExtension
    static final FreshDatabase POSTGRES = new FreshDatabase();

    @RegisterExtension
    final JobBench bench = new JobBench(KAFKA, POSTGRES);

    @TempDir
    private Path directory;

    @Test
    void refusesTheDeviceOfAnotherLoggerAndStoresTheRestOfTheFrame() throws Exception {
        bench.consume(directory.resolve("a"), List.of(frame("A", 0, Fleet.pack("SHARED", -1, 3_300))));
        Frame.Device bms = Fleet.bms("B-BMS", 400_000, 1);
        bench.consume(
                directory.resolve("b"),
                List.of(frame("B", 1, bms, Fleet.pack("SHARED", 0, 3_400), Fleet.pack("B-PACK", 0, 3_300))));
        assertThat(bench.database().rows(PACK_TIMES)).containsExactly("0");
        assertThat(bench.database().rows(REJECTIONS))
                .containsExactly("SHARED from B: device-refused, bound to another logger at this time");
        assertThat(bench.database()
                        .value("SELECT logger_sn FROM device_binding b JOIN device d ON d.id = b.device_id"
                                + " WHERE serial_number = 'SHARED' AND parent_id IS NULL"))
                .isEqualTo("A");
        assertThat(bench.database()
                        .value("SELECT count(*) FROM pack_sample JOIN device ON id = pack_id"
                                + " WHERE serial_number = 'B-PACK'"))
                .isEqualTo("1");
    }

    @Test
    void namesNoForeignPackAsTheOneOfTheLargestDifferential() throws Exception {
        bench.consume(directory.resolve("a"), List.of(frame("A", 0, Fleet.pack("SHARED", -1, 3_300))));
        bench.consume(
                directory.resolve("b"),
                List.of(frame("B", 1, Fleet.bms("B-BMS", 400_000, 1), Fleet.pack("SHARED", 0, 3_400))));
        assertThat(bench.database()
                        .value("SELECT diff_max_mv || ' ' || coalesce(diff_max_pack_id::text, 'none')"
                                + " FROM bms_sample"))
                .isEqualTo("15 none");
    }

    @Test
    void refusesADeviceThatChangesItsType() throws Exception {
        bench.consume(directory.resolve("a"), List.of(frame("A", 0, Fleet.pack("SHARED", -1, 3_300))));
        bench.consume(directory.resolve("b"), List.of(frame("A", 1, Fleet.bms("SHARED", 400_000, 1))));
        assertThat(bench.database().rows(REJECTIONS))
                .containsExactly("SHARED from A: device-refused, registered with type code 11, sent with 1");
        assertThat(bench.database().value("SELECT count(*) FROM bms_sample")).isEqualTo("0");
    }

    @Test
    void linksParentsAlsoWhenTheyBecomeKnownLater() throws Exception {
        bench.consume(directory.resolve("a"), List.of(frame("A", 0, Fleet.pack("PACK", -1, 3_300))));
        bench.consume(
                directory.resolve("b"),
                List.of(
                        frame("A", 1, Fleet.pack("PACK", -1, 3_300)),
                        frame("A", 2, Fleet.bms("BMS", 400_000, 1), Fleet.pack("PACK", 0, 3_300))));
        assertThat(bench.database()
                        .rows("SELECT d.serial_number || ' in ' || coalesce(p.serial_number, 'nothing')"
                                + " FROM device_binding b JOIN device d ON d.id = b.device_id"
                                + " LEFT JOIN device p ON p.id = b.parent_id ORDER BY 1"))
                .containsExactly("BMS in nothing", "PACK in BMS");
    }

    @Test
    void letsTheNextLoggerSpeakAfterTheDeviceWasUnbound() throws Exception {
        bench.consume(directory.resolve("a"), List.of(frame("A", 0, Fleet.pack("SHARED", -1, 3_300))));
        bench.database()
                .execute("UPDATE device_binding SET valid_to = to_timestamp(" + (Fleet.START_MILLIS + 5_000)
                        + " / 1000.0)");
        bench.consume(
                directory.resolve("b"),
                List.of(
                        frame("A", 1_000, Fleet.pack("SHARED", -1, 3_300)),
                        frame("B", 2_000, Fleet.pack("SHARED", -1, 3_300)),
                        frame("B", 6_000, Fleet.pack("SHARED", -1, 3_300))));
        bench.consume(
                directory.resolve("c"),
                List.of(
                        frame("A", 4_000, Fleet.pack("SHARED", -1, 3_300)),
                        frame("A", 7_000, Fleet.pack("SHARED", -1, 3_300))));
        assertThat(bench.database().rows(PACK_TIMES)).containsExactly("0", "1000", "4000", "6000");
        assertThat(bench.database().rows(REJECTIONS))
                .containsExactly(
                        "SHARED from B: device-refused, bound to another logger at this time",
                        "SHARED from A: device-refused, bound to another logger at this time");
        assertThat(bench.database().rows("SELECT logger_sn FROM device_binding ORDER BY valid_from"))
                .containsExactly("A", "B");
    }

    @Test
    void givesANewDeviceToExactlyOneOfTwoLoggersThatSendItAtOnce() throws Exception {
        List<Received> frames = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Frame.Device contested = Fleet.pack("CONTESTED-" + i, -1, 3_300);
            frames.add(frame("A", i, contested));
            frames.add(frame("B", i, contested));
            frames.add(frame("C", i, contested));
        }
        bench.consume(directory, frames);
        assertThat(bench.database().value("SELECT count(*) FROM device_binding"))
                .isEqualTo("300");
        assertThat(bench.database().value("SELECT count(*) FROM pack_sample")).isEqualTo("300");
        assertThat(bench.database().value("SELECT count(*) FROM row_rejection WHERE reason = 'device-refused'"))
                .isEqualTo("600");
    }

    private static Received frame(String logger, long afterStartMillis, Frame.Device... devices) {
        return Fleet.received(new Frame(
                logger, 1L, afterStartMillis, Fleet.START_MILLIS + afterStartMillis, null, 0, false, List.of(devices)));
    }
}
