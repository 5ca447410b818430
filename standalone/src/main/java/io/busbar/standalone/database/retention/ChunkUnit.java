package io.busbar.standalone.database.retention;

import io.busbar.standalone.database.retention.Hypertable.Chunk;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Chunks that are dropped together: the fewest that no day is half inside of. Immutable.
 *
 * @param from the day of the first row that they can hold
 * @param to the day after the last one
 */
record ChunkUnit(LocalDate from, LocalDate to, List<Chunk> chunks) {

    ChunkUnit {
        chunks = List.copyOf(chunks);
    }

    /** Those wholly behind the horizon, the oldest first; the chunks come in order of time. */
    static List<ChunkUnit> behind(LocalDate horizon, List<Chunk> chunks) {
        List<ChunkUnit> units = new ArrayList<>();
        List<Chunk> open = new ArrayList<>();
        for (int i = 0; i < chunks.size(); i++) {
            open.add(chunks.get(i));
            LocalDate end = dayAfter(chunks.get(i).to());
            if (end.isAfter(horizon)) {
                break;
            }
            boolean whole = i + 1 == chunks.size() || !chunks.get(i + 1).from().isBefore(Day.startInstant(end));
            if (whole) {
                units.add(new ChunkUnit(Day.of(open.get(0).from()), end, open));
                open.clear();
            }
        }
        return units;
    }

    /** The first midnight that is not before the moment. */
    private static LocalDate dayAfter(Instant moment) {
        LocalDate day = Day.of(moment);
        return Day.startInstant(day).equals(moment) ? day : day.plusDays(1);
    }
}
