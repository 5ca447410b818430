package io.busbar.ingest.tls;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the door finds its certificate. All files are PEM. Immutable.
 *
 * @param certificate the door's, followed by those that lead to its authority
 * @param key the private key of the first, PKCS#8 without a password
 * @param clientAuthority who issues the certificates of loggers; null when loggers need none
 */
public record TlsConfig(Path certificate, Path key, @Nullable Path clientAuthority) {}
