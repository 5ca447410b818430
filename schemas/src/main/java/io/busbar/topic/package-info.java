/** Kafka topics: their names and keys, and how records are laid out. */
@NullMarked
package io.busbar.topic;

import org.jspecify.annotations.NullMarked;
