package io.busbar.query.access.account;

/**
 * What a log-in gives: for whom an access token may be signed, and the refresh token, which is stored only as its hash. Immutable.
 *
 * @param memberId public id
 * @param family of refresh tokens: the log-in that both tokens belong to
 */
public record Session(String memberId, String family, String refreshToken) {

    @Override
    public String toString() {
        return "Session[memberId=" + memberId + "]";
    }
}
