package io.busbar.standalone.client;

/** A command that cannot go on, with the one line that tells its user why and what to do. */
public final class CommandFailure extends RuntimeException {

    public CommandFailure(String line) {
        super(line);
    }

    public CommandFailure(String line, Throwable cause) {
        super(line, cause);
    }
}
