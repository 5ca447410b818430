package io.busbar.jobs.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.frame.Precedence;
import io.busbar.jobs.sink.LatestBook.Page;
import io.busbar.topic.LatestRecord;
import io.busbar.topic.LatestRecord.Origin;
import io.busbar.topic.LatestRecord.Reading;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LatestBookTest {

    private final LatestBook book = new LatestBook();

    @Test
    void gathersTheReadingsOfADeviceOnOnePage() {
        book.take(7, "A", said(1, 1_000));
        book.take(7, "A", said(2, 3_000));
        book.take(7, "A", said(1, 2_000));
        book.take(7, "A", said(2, 2_000));
        assertThat(book.devices()).isEqualTo(1);
        assertThat(book.takeUnpublished()).singleElement().satisfies(page -> {
            assertThat(page.deviceId()).isEqualTo(7);
            assertThat(page.serialNumber()).isEqualTo("A");
            assertThat(page.record().readings()).extracting(Reading::value).containsExactly(2_000L, 3_000L);
        });
    }

    @Test
    void tellsAPageOnUntilItIsWritten() {
        book.take(7, "A", said(1, 1_000));
        Page page = book.unwritten().get(0);
        assertThat(book.uncompared()).containsExactly(page);
        book.compare(page, LatestRecord.EMPTY, 0);
        assertThat(book.uncompared()).isEmpty();
        assertThat(book.takeUnpublished()).containsExactly(page);
        assertThat(book.takeUnpublished()).isEmpty();
        assertThat(book.unwritten()).containsExactly(page);
        book.written(page);
        assertThat(book.unwritten()).isEmpty();
        assertThat(page.version()).isEqualTo(1);
        book.take(7, "A", said(1, 1_000));
        assertThat(book.unwritten()).as("the same again").isEmpty();
        book.take(7, "A", said(1, 2_000));
        assertThat(book.takeUnpublished()).containsExactly(page);
        assertThat(book.unwritten()).containsExactly(page);
    }

    @Test
    void dropsWhatTheTableHasAlready() {
        book.take(7, "A", said(1, 1_000));
        book.compare(book.unwritten().get(0), said(1, 1_000), 5);
        assertThat(book.takeUnpublished()).isEmpty();
        assertThat(book.unwritten()).isEmpty();
    }

    @Test
    void publishesAPageAgainThatWasOvertakenEvenIfTheTableHasItAll() {
        book.take(7, "A", said(1, 1_000));
        Page page = book.unwritten().get(0);
        book.compare(page, LatestRecord.EMPTY, 0);
        book.takeUnpublished();
        book.overtaken(page);
        assertThat(book.uncompared()).containsExactly(page);
        book.compare(page, said(1, 1_000).merge(said(2, 1_000)), 1);
        assertThat(book.unwritten()).isEmpty();
        assertThat(book.takeUnpublished()).singleElement().satisfies(published -> assertThat(
                        published.record().readings())
                .hasSize(2));
    }

    @Test
    void forgetsTheDevicesNotHeardOfForLongest() {
        for (int device = 1; device <= 4; device++) {
            book.take(device, "D" + device, said(1, 1_000));
        }
        book.take(1, "D1", said(1, 1_000));
        book.unwritten().forEach(page -> {
            book.compare(page, LatestRecord.EMPTY, 0);
            book.written(page);
        });
        book.takeUnpublished();
        book.trim(2);
        assertThat(book.devices()).isEqualTo(2);
        book.take(1, "D1", said(1, 1_000));
        book.take(4, "D4", said(1, 1_000));
        assertThat(book.unwritten()).as("still known").isEmpty();
        book.take(2, "D2", said(1, 1_000));
        assertThat(book.uncompared()).extracting(Page::deviceId).containsExactly(2);
    }

    private static LatestRecord said(int point, long observedAtMillis) {
        Origin origin = new Origin(observedAtMillis, observedAtMillis, new Precedence(0, 1));
        return new LatestRecord(List.of(new Reading(point, origin, observedAtMillis, null, 0)), null);
    }
}
