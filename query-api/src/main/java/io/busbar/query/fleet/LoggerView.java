package io.busbar.query.fleet;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A logger as it is answered. Immutable.
 *
 * @param status ONLINE while the last frame is younger than three upload intervals, else OFFLINE
 * @param signalPercent null until the logger tells it
 * @param connectCount null until the logger tells it
 * @param lastUpdate receipt of the newest frame, null before the first
 */
public record LoggerView(
        String serialNumber,
        String status,
        String alias,
        String model,
        String firmware,
        String communicationType,
        @Nullable Integer signalPercent,
        @Nullable PlantRef plant,
        List<String> labels,
        String zone,
        int uploadIntervalSeconds,
        @Nullable Long connectCount,
        @Nullable Instant lastUpdate,
        boolean active,
        SubDevices subDevices) {

    /** Immutable. */
    public record PlantRef(String id, String name) {}

    /**
     * How many BMS a logger speaks for, and how they are, each counted once. Immutable.
     *
     * @param fault heard of, with an open alarm of severity PROTECTION or FAULT that the asking person sees
     */
    public record SubDevices(int all, int online, int fault, int offline) {}

    /** The same when so many of those that are online are at fault. */
    LoggerView withFaults(int faults) {
        SubDevices without = subDevices;
        return new LoggerView(
                serialNumber,
                status,
                alias,
                model,
                firmware,
                communicationType,
                signalPercent,
                plant,
                labels,
                zone,
                uploadIntervalSeconds,
                connectCount,
                lastUpdate,
                active,
                new SubDevices(without.all(), without.online() - faults, without.fault() + faults, without.offline()));
    }
}
