package io.busbar.jobs.source;

/**
 * A record of one of the topics that tell the job what it must know beside frames. Immutable as long as nobody writes to the array.
 *
 * @param value what the topic says it is
 */
public record Announcement(String topic, String key, byte[] value) {}
