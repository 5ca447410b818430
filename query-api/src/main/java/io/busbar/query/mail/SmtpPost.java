package io.busbar.query.mail;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands letters to a mail server, one after the other, in a thread of its own. A letter that the server does not take is tried three times;
 * letters beyond a thousand that wait are dropped. Nobody's address is logged. May be shared between threads.
 */
public final class SmtpPost implements Post {

    private static final Logger LOG = LoggerFactory.getLogger(SmtpPost.class);

    private static final int MAX_WAITING = 1_000;
    private static final int TRIES = 3;
    private static final long CLOSE_SECONDS = 5;

    private final MailServer server;
    private final Session session;
    private final long pauseNanos;
    private final ThreadPoolExecutor sender;

    public SmtpPost(MailServer server) {
        this(server, TimeUnit.SECONDS.toNanos(5));
    }

    SmtpPost(MailServer server, long pauseNanos) {
        this.server = server;
        this.session = Session.getInstance(server.properties());
        this.pauseNanos = pauseNanos;
        this.sender = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_WAITING),
                work -> {
                    Thread thread = new Thread(work, "mail");
                    thread.setDaemon(true);
                    return thread;
                },
                (work, executor) -> LOG.warn("a letter is dropped: {} others wait for the mail server", MAX_WAITING));
    }

    @Override
    public void send(Letter letter) {
        sender.execute(() -> deliver(letter));
    }

    @Override
    public boolean reachesMailboxes() {
        return true;
    }

    /** What waits is tried once more, for a few seconds. */
    @Override
    public void close() {
        sender.shutdown();
        try {
            if (!sender.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                sender.shutdownNow();
            }
        } catch (InterruptedException e) {
            sender.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(Letter letter) {
        for (int number = 1; number <= TRIES; number++) {
            try {
                MimeMessage message = message(letter);
                Transport.send(message, server.user(), server.password());
                return;
            } catch (MessagingException e) {
                // what the server says may quote the address
                LOG.warn(
                        "letter not taken by the mail server {}:{}, try {} of {}: {}",
                        server.host(),
                        server.port(),
                        number,
                        TRIES,
                        e.getClass().getSimpleName());
            }
            if (number < TRIES && !sender.isShutdown()) {
                LockSupport.parkNanos(this, number * pauseNanos);
            }
        }
    }

    private MimeMessage message(Letter letter) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress(server.sender(), true));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(letter.to(), true));
        message.setSubject(letter.subject(), StandardCharsets.UTF_8.name());
        message.setText(letter.text(), StandardCharsets.UTF_8.name());
        message.setHeader("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(OffsetDateTime.now(ZoneOffset.UTC)));
        message.setHeader("Auto-Submitted", "auto-generated");
        return message;
    }
}
