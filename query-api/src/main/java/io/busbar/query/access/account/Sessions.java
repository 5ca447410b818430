package io.busbar.query.access.account;

import io.busbar.query.access.Secrets;
import io.busbar.query.access.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/**
 * Log-ins as the tables keep them: the refresh tokens of one log-in form a family. A family that has ended takes its access tokens with it,
 * which would go on for minutes otherwise. Log-ins of a member begin, go on and end with the member locked: one that goes on in the moment in
 * which all are ended would outlive that otherwise. Stateless.
 */
public final class Sessions {

    /** How long an access token may be presented. */
    public static final Duration ACCESS_TOKEN_LIFE = Duration.ofMinutes(15);

    private static final Duration REFRESH_TOKEN_LIFE = Duration.ofDays(30);

    private Sessions() {}

    /** A next refresh token of the family; the member is locked. */
    static Session issue(Connection connection, int memberKey, String memberId, String family, Instant now)
            throws SQLException {
        Sql.of("DELETE FROM refresh_token WHERE expires_at <= ?", now).run(connection);
        String token = Secrets.token();
        Sql.of(
                        "INSERT INTO refresh_token (token_sha256, family, member_id, expires_at) VALUES (?, ?, ?, ?)",
                        Secrets.sha256(token),
                        family,
                        memberKey,
                        now.plus(REFRESH_TOKEN_LIFE))
                .run(connection);
        return new Session(memberId, family, token);
    }

    /** Ends every log-in of the member. */
    public static void endAll(Connection connection, int memberKey) throws SQLException {
        endAllBut(connection, memberKey, "");
    }

    /** Ends every log-in of the member but one. */
    static void endAllBut(Connection connection, int memberKey, String family) throws SQLException {
        MemberTable.lock(connection, memberKey);
        end(connection, Sql.of("member_id = ? AND family <> ?", memberKey, family));
    }

    /** Ends one log-in; the member is locked. */
    static void endFamily(Connection connection, String family) throws SQLException {
        end(connection, Sql.of("family = ?", family));
    }

    private static void end(Connection connection, Sql which) throws SQLException {
        int ended = Sql.of("INSERT INTO ended_session (family) SELECT DISTINCT family FROM refresh_token WHERE ")
                .append(which)
                .append(" ON CONFLICT DO NOTHING")
                .run(connection);
        Sql.of("DELETE FROM refresh_token WHERE ").append(which).run(connection);
        if (ended > 0) {
            Sql.of(
                            "DELETE FROM ended_session WHERE ended_at < now() - ? * interval '2 seconds'",
                            ACCESS_TOKEN_LIFE.toSeconds())
                    .run(connection);
        }
    }
}
