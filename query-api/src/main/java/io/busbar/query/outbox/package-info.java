/** Records that must reach Kafka once the transaction they tell of has committed. */
@NullMarked
package io.busbar.query.outbox;

import org.jspecify.annotations.NullMarked;
