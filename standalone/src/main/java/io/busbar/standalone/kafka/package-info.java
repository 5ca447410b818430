/** A one-node Kafka of our own, in this process, and the topics of Busbar on any Kafka. */
@NullMarked
package io.busbar.standalone.kafka;

import org.jspecify.annotations.NullMarked;
