package io.busbar.jobs.sample;

import io.busbar.topic.LoggerSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one frame leaves in the tables. Time, receipt, precedence and flags hold for every row of it. Immutable.
 *
 * @param observedAtMillis UTC; from the frame, or reckoned from its boot and uptime
 * @param precedenceHigh and precedenceLow: {@link io.busbar.frame.Precedence}
 * @param flags bits {@link #HISTORICAL}, {@link #AHEAD}, {@link #SKEWED}, {@link #LATE}
 * @param settings of the logger, as far as they are known by now; null when nothing is
 */
public record FrameSamples(
        String loggerSerialNumber,
        int kafkaPartition,
        long kafkaOffset,
        long receivedAtMillis,
        long observedAtMillis,
        long precedenceHigh,
        long precedenceLow,
        int flags,
        List<DeviceSamples> devices,
        @Nullable LoggerSettings settings) {

    /** The logger says that it is backlog. */
    public static final int HISTORICAL = 1;

    /** Observed more than five minutes after its receipt. */
    public static final int AHEAD = 1 << 1;

    /** Observed and received more than five minutes apart, either way. */
    public static final int SKEWED = 1 << 2;

    /** Not newer than what its logger sent before. Not stored, for it depends on the order of arrival. */
    public static final int LATE = 1 << 3;

    /** Whether it may become the latest value. */
    public boolean mayBeLatest() {
        return (flags & (HISTORICAL | AHEAD)) == 0;
    }

    /** Whether it tells of now, so that somebody may be told of it. */
    public boolean isLive() {
        return (flags & (HISTORICAL | AHEAD | LATE)) == 0;
    }

    /** Whether it claims a time that is yet to come. */
    public boolean isAhead() {
        return (flags & AHEAD) != 0;
    }

    /** The bits that the tables keep: those that the frame and its receipt decide. */
    public int storedFlags() {
        return flags & ~LATE;
    }

    /** About how many rows of the sample tables it leaves. */
    public int rows() {
        int rows = 0;
        for (DeviceSamples device : devices) {
            rows += device.rows();
        }
        return rows;
    }
}
