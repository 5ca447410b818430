package io.busbar.query.alarms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * Something that happened to an alarm, as a person may know of it. Immutable as long as nobody writes to the event.
 *
 * @param seq in which order it became known; never shown
 * @param revision which event of the alarm it is
 * @param processedAt when it became known
 * @param event the CloudEvent, without what is hidden
 */
public record VisibleEvent(
        long seq, String alarm, long revision, boolean isRetroactive, Instant processedAt, ObjectNode event) {

    /** By which a client goes on. */
    public String id() {
        return alarm + ':' + revision;
    }
}
