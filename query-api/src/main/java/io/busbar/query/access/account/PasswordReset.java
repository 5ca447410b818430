package io.busbar.query.access.account;

import io.busbar.query.access.Database;
import io.busbar.query.access.Passwords;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Kind;
import io.busbar.query.access.Sql;
import io.busbar.query.access.account.MailedCodes.Wish;
import io.busbar.query.access.audit.Audit;
import io.busbar.query.mail.Letter;
import io.busbar.query.mail.Post;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * A new password for who has lost theirs, by a code that is sent to their address. Asking for one does the same work whether the account
 * exists or not; only a letter is not sent. May be shared between threads.
 */
public final class PasswordReset {

    private final Database database;
    private final Post post;
    private final Clock clock;
    private final Throttle letters;
    private final Throttle codes;

    public PasswordReset(Database database, Post post, Clock clock) {
        this.database = database;
        this.post = post;
        this.clock = clock;
        this.letters = new Throttle(clock, Registration.LETTERS_PER_EMAIL, Registration.LETTERS_PER_ADDRESS);
        this.codes = new Throttle(clock, Accounts.FAILURES_PER_ACCOUNT, Accounts.FAILURES_PER_ADDRESS);
    }

    /** Sends a code if there is an account. */
    public void forgot(String typedEmail, String address) {
        String email = EmailAddress.normal(typedEmail);
        if (!letters.allows(email, address)) {
            throw Refusal.of(Kind.THROTTLED, "too many codes were asked for; try again in 15 minutes");
        }
        letters.tried(email, address);
        Waiting waiting = database.write(connection -> new Waiting(
                MailedCodes.add(connection, email, Wish.reset(), clock.instant()),
                Sql.of("SELECT 1 FROM member WHERE email = ? AND status = 'ACTIVE'", email)
                        .exists(connection)));
        if (waiting.isMember()) {
            post.send(new Letter(
                    email,
                    "New password for Busbar",
                    "The code is " + waiting.code() + ". It is good for 30 minutes.\n\nIf you did not ask for this, do"
                            + " nothing: your password stays as it is.\n",
                    waiting.code()));
        }
    }

    /** Sets the password of every account of the address, ends their log-ins and other codes, and takes the address as proven. */
    public void reset(String typedEmail, String code, String password, String address) {
        String email = EmailAddress.normal(typedEmail);
        if (!codes.allows(email, address)) {
            throw Refusal.of(Kind.THROTTLED, "too many wrong codes; try again in 15 minutes");
        }
        codes.tried(email, address);
        String hash = Passwords.hash(password);
        boolean done = database.write(connection -> {
            Optional<Wish> wish = MailedCodes.take(connection, email, code, true, clock.instant());
            return wish.isPresent() && reset(connection, email, hash);
        });
        if (!done) {
            throw Refusal.invalid("/code", "is wrong, used, or older than 30 minutes");
        }
        codes.succeeded(email, address);
    }

    private static boolean reset(Connection connection, String email, String hash) throws SQLException {
        MailedCodes.dropResets(connection, email);
        var accounts = Sql.of(
                        "UPDATE member SET password_hash = ?, email_proven = true WHERE email = ? AND status = 'ACTIVE'"
                                + " RETURNING id, public_id, organization_id, name",
                        hash,
                        email)
                .list(
                        connection,
                        row -> new Account(
                                row.getInt("id"),
                                new Audit.Actor(
                                        row.getInt("organization_id"),
                                        row.getString("public_id"),
                                        row.getString("name"))));
        for (Account account : accounts) {
            Sessions.endAll(connection, account.key());
            Audit.add(
                    connection,
                    account.self(),
                    "member.resetPassword",
                    account.self().id(),
                    null,
                    Map.of("by", "code"));
        }
        return !accounts.isEmpty();
    }

    private record Waiting(String code, boolean isMember) {}

    private record Account(int key, Audit.Actor self) {}
}
