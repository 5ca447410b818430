/** Between the journal and Kafka: frames go out, registrations come in. The only package that knows Kafka. */
@NullMarked
package io.busbar.ingest.relay;

import org.jspecify.annotations.NullMarked;
