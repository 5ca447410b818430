/** Loggers that speak MQTT 3.1.1 or 5: connections, packets and reason codes. */
@NullMarked
package io.busbar.ingest.mqtt;

import org.jspecify.annotations.NullMarked;
