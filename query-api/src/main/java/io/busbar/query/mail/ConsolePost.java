package io.busbar.query.mail;

import java.util.function.Consumer;

/** Where there is no mail server: the operator reads the code and passes it on. May be shared between threads when its console may. */
public final class ConsolePost implements Post {

    private final Consumer<String> console;

    /** @param console takes a line */
    public ConsolePost(Consumer<String> console) {
        this.console = console;
    }

    @Override
    public void send(Letter letter) {
        if (!letter.code().isEmpty()) {
            console.accept("no mail server is set: tell " + letter.to() + " \"" + letter.subject() + "\", code "
                    + letter.code());
        }
    }

    @Override
    public boolean reachesMailboxes() {
        return false;
    }

    @Override
    public void close() {
        // nothing is held
    }
}
