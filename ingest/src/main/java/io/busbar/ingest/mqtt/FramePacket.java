package io.busbar.ingest.mqtt;

/**
 * A PUBLISH of a frame in its binary form on the logger's own topic.
 *
 * @param packetId 0 for QoS 0
 * @param record the frame in a record for the journal
 */
record FramePacket(int packetId, byte[] record) {}
