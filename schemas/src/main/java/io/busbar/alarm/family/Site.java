package io.busbar.alarm.family;

import io.busbar.topic.LoggerSettings;

/**
 * Whose a family is at one time, and how often it sends: what decides which rules look at it, and what a gap is. Immutable.
 *
 * @param organization its id; empty when it is not known
 * @param plant its id; empty when the logger belongs to none
 */
public record Site(String organization, String plant, int uploadIntervalSeconds) {

    public static Site of(LoggerSettings settings) {
        return new Site(settings.organization(), settings.plant(), settings.uploadIntervalSeconds());
    }
}
