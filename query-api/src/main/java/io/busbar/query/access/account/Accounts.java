package io.busbar.query.access.account;

import io.busbar.query.access.Database;
import io.busbar.query.access.Passwords;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Kind;
import io.busbar.query.access.Secrets;
import io.busbar.query.access.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Logging in, staying logged in, logging out. Answers do not tell whether an account exists: neither by their text, nor by the work that
 * goes before them. May be shared between threads.
 */
public final class Accounts {

    static final int FAILURES_PER_ACCOUNT = 10;
    static final int FAILURES_PER_ADDRESS = 50;

    private static final String WRONG = "e-mail or password is wrong";

    private final Database database;
    private final Clock clock;
    private final Throttle throttle;

    public Accounts(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.throttle = new Throttle(clock, FAILURES_PER_ACCOUNT, FAILURES_PER_ADDRESS);
    }

    /** @param organization code of the one that is meant, for people who are in several with one password; null takes the first */
    public Session logIn(String typedEmail, String password, @Nullable String organization, String address) {
        String email = EmailAddress.normal(typedEmail);
        if (!throttle.allows(email, address)) {
            throw Refusal.of(Kind.THROTTLED, "too many failed log-ins; try again in 15 minutes");
        }
        throttle.tried(email, address);
        List<Account> accounts = database.read(connection -> accounts(connection, email, organization));
        int right = Passwords.matching(
                password, accounts.stream().map(Account::passwordHash).toList());
        if (right < 0) {
            throw Refusal.of(Kind.UNAUTHENTICATED, WRONG);
        }
        Account account = accounts.get(right);
        Session session = database.write(connection -> {
            if (!isStillRight(connection, account)) {
                throw Refusal.of(Kind.UNAUTHENTICATED, WRONG);
            }
            return Sessions.issue(connection, account.key(), account.id(), Secrets.publicId(), clock.instant());
        });
        throttle.succeeded(email, address);
        return session;
    }

    /** Trades a refresh token for the next one. One that was traded before is stolen or resent: its whole family ends. */
    public Session refresh(String refreshToken) {
        byte[] hash = Secrets.sha256(refreshToken);
        Optional<Session> next = database.write(connection -> {
            Optional<Token> token = locked(connection, hash);
            if (token.isEmpty() || !token.get().isValid()) {
                return Optional.empty();
            }
            if (token.get().used()) {
                Sessions.endFamily(connection, token.get().family());
                return Optional.empty();
            }
            Sql.of("UPDATE refresh_token SET used_at = ? WHERE token_sha256 = ?", clock.instant(), hash)
                    .run(connection);
            return Optional.of(Sessions.issue(
                    connection,
                    token.get().memberKey(),
                    token.get().memberId(),
                    token.get().family(),
                    clock.instant()));
        });
        return next.orElseThrow(() -> Refusal.of(Kind.UNAUTHENTICATED, "the refresh token is not valid any more"));
    }

    /** Ends the log-in that the token belongs to; an unknown token is no error. */
    public void logOut(String refreshToken) {
        database.write(connection -> {
            Optional<Token> token = locked(connection, Secrets.sha256(refreshToken));
            if (token.isPresent()) {
                Sessions.endFamily(connection, token.get().family());
            }
            return true;
        });
    }

    /** Locks the member: a password that is changed while it is compared counts as what it is then. */
    private static boolean isStillRight(Connection connection, Account account) throws SQLException {
        return Sql.of(
                        "SELECT FROM member WHERE id = ? AND password_hash = ? AND status = 'ACTIVE' FOR NO KEY UPDATE",
                        account.key(),
                        account.passwordHash())
                .exists(connection);
    }

    /** With the member whose it is locked; empty when it is unknown or gone. */
    private Optional<Token> locked(Connection connection, byte[] hash) throws SQLException {
        Optional<Integer> member = Sql.of("SELECT member_id FROM refresh_token WHERE token_sha256 = ?", hash)
                .first(connection, row -> row.getInt(1));
        if (member.isEmpty()) {
            return Optional.empty();
        }
        MemberTable.lock(connection, member.get());
        return Sql.of(
                        "SELECT t.family, t.used_at IS NOT NULL AS used, m.id, m.public_id,"
                                + " m.status = 'ACTIVE' AND t.expires_at > ? AS valid FROM refresh_token t"
                                + " JOIN member m ON m.id = t.member_id WHERE t.token_sha256 = ?",
                        clock.instant(),
                        hash)
                .first(
                        connection,
                        row -> new Token(
                                row.getString("family"),
                                row.getBoolean("used"),
                                row.getBoolean("valid"),
                                row.getInt("id"),
                                row.getString("public_id")));
    }

    private static List<Account> accounts(Connection connection, String email, @Nullable String organization)
            throws SQLException {
        return Sql.of(
                        "SELECT m.id, m.public_id, m.password_hash FROM member m JOIN organization o ON o.id = m.organization_id"
                                + " WHERE m.email = ? AND m.status = 'ACTIVE' AND o.code = coalesce(?, o.code) ORDER BY m.id",
                        email,
                        organization)
                .list(connection, row -> new Account(row.getInt(1), row.getString(2), row.getString(3)));
    }

    private record Account(int key, String id, String passwordHash) {}

    private record Token(String family, boolean used, boolean isValid, int memberKey, String memberId) {}
}
