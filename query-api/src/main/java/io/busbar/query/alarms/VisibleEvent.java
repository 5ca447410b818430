package io.busbar.query.alarms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * Something that happened to an alarm, as a person may know of it. Immutable as long as nobody writes to the event.
 *
 * @param seq in which order it became known; never shown
 * @param id {@code alarmId:revision}, by which a client goes on; revisions count the events of the alarm that the person may know of
 * @param processedAt when it became known
 * @param event the CloudEvent, without what is hidden
 */
public record VisibleEvent(long seq, String id, boolean isRetroactive, Instant processedAt, ObjectNode event) {}
