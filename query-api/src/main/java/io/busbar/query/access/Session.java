package io.busbar.query.access;

/**
 * What a log-in gives: for whom an access token may be signed, and the refresh token, which is stored only as its hash. Immutable.
 *
 * @param memberId public id
 */
public record Session(String memberId, String refreshToken) {

    @Override
    public String toString() {
        return "Session[memberId=" + memberId + "]";
    }
}
