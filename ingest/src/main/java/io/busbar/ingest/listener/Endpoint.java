package io.busbar.ingest.listener;

import io.busbar.ingest.tls.TlsMaterial;
import org.jspecify.annotations.Nullable;

/**
 * Where a listener listens. Immutable.
 *
 * @param port 0 for any free one
 * @param tls null for plain text
 */
public record Endpoint(String bindAddress, int port, @Nullable TlsMaterial tls) {}
