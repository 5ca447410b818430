package io.busbar.query.webhook;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a webhook goes, as its URL says. Immutable.
 *
 * @param host name or address; of IPv6 in brackets
 * @param path with the query, as it was written
 */
record Target(boolean isTls, String host, int port, String path) {

    static final int MAX_URL_CHARS = 2_000;

    private static final int MAX_PORT = 65_535;
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;

    /** @throws IllegalArgumentException that says what it is to be */
    static Target parse(String url) {
        if (url.length() > MAX_URL_CHARS) {
            throw new IllegalArgumentException("is to have at most " + MAX_URL_CHARS + " characters");
        }
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is to be a URL, such as https://example.org/alarms", e);
        }
        String scheme = uri.getScheme();
        boolean isTls = "https".equalsIgnoreCase(scheme);
        if (!isTls && !"http".equalsIgnoreCase(scheme)) {
            throw new IllegalArgumentException("is to begin with https://");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("is to have no user or password: check the signature instead");
        }
        if (uri.getRawFragment() != null) {
            throw new IllegalArgumentException("is to have no fragment");
        }
        String host = uri.getHost();
        if (host == null || host.indexOf('%') >= 0 || !isAscii(url)) {
            throw new IllegalArgumentException("is to name a host, in ASCII");
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : isTls ? HTTPS_PORT : HTTP_PORT;
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("is to have a port of 1 to " + MAX_PORT);
        }
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new Target(isTls, host, port, uri.getRawQuery() == null ? path : path + '?' + uri.getRawQuery());
    }

    /** Without the secrets that people put into paths. */
    @Override
    public String toString() {
        return "Target[" + host + "]";
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(character -> character > ' ' && character < 0x7f);
    }
}
