package io.busbar.topic;

import java.util.List;

/** The topics of Busbar and how they are created. Every key is a serial number in UTF-8, of a logger unless said otherwise. Immutable. */
public final class Topics {

    /** Accepted frames, {@link FrameRecord}. */
    public static final String LOGGER_FRAMES = "logger-frames";

    /** Refused frames with their reason, {@link FrameRecord} holding a {@link RejectedFrame}. */
    public static final String LOGGER_FRAMES_REJECTED = "logger-frames-rejected";

    /** Who may send, {@link LoggerRegistration}; the newest record of a key counts, an absent value removes the logger. */
    public static final String LOGGER_REGISTRY = "logger-registry";

    /** How the samples of loggers are to be understood, {@link LoggerSettings}; the newest record of a key counts. */
    public static final String LOGGER_SETTINGS = "logger-settings";

    /** What each device said last, {@link LatestRecord}, under the serial number of the device; the newest record of a key counts. */
    public static final String LATEST_READINGS = "latest-readings";

    /** What loggers are to do, {@link LoggerCommand}. */
    public static final String LOGGER_COMMANDS = "logger-commands";

    /** What became of each command, {@link FrameRecord} holding a {@link CommandStatus}. */
    public static final String LOGGER_COMMAND_STATUS = "logger-command-status";

    /** Versions of alarm rules, {@link io.busbar.alarm.AlarmRule} in JSON, under {@code ID/VERSION}; a version never changes. */
    public static final String ALARM_RULES = "alarm-rules";

    /** What people do about alarms, {@link io.busbar.alarm.AlarmDeed}, under the id of the occurrence. */
    public static final String ALARM_DEEDS = "alarm-deeds";

    /** What happened to alarms, {@link io.busbar.alarm.AlarmEvent}, under the serial number of the device. */
    public static final String ALARMS = "alarms";

    private static final List<Topic> ALL = List.of(
            new Topic(LOGGER_FRAMES, 4, false),
            new Topic(LOGGER_FRAMES_REJECTED, 1, false),
            new Topic(LOGGER_REGISTRY, 1, true),
            new Topic(LOGGER_SETTINGS, 1, true),
            new Topic(LATEST_READINGS, 4, true),
            new Topic(ALARM_RULES, 1, true),
            new Topic(ALARM_DEEDS, 1, false),
            new Topic(ALARMS, 4, false),
            new Topic(LOGGER_COMMANDS, 1, false),
            new Topic(LOGGER_COMMAND_STATUS, 1, false));

    private Topics() {}

    public static List<Topic> all() {
        return ALL;
    }

    /** Name, number of partitions at creation, and whether Kafka keeps only the newest record of a key. Immutable. */
    public record Topic(String name, int partitions, boolean compacted) {}
}
