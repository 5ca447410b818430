package io.busbar.query.access;

import io.busbar.query.access.Refusal.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Logging in, staying logged in, logging out. Answers do not tell whether an account exists: neither by their text, nor by the work that
 * goes before them. May be shared between threads.
 */
public final class Accounts {

    private static final Duration REFRESH_TOKEN_LIFE = Duration.ofDays(30);
    private static final String WRONG = "e-mail or password is wrong";

    private final Database database;
    private final Clock clock;
    private final LogInThrottle throttle;

    public Accounts(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.throttle = new LogInThrottle(clock);
    }

    public Session logIn(String email, String password, String address) {
        String account = email.toLowerCase(Locale.ROOT);
        if (!throttle.allows(account, address)) {
            throw Refusal.of(Kind.THROTTLED, "too many failed log-ins; try again in 15 minutes");
        }
        throttle.tried(account, address);
        Optional<Account> known = database.read(connection -> find(connection, account));
        if (known.isEmpty()) {
            Passwords.matchNobody(password);
            throw Refusal.of(Kind.UNAUTHENTICATED, WRONG);
        }
        if (!Passwords.matches(password, known.get().passwordHash())) {
            throw Refusal.of(Kind.UNAUTHENTICATED, WRONG);
        }
        throttle.succeeded(account, address);
        return database.write(
                connection -> issue(connection, known.get().key(), known.get().id(), Secrets.publicId()));
    }

    /** Trades a refresh token for the next one. One that was traded before is stolen or resent: its whole family ends. */
    public Session refresh(String refreshToken) {
        byte[] hash = Secrets.sha256(refreshToken);
        Optional<Session> next = database.write(connection -> {
            Optional<Token> token = Sql.of(
                            "SELECT t.family, t.used_at IS NOT NULL AS used, m.id, m.public_id FROM refresh_token t"
                                    + " JOIN member m ON m.id = t.member_id AND m.status = 'ACTIVE'"
                                    + " WHERE t.token_sha256 = ? AND t.expires_at > ? FOR UPDATE OF t",
                            hash,
                            clock.instant())
                    .first(
                            connection,
                            row -> new Token(
                                    row.getString("family"),
                                    row.getBoolean("used"),
                                    row.getInt("id"),
                                    row.getString("public_id")));
            if (token.isEmpty()) {
                return Optional.empty();
            }
            if (token.get().used()) {
                endFamily(connection, token.get().family());
                return Optional.empty();
            }
            Sql.of("UPDATE refresh_token SET used_at = ? WHERE token_sha256 = ?", clock.instant(), hash)
                    .run(connection);
            return Optional.of(issue(
                    connection,
                    token.get().memberKey(),
                    token.get().memberId(),
                    token.get().family()));
        });
        return next.orElseThrow(() -> Refusal.of(Kind.UNAUTHENTICATED, "the refresh token is not valid any more"));
    }

    /** Ends the log-in that the token belongs to; an unknown token is no error. */
    public void logOut(String refreshToken) {
        database.write(connection -> Sql.of(
                        "DELETE FROM refresh_token WHERE family ="
                                + " (SELECT family FROM refresh_token WHERE token_sha256 = ?)",
                        Secrets.sha256(refreshToken))
                .run(connection));
    }

    private Session issue(Connection connection, int memberKey, String memberId, String family) throws SQLException {
        Instant now = clock.instant();
        Sql.of("DELETE FROM refresh_token WHERE expires_at <= ?", now).run(connection);
        String token = Secrets.token();
        Sql.of(
                        "INSERT INTO refresh_token (token_sha256, family, member_id, expires_at) VALUES (?, ?, ?, ?)",
                        Secrets.sha256(token),
                        family,
                        memberKey,
                        now.plus(REFRESH_TOKEN_LIFE))
                .run(connection);
        return new Session(memberId, token);
    }

    private static void endFamily(Connection connection, String family) throws SQLException {
        Sql.of("DELETE FROM refresh_token WHERE family = ?", family).run(connection);
    }

    private static Optional<Account> find(Connection connection, String email) throws SQLException {
        return Sql.of("SELECT id, public_id, password_hash FROM member WHERE email = ? AND status = 'ACTIVE'", email)
                .first(connection, row -> new Account(row.getInt(1), row.getString(2), row.getString(3)));
    }

    private record Account(int key, String id, String passwordHash) {}

    private record Token(String family, boolean used, int memberKey, String memberId) {}
}
