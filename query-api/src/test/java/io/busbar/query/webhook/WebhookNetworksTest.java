package io.busbar.query.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WebhookNetworksTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2001:4860:4860::8888",
                "2003::1",
                "2a00:1450:4001:82a::200e",
                "::ffff:1.1.1.1"
            })
    void areThePublicOnesOverTls(String address) throws UnknownHostException {
        assertThat(WebhookNetworks.PUBLIC.allows(InetAddress.getByName(address), true))
                .isTrue();
        assertThat(WebhookNetworks.PUBLIC.allows(InetAddress.getByName(address), false))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.255",
                "2130706433",
                "127.1",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.0.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.7",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::7f00:1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:169.254.169.254",
                "64:ff9b::7f00:1",
                "100::1",
                "2001::1",
                "2001:10::1",
                "2001:db8::1",
                "2002:7f00:1::1",
                "3fff::1",
                "fc00::1",
                "fd12:3456::1",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void areNoOthers(String address) throws UnknownHostException {
        assertThat(WebhookNetworks.PUBLIC.allows(InetAddress.getByName(address), true))
                .isFalse();
        assertThat(WebhookNetworks.PUBLIC.allows(InetAddress.getByName(address), false))
                .isFalse();
    }

    @Test
    void areThoseThatTheOperatorNamesAlsoWithoutTls() throws UnknownHostException {
        WebhookNetworks networks = WebhookNetworks.parse("10.1.0.0/20, fd00:7::/33,127.0.0.1");

        for (String address : new String[] {"10.1.0.0", "10.1.15.255", "fd00:7:7fff::1", "127.0.0.1"}) {
            assertThat(networks.allows(InetAddress.getByName(address), false))
                    .as(address)
                    .isTrue();
            assertThat(networks.allows(InetAddress.getByName(address), true))
                    .as(address)
                    .isTrue();
        }
        for (String address : new String[] {"10.1.16.0", "10.0.255.255", "fd00:7:8000::1", "127.0.0.2"}) {
            assertThat(networks.allows(InetAddress.getByName(address), true))
                    .as(address)
                    .isFalse();
        }
        assertThat(networks.allows(InetAddress.getByName("1.1.1.1"), true)).isTrue();
        assertThat(networks.allows(InetAddress.getByName("1.1.1.1"), false)).isFalse();
        assertThat(WebhookNetworks.parse("0.0.0.0/0").allows(InetAddress.getByName("8.8.8.8"), false))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "10.0.0.0/33",
                "10.0.0/8",
                "10.0.0.0/",
                "fd00::/129",
                "10.0.0.0/8,",
                "256.0.0.1/8",
                ":/1"
            })
    void areNotMadeOfAnythingElse(String text) {
        assertThatThrownBy(() -> WebhookNetworks.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no network: ")
                .hasMessageEndingWith(", allowed: an address and its bits, such as 10.1.0.0/16");
    }
}
