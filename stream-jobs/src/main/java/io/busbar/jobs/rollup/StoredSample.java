package io.busbar.jobs.rollup;

import io.busbar.topic.LoggerSettings;
import org.jspecify.annotations.Nullable;

/**
 * What roll-ups must know of a sample that is committed. Immutable.
 *
 * @param isAhead claims a time that is yet to come, and says nothing of how far its device has come
 * @param settings of the logger, null when they are not known
 */
public record StoredSample(
        int deviceId, int typeCode, long atMillis, boolean isAhead, @Nullable LoggerSettings settings) {}
