package io.busbar.jobs.alarm;

import io.busbar.alarm.AlarmEvent;

/** Tells what happened to alarms to those who follow them. */
public interface AlarmPublisher {

    /** Sends an event, at once; nobody waits until it has arrived. */
    void send(AlarmEvent event) throws InterruptedException;

    /** Returns when everything that was sent has arrived for certain. */
    void flush() throws InterruptedException;
}
