package io.busbar.standalone;

import io.busbar.standalone.client.CommandFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Finds out before anything is started whether the ports are free. Stateless. */
final class Ports {

    private Ports() {}

    /**
     * Tries a port; 0 is always free.
     *
     * @throws CommandFailure when it is in use or the address is not one of this machine
     */
    static void requireFree(String option, String bindAddress, int port) {
        if (port == 0) {
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(bindAddress), port));
        } catch (IOException e) {
            throw new CommandFailure(
                    "port " + port + " on " + bindAddress + " cannot be used (" + e.getMessage()
                            + "): choose another with " + option,
                    e);
        }
    }
}
