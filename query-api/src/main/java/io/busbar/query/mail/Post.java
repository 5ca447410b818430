package io.busbar.query.mail;

/** Takes letters. May be shared between threads. */
public interface Post extends AutoCloseable {

    /** Returns at once, whatever becomes of the letter: how long it takes must not tell whether there was one. */
    void send(Letter letter);

    /** Whether letters go to the mailbox of the person that they are for. */
    boolean reachesMailboxes();

    @Override
    void close();
}
