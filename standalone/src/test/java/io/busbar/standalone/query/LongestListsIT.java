package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.jobs.sample.PackSample;
import io.busbar.jobs.sample.PointSamples;
import io.busbar.jobs.sink.SampleWriter;
import io.busbar.standalone.jobs.SampleFrames;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A pack that sends now more cells and now fewer: an answer has as many as its range, whatever is known of the pack. */
@Tag("storage")
final class LongestListsIT {

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest();

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration STEP = Duration.ofMinutes(5);

    @Test
    void answersHaveTheCellsOfTheirRange() throws Exception {
        claim("LONG1");
        write("LONG1", 0, 3, 5, 3);
        write("LONG1", 3, 4, 6, 0);

        heard();
        assertThat(known("LONG1")).isEqualTo("6 1");
        assertThat(List.of(3, 5, 3, 4, 6, 0)).containsExactlyElementsOf(cellsOfEach("LONG1", 6));
        assertThat(cells("LONG1", 0, 6)).isEqualTo(6);
        assertThat(cells("LONG1", 0, 3)).isEqualTo(5);
        assertThat(cells("LONG1", 6, 9)).isZero();
    }

    @Test
    void theSameOfDevicesThatWereThereBefore() throws Exception {
        claim("LONG2");
        write("LONG2", 0, 3);
        API.sql(
                "UPDATE device SET longest_cells = NULL, longest_temperatures = NULL WHERE serial_number = 'LONG2-PACK'");
        write("LONG2", 1, 5, 4);

        heard();
        assertThat(known("LONG2")).isEqualTo("null null");
        assertThat(List.of(3, 5, 4)).containsExactlyElementsOf(cellsOfEach("LONG2", 3));
        assertThat(cells("LONG2", 0, 3)).isEqualTo(5);
    }

    /** Several writers put down the most that any of them has seen. */
    @Test
    void aWriterThatKnowsLessTakesNothingBack() throws Exception {
        claim("LONG3");
        try (SampleWriter one = writer();
                SampleWriter other = writer()) {
            one.write(List.of(frame("LONG3", 0, 3)));
            other.write(List.of(frame("LONG3", 1, 7)));
            one.write(List.of(frame("LONG3", 2, 5)));
        }

        heard();
        assertThat(known("LONG3")).isEqualTo("7 1");
        assertThat(List.of(3, 7, 5)).containsExactlyElementsOf(cellsOfEach("LONG3", 3));
    }

    private static void claim(String logger) {
        assertThat(API.operator()
                        .post("/api/v1/loggers", "{\"serialNumber\":\"" + logger + "\"}")
                        .status())
                .isBetween(200, 299);
    }

    /** Waits until the API knows of the devices that were written. */
    private static void heard() throws Exception {
        API.sql("SELECT 1");
    }

    private static void write(String logger, int first, int... cells) throws Exception {
        try (SampleWriter writer = writer()) {
            for (int i = 0; i < cells.length; i++) {
                writer.write(List.of(frame(logger, first + i, cells[i])));
            }
        }
    }

    private static SampleWriter writer() {
        return SampleWriter.ofSamplesAlone(new DatabaseConfig(
                API.database().jdbcUrl(), API.database().user(), API.database().password()));
    }

    private static FrameSamples frame(String logger, int step, int cells) {
        short[] millivolts = new short[cells];
        Arrays.fill(millivolts, (short) 3_300);
        PackSample pack = new PackSample(millivolts, new byte[0], new short[] {2_000}, null, 0, cells);
        return SampleFrames.frame(
                logger,
                at(step).toEpochMilli(),
                0,
                SampleFrames.bms(logger + "-BMS", 50_000),
                new DeviceSamples(logger + "-PACK", 11, 0, pack, null, PointSamples.NONE, List.of(), List.of()));
    }

    private static Instant at(int step) {
        return START.plus(STEP.multipliedBy(step));
    }

    private static String known(String logger) throws Exception {
        return API.value(
                "SELECT coalesce(longest_cells::text, 'null') || ' ' || coalesce(longest_temperatures::text, 'null')"
                        + " FROM device WHERE serial_number = '" + logger + "-PACK'");
    }

    private static List<Integer> cellsOfEach(String logger, int steps) {
        return IntStream.range(0, steps)
                .mapToObj(step -> cells(logger, step, step + 1))
                .toList();
    }

    private static int cells(String logger, int from, int to) {
        ApiClient.Response answer = API.operator()
                .get("/api/v1/devices/" + logger + "-PACK/history?bucket=raw&points=cells,temperatures&from=" + at(from)
                        + "&to=" + at(to));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return (int) StreamSupport.stream(answer.json().at("/series/0/columns").spliterator(), false)
                .filter(column -> column.get("name").asText().startsWith("cells"))
                .count();
    }
}
