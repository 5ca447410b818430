package io.busbar.query.webhook;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where webhooks may go: to public addresses over TLS, and to the networks that the operator names, also without it. A member chooses the URL, so
 * anything else would let members talk to what only this machine reaches. The lists are of the IANA registries of special-purpose addresses (RFC
 * 6890). Immutable.
 */
public record WebhookNetworks(List<Network> named) {

    /** No more than public ones. */
    public static final WebhookNetworks PUBLIC = new WebhookNetworks(List.of());

    private static final List<Network> SPECIAL_V4 = networks(
            "0.0.0.0/8", // this network
            "10.0.0.0/8", // private
            "100.64.0.0/10", // behind a carrier's translation
            "127.0.0.0/8", // loopback
            "169.254.0.0/16", // link-local, with the metadata of clouds
            "172.16.0.0/12", // private
            "192.0.0.0/24", // protocol assignments
            "192.0.2.0/24", // documentation
            "192.88.99.0/24", // relays to 6to4
            "192.168.0.0/16", // private
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4"); // reserved, and broadcast

    /** The only part that is assigned to hosts; loopback, link-local, unique-local, multicast, and IPv4 in IPv6 lie outside. */
    private static final Network GLOBAL_V6 = Network.parse("2000::/3");

    private static final List<Network> SPECIAL_V6 = networks(
            "2001::/23", // protocol assignments, Teredo among them
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4: IPv4 addresses, private ones too
            "3fff::/20"); // documentation

    public WebhookNetworks {
        named = List.copyOf(named);
    }

    /**
     * @param text networks with commas between, such as {@code 10.1.0.0/16,fd00::/8}
     * @throws IllegalArgumentException naming what is no network
     */
    public static WebhookNetworks parse(String text) {
        return new WebhookNetworks(Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .map(Network::parse)
                .toList());
    }

    boolean allows(InetAddress address, boolean isTls) {
        return named.stream().anyMatch(network -> network.holds(address)) || (isTls && isPublic(address));
    }

    static boolean isPublic(InetAddress address) {
        return address.getAddress().length == 4
                ? SPECIAL_V4.stream().noneMatch(network -> network.holds(address))
                : GLOBAL_V6.holds(address) && SPECIAL_V6.stream().noneMatch(network -> network.holds(address));
    }

    private static List<Network> networks(String... texts) {
        return Stream.of(texts).map(Network::parse).toList();
    }
}
