package io.busbar.standalone.database.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.standalone.database.retention.Hypertable.Chunk;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ChunkUnitTest {

    private static final LocalDate HORIZON = LocalDate.of(2026, 3, 10);

    @Test
    void isADayWhenAChunkIs() {
        assertThat(behind("08T00/09T00", "09T00/10T00", "10T00/11T00")).containsExactly("08-09: 08T00", "09-10: 09T00");
    }

    @Test
    void isTheWholeChunkWhenThatHoldsManyDays() {
        assertThat(behind("01T00/08T00", "08T00/15T00")).containsExactly("01-08: 01T00");
    }

    @Test
    void gathersTheChunksOfADay() {
        assertThat(behind("08T00/08T12", "08T12/09T00", "09T00/09T12"))
                .containsExactly("08-09: 08T00 08T12", "09-10: 09T00");
    }

    @Test
    void gathersChunksThatCrossMidnight() {
        assertThat(behind("07T18/08T06", "08T06/08T18", "08T18/09T06", "10T18/11T06"))
                .containsExactly("07-10: 07T18 08T06 08T18");
    }

    @Test
    void waitsForADayOfWhichAChunkReachesBeyondTheHorizon() {
        assertThat(behind("08T00/09T00", "09T12/10T12")).containsExactly("08-09: 08T00");
        assertThat(behind()).isEmpty();
    }

    private static List<String> behind(String... chunks) {
        List<Chunk> all = Arrays.stream(chunks)
                .map(chunk -> {
                    String[] ends = chunk.split("/");
                    return new Chunk(ends[0], at(ends[0]), at(ends[1]));
                })
                .toList();
        return ChunkUnit.behind(HORIZON, all).stream()
                .map(unit -> "%02d-%02d: %s"
                        .formatted(
                                unit.from().getDayOfMonth(),
                                unit.to().getDayOfMonth(),
                                String.join(
                                        " ",
                                        unit.chunks().stream().map(Chunk::name).toList())))
                .toList();
    }

    private static Instant at(String dayAndHour) {
        return Instant.parse("2026-03-" + dayAndHour + ":00:00Z");
    }
}
