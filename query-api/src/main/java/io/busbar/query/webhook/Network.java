package io.busbar.query.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Addresses that begin alike, as {@code 10.1.0.0/16} or {@code fd00::/8}. Immutable. */
record Network(InetAddress first, int prefixBits) {

    /** @throws IllegalArgumentException when it is none */
    static Network parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        // with nothing else in it no name is looked up
        boolean isLiteral =
                address.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}") || address.matches("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
        if (isLiteral) {
            try {
                InetAddress first = InetAddress.getByName(address);
                int most = first.getAddress().length * Byte.SIZE;
                String bits = slash < 0 ? Integer.toString(most) : text.substring(slash + 1);
                if (bits.matches("[0-9]{1,3}") && Integer.parseInt(bits) <= most) {
                    return new Network(first, Integer.parseInt(bits));
                }
            } catch (UnknownHostException e) {
                // the same as any other text
            }
        }
        throw new IllegalArgumentException(
                "no network: " + text + ", allowed: an address and its bits, such as 10.1.0.0/16");
    }

    boolean holds(InetAddress address) {
        byte[] these = first.getAddress();
        byte[] those = address.getAddress();
        if (these.length != those.length) {
            return false;
        }
        for (int bit = 0; bit < prefixBits; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            if ((these[bit / Byte.SIZE] & mask) != (those[bit / Byte.SIZE] & mask)) {
                return false;
            }
        }
        return true;
    }
}
